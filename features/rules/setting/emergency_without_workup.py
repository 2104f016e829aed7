"""SET06."""

from denialrisk.features.edits import Document
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="SET06",
    title="Emergency visit for weakness with nothing ruled out",
    severity="review",
    authority=Authority("Source article on weakness coding", "A2: new diffuse weakness in the emergency department"),
    since="2015-10-01",
    reason_family="medical_necessity",
    carc=("50", "11"),
    edit=Document("differential"),
    asks="always",
    fix="Ask the provider to document which causes were looked for in the visit.",
    reads=("tests", "differential", "cause", "cause_unknown"),
    knowledge=("W72",),
    article=("A2", "A16"),
)
def emergency_without_workup(c: Frames) -> Rows:
    """R53.1 first on an emergency claim, and the note names no cause considered, no test, and no cause excluded.

    Why it is denied: R53.1 fits new weakness without a diagnosis once obvious causes have been ruled out. A record that
    shows no such look reads as a visit that did not need an emergency department.

    What to do: ask the provider to document the causes considered and the tests that were read.

    Fires: emergency visit, R53.1, a note with the complaint only.
    Does not fire: a differential, a test, or a cause ruled out is in the note; or there is no note.
    """
    visit = c.in_setting("emergency") | c.billed("emergency_visit").claims
    looked = c.says("tests").claims | c.says("differential", state=("present", "uncertain")).claims
    looked |= c.says("cause", state=("present", "uncertain", "negated")).claims | c.says("cause_unknown").claims
    return c.dx("R53.1").first_listed.where(visit & c.documented & ~looked)
