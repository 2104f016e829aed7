"""EXC11."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC11",
    title="Hemiplegia coded beside its stroke-sequela code",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at G81", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=DropFound(),
    fix="Report the sequela already coded, which contains the hemiplegia, and remove the G81 code.",
    knowledge=("W12",),
    article=("A7", "A15"),
)
def hemiplegia_and_sequela(c: Frames) -> Rows:
    """G81 beside I69 with hemiplegia (fifth character 5): the same deficit coded twice.

    Why it is denied: hemiplegia left by cerebrovascular disease is one combination code; category G81 excludes it.

    What to do: keep I69.-5- with its side and remove G81. Where the sides differ, this may be a second lesion: see
    EXC23.

    Fires: G81.91 with I69.351 (both right).
    Does not fire: G81.91 with I63.9, the acute stroke, where G81 belongs.
    """
    return excluded(c, PAIRS["EXC11"])
