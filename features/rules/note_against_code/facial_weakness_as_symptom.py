"""NOT04."""

from denialrisk.features.edits import ReplaceCode
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.note_against_code.findings import weak
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="NOT04",
    title="Facial weakness coded as general weakness",
    severity="warning",
    authority=Authority("ICD-10-CM Tabular List", "R29.810", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=ReplaceCode("R53.1", "R29.810", "facial_weakness"),
    fix="Report facial weakness (R29.810, or the cause the note states) instead of R53.1.",
    ask="Ask the provider where the weakness is and what it is due to.",
    reads=("facial_weakness", "weakness", "strength", "paresis"),
    knowledge=("W39",),
    article=("A7", "A17"),
)
def facial_weakness_as_symptom(c: Frames) -> Rows:
    """The only weakness in the note is of the face, and the claim says R53.1.

    Why it is denied: facial weakness has its own code; R53.1 is weakness of the patient as a whole and does not justify
    what is done for a face that droops.

    What to do: report R29.810, or the cause where one is established: G51.0, or I69.-92 after a stroke.

    Fires: R53.1; the note finds a facial droop and no other weakness.
    Does not fire: an arm is weak too.
    """
    face = c.says("facial_weakness").claims & ~weak(c)
    return c.dx("R53.1").where(face & ~c.dx("R29.810", "G51.0", "I69.-92").claims)
