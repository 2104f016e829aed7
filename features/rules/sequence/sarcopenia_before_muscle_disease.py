"""SEQ07."""

from denialrisk.features.edits import ListFirst
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="SEQ07",
    title="Sarcopenia listed before the muscle disease behind it",
    severity="warning",
    authority=Authority("ICD-10-CM Tabular List", "code first note at M62.84", "FY2026"),
    since="2016-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=ListFirst("G71-G73"),
    fix="List the muscle disease (G71-G73) first and M62.84 behind it.",
    knowledge=("W25",),
    article=("A14", "A15"),
)
def sarcopenia_before_muscle_disease(c: Frames) -> Rows:
    """M62.84 stands first although the claim carries a disorder of muscle (G71, G72, G73).

    Why it is denied: the note at M62.84 has an underlying disease of muscle coded first, if there is one.

    What to do: list the muscle disease first, M62.84 behind it.

    Fires: M62.84, G72.9.
    Does not fire: G72.9, M62.84; or M62.84 alone.
    """
    return c.dx("M62.84").first_listed.where(c.dx("G71-G73").claims)
