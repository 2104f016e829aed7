"""EXC17."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC17",
    title="Gait symptom coded beside one that contains it",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at R26 and at R26.2", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=DropFound(),
    fix="Keep the more specific of the two codes and remove the other R26 code.",
    knowledge=("W20",),
    article=("A15",),
)
def gait_codes_together(c: Frames) -> Rows:
    """R26.2 (difficulty walking) beside R29.6 (repeated falls) or R26.81 (unsteadiness); or any R26 beside R27.0
    (ataxia) or M62.3 (immobility syndrome).

    Why it is denied: the R26 codes exclude each of these, so one gait problem is reported twice.

    What to do: keep the code that says more of what was found, and remove the general one.

    Fires: R26.2 with R29.6; R26.89 with R27.0.
    Does not fire: R26.89 with R29.6.
    """
    return excluded(c, PAIRS["EXC17"])
