"""NOT10."""

from denialrisk.features.edits import Resolve, Says
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="NOT10",
    title="Debility coded as weakness",
    severity="review",
    authority=Authority("ICD-10-CM Tabular List", "R53.81, title and inclusion terms", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=Resolve(),
    asks="always",
    fix="Ask the provider which it is, the deconditioning the note names (R53.81) or weakness, and report that one.",
    affirmed_by=(Says("cause", "deconditioning"),),
    ask="Ask the provider what the weakness is due to, or to state that the cause is not established.",
    reads=("cause",),
    knowledge=("W47",),
    article=("A8",),
)
def debility_as_weakness(c: Frames) -> Rows:
    """The note speaks of deconditioning, debility or general deterioration as the cause, and the claim says R53.1.

    Why it is denied: debility and general physical deterioration are R53.81; R53.1 leaves out what the provider found.

    What to do: ask the provider which it is. Deconditioning as R53.81 is common practice and was not confirmed in a
    source, so this is a review.

    Fires: R53.1; the note says weakness from deconditioning.
    Does not fire: R53.81 is on the claim.

    Where the article differs: it files deconditioning under M62.81 (C7). The Tabular List gives M62.81 no such meaning.
    """
    return c.dx("R53.1").where(c.says("cause", "deconditioning").claims & ~c.dx("R53.81").claims)
