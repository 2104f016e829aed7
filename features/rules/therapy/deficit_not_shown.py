"""THE01."""

from denialrisk.features.edits import Document
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.weakness import WEAKNESS


@rule(
    code="THE01",
    title="Therapy for weakness without a measured deficit",
    severity="warning",
    authority=Authority("Medicare LCD L33631", "documentation of therapeutic exercises"),
    since="2015-10-01",
    reason_family="medical_necessity",
    carc=("50",),
    edit=Document("strength", "comparison", "function"),
    asks="always",
    fix="Ask the therapist to document strength or range of motion, the other side, and the tasks affected.",
    reads=("strength", "comparison", "function"),
    knowledge=("W57",),
    article=("A11", "A13"),
)
def deficit_not_shown(c: Frames) -> Rows:
    """Therapy for R53.1 or M62.81 whose note lacks at least two of: examined strength, comparison with the other side,
    and the everyday task that is limited.

    Why it is denied: the policy on therapeutic exercise asks for objective loss of strength or motion against the
    other side and its effect on function. Weakness by name alone is not a deficit.

    What to do: ask the therapist to document what was measured, on both sides, and what the patient cannot do.

    Fires: 97110 for M62.81, a note with a plan only.
    Does not fire: grade and function are documented; or there is no note.
    """
    shown = c.says("strength", state=("present", "contradicted")).claims.astype(int)
    shown += c.says("comparison").claims
    shown += c.says("function", state=("present", "negated", "contradicted")).claims
    coded = c.dx(*WEAKNESS).claims
    return c.billed("therapy").where(coded & c.documented & (shown <= 1))
