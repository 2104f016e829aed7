"""EXC03."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC03",
    title="Weakness or fatigue coded beside age-related frailty",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at R53.1 and at R53.8", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=DropFound(),
    fix="Report age-related physical debility (R54) and remove the R53 code.",
    knowledge=("W02", "W08"),
    article=("A1", "A10", "A15"),
)
def weakness_and_frailty(c: Frames) -> Rows:
    """R53.1, R53.81, R53.82 or R53.83 beside R54: age-related weakness is what R54 already says.

    Why it is denied: R53.1 and the whole of R53.8 carry an Excludes1 note for R54, so the symptom is reported twice.

    What to do: keep R54 where the provider attributes the weakness or debility to age, and remove the R53 code. If the
    provider names another origin, it is R54 that goes.

    Fires: R53.1 with R54; R53.83 with R54.
    Does not fire: R54 alone; or R53.0 with a neoplasm and R54.
    """
    return excluded(c, PAIRS["EXC03"])
