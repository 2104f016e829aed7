"""EXC15."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC15",
    title="Transient paralysis coded beside transient ischemic attack",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at R29.5", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=DropFound(),
    fix="Report the transient ischemic attack already coded, and remove R29.5.",
    knowledge=("W16",),
    article=("A15",),
)
def transient_paralysis_and_tia(c: Frames) -> Rows:
    """R29.5 (transient paralysis) beside G45.9: the attack already says that the deficit passed.

    Why it is denied: the Excludes1 note at R29.5 names G45.9.

    What to do: keep G45.9 if the provider diagnosed the attack; otherwise keep R29.5 and remove G45.9.

    Fires: R29.5 with G45.9.
    Does not fire: R29.5 with S14.109A, a cord injury, which is coded before it.
    """
    return excluded(c, PAIRS["EXC15"])
