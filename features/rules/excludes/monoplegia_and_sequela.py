"""EXC12."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC12",
    title="Monoplegia coded beside its stroke-sequela code",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at G83.1 and at G83.2", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=DropFound(),
    fix="Report the sequela already coded, which contains the monoplegia, and remove the G83 code.",
    knowledge=("W13",),
    article=("A7", "A15"),
)
def monoplegia_and_sequela(c: Frames) -> Rows:
    """G83.1- beside I69.-4- (leg), or G83.2- beside I69.-3- (arm): one limb's paralysis after stroke coded twice.

    Why it is denied: monoplegia left by cerebrovascular disease is one combination code, which the G83 codes exclude.

    What to do: keep I69.-3- or I69.-4- with its side and remove the G83 code.

    Fires: G83.21 with I69.331; G83.11 with I69.341.
    Does not fire: G83.21 with I69.341, an arm and a leg.
    """
    return excluded(c, PAIRS["EXC12"])
