"""THE02."""

from denialrisk.features.edits import Document
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="THE02",
    title="Exercise for fitness or maintenance",
    severity="warning",
    authority=Authority("Medicare LCD L33631 and TherapyComply", "skilled therapy"),
    since="2015-10-01",
    reason_family="medical_necessity",
    carc=("50",),
    edit=Document("skilled_need"),
    asks="always",
    fix="Ask the therapist to document whether the skills of a therapist were needed and, if so, why.",
    reads=("skilled_need",),
    knowledge=("W60",),
)
def maintenance_wording(c: Frames) -> Rows:
    """The therapy note speaks of general fitness, a home programme or maintenance, and not of a need for skill.

    Why it is denied: exercise that keeps up a level, or that the patient can do alone, is not skilled therapy.

    What to do: ask the therapist why the service needed a therapist; if it did not, it is not billed.

    Fires: 97110 and "maintenance exercises" in the note.
    Does not fire: the skilled need is also stated; or the note is silent on it, which is DOC26.
    """
    plain = c.says("skilled_need", state="negated").claims & ~c.says("skilled_need").claims
    return c.billed("therapy").where(plain)
