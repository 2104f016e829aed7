"""EXC14."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC14",
    title="Facial weakness coded beside the code that contains it",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at R29.810", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=DropFound(),
    fix="Report the code that contains the facial weakness, and remove R29.810.",
    knowledge=("W15",),
    article=("A7", "A15"),
)
def facial_weakness_and_cause(c: Frames) -> Rows:
    """R29.810 beside Bell's palsy (G51.0) or facial weakness as a sequela of stroke (I69.-92).

    Why it is denied: the symptom is the whole content of the other code; the Excludes1 note at R29.810 names both.

    What to do: keep the cause and remove R29.810.

    Fires: R29.810 with I69.392; R29.810 with G51.0.
    Does not fire: R29.810 with I63.9: facial droop of an acute stroke may be reported.
    """
    return excluded(c, PAIRS["EXC14"])
