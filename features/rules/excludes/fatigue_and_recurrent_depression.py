"""EXC05."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC05",
    title="Fatigue or debility coded beside recurrent depression",
    severity="warning",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at R53.8", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=DropFound(),
    fix="Remove the R53.8 code: tiredness is part of recurrent depressive disorder.",
    knowledge=("W09",),
    article=("A10", "A15"),
)
def fatigue_and_recurrent_depression(c: Frames) -> Rows:
    """R53.81, R53.82 or R53.83 beside F33 (major depressive disorder, recurrent).

    Why it is denied: lack of energy is one of the criteria of the depressive episode; the Excludes1 note at R53.8 names
    F33, so the symptom is not reported beside it.

    What to do: keep F33 and remove the R53.8 code. If the fatigue has another origin, the provider says so and that is
    coded. F32 (single episode) is only an Excludes2 at R53.83: there both may stand if both are documented.

    Fires: R53.83 with F33.1.
    Does not fire: R53.83 with F32.9; or R53.1 with F33.1, since weakness is not fatigue.
    """
    return excluded(c, PAIRS["EXC05"])
