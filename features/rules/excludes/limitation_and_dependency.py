"""EXC19."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC19",
    title="Limitation of activities coded beside care dependency",
    severity="warning",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at Z73.6", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=Resolve(),
    fix="Keep one of the two: the care need if help was needed, else the limitation.",
    knowledge=("W22",),
    article=("A15",),
)
def limitation_and_dependency(c: Frames) -> Rows:
    """Z73.6 (limitation of activities due to disability) beside Z74 (dependence on a care provider).

    Why it is denied: the Excludes1 note at Z73.6 names Z74; both describe what the patient cannot do.

    What to do: keep Z74 where the record shows that another person's help was needed, else Z73.6.

    Fires: Z73.6 with Z74.09.
    Does not fire: Z74.09 with R53.1.
    """
    return excluded(c, PAIRS["EXC19"])
