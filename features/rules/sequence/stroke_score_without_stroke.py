"""SEQ06."""

from denialrisk.features.edits import Resolve, Says
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="SEQ06",
    title="Stroke score without a cerebral infarction",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "code first note at R29.7", "FY2026"),
    since="2016-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=Resolve(),
    fix="Add the cerebral infarction (I63.-) if that is the stroke in the note, first of all; else remove the score.",
    affirmed_by=(Says("cause", "stroke"),),
    ask="Ask the provider for which condition the score was taken; one taken to rule a condition out is not reported.",
    knowledge=("W27",),
    article=("A15",),
)
def stroke_score_without_stroke(c: Frames) -> Rows:
    """R29.7- (NIHSS score) on a claim with no cerebral infarction (I63).

    Why it is denied: the score grades an infarction, which is coded first; without it the code stands for nothing.

    What to do: add I63 if the infarction is established, else remove the score. A score taken to rule a stroke out is
    not reported.

    Fires: R29.702, R53.1.
    Does not fire: I63.9, R29.702.
    """
    return c.dx("R29.7-").where(~c.dx("I63.-").claims)
