"""EXC06."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC06",
    title="Chronic fatigue coded beside a fatigue syndrome",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at R53.82", "FY2026"),
    since="2022-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=DropFound(),
    fix="Report the fatigue syndrome already coded, and remove R53.82.",
    knowledge=("W10",),
    article=("A10", "A15"),
)
def chronic_fatigue_and_syndrome(c: Frames) -> Rows:
    """R53.82 (chronic fatigue, unspecified) beside G93.31, G93.32 or G93.39 (postviral and other fatigue syndromes).

    Why it is denied: the unspecified symptom is what is coded when no syndrome is diagnosed; the Excludes1 note at
    R53.82 names the G93.3 codes.

    What to do: keep the syndrome if the provider diagnosed it; otherwise keep R53.82 and remove the syndrome.

    Fires: R53.82 with G93.32.
    Does not fire: R53.83 with G93.32, which no note forbids.
    """
    return excluded(c, PAIRS["EXC06"])
