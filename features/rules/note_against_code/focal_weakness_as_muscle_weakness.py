"""NOT06."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.note_against_code.findings import focal
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="NOT06",
    title="Focal weakness coded as generalized muscle weakness",
    severity="warning",
    authority=Authority("ICD-10-CM Tabular List", "M62.81, title", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=Resolve(),
    asks="always",
    fix=(
        "Ask the provider for the diagnosis behind the focal weakness; M62.81 is for generalized muscle weakness only."
    ),
    reads=("weakness", "distribution", "laterality", "strength", "paresis", "facial_weakness"),
    knowledge=("W41",),
    article=("A8", "A17"),
)
def focal_weakness_as_muscle_weakness(c: Frames) -> Rows:
    """The note places the weakness in a limb or on one side, and the claim says M62.81, muscle weakness (generalized).

    Why it is denied: code and note contradict each other on where the weakness is, which a reviewer sees at once.

    What to do: ask the provider what lies behind the focal weakness and report that. Without a diagnosis it stays a
    symptom.

    Fires: M62.81; the note says weakness of the left arm.
    Does not fire: the note says generalized weakness.

    Where the article differs: it bars M62.81 where the origin is neurologic and ties it to muscles and deconditioning
    (C7). The Tabular List has no such condition; what it has is the word generalized.
    """
    return c.dx("M62.81").where(focal(c))
