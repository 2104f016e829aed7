"""EXC04."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC04",
    title="Frailty coded beside sarcopenia or cognitive decline",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at R54", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=Resolve(),
    asks="if unclear",
    fix=(
        "Keep the code the record supports. Where it supports both, ask the provider whether they are separate "
        "conditions."
    ),
    knowledge=("W05",),
    article=("A15",),
)
def frailty_and_named_condition(c: Frames) -> Rows:
    """R54 beside M62.84 (sarcopenia), R41.81 (age-related cognitive decline) or F03 (unspecified dementia).

    Why it is denied: R54 covers debility put down to age as a whole; the Excludes1 note at R54 sends each of these
    named conditions to its own code, and the pair fails the edit.

    What to do: keep the named condition if the record supports it, and R54 only where no such condition explains the
    decline. If the provider treats them as separate, ask for a statement to that effect.

    Fires: R54 with M62.84; R54 with R41.81.
    Does not fire: R54 with R41.3 (other amnesia).
    """
    return excluded(c, PAIRS["EXC04"])
