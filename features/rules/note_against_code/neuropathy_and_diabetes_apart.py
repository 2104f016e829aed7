"""NOT19."""

from denialrisk.features.edits import Resolve, Says
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="NOT19",
    title="Neuropathy and diabetes coded apart",
    severity="review",
    authority=Authority("ICD-10-CM Official Guidelines", "Section I.A.15 (with)", "FY2026", confirmed=False),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=Resolve(),
    fix="Report the combination code of the diabetes (fourth character 4), unless the provider gives another cause.",
    affirmed_by=(Says("cause", "neuropathy"),),
    ask="Ask the provider what the neuropathy is due to.",
    reads=("cause",),
    knowledge=("W18",),
    article=("A5", "A17"),
)
def neuropathy_and_diabetes_apart(c: Frames) -> Rows:
    """G62.9 beside diabetes without neuropathy, and the note names a neuropathy.

    Why it is denied: guideline I.A.15 takes a link between diabetes and neuropathy for granted unless the provider says
    otherwise, and the combination code replaces the two. Which payers edit on it was not confirmed, so this is a
    review.

    What to do: report E11.42 or its like where the provider does not give another cause of the neuropathy.

    Fires: G62.9, E11.9; the note says neuropathy.
    Does not fire: E11.42 is on the claim; or the note gives a drug as the cause.
    """
    named = c.says("cause", "neuropathy").claims & ~c.says("cause", "medication").claims
    diabetes = c.dx("E08-E13").claims & ~c.dx("E08-E13 with .4").claims
    return c.dx("G62.9").where(named & diabetes)
