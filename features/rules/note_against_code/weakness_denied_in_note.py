"""NOT16."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.note_against_code.findings import weak
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.weakness import WEAKNESS


@rule(
    code="NOT16",
    title="Weakness coded although the note denies it",
    severity="review",
    authority=Authority("ICD-10-CM Official Guidelines", "Section I.A.19", "FY2026", confirmed=False),
    since="2015-10-01",
    reason_family="documentation",
    carc=("50", "16"),
    edit=Resolve(),
    asks="always",
    fix=(
        "Ask the provider whether the patient was weak; if the record denies it, report the reason for the visit "
        "instead."
    ),
    reads=("weakness", "strength", "paresis", "facial_weakness", "fatigue"),
    knowledge=("W68",),
    article=("A1", "A11"),
)
def weakness_denied_in_note(c: Frames) -> Rows:
    """The note denies weakness and describes no loss of strength, paresis or facial weakness, and the claim says R53.1
    or M62.81.

    Why it is denied: the record contradicts the code. This is the plainest ground for a denial after review.

    What to do: find out why the code was chosen. If the patient was weak, the provider documents it in an addendum
    under its own date; if not, report what the visit was for.

    Fires: R53.1; the note says no weakness.
    Does not fire: the patient denies weakness and the examiner finds 4/5.
    """
    denied = c.says("weakness", state="negated").claims & ~c.says("weakness", state=("present", "uncertain")).claims
    return c.dx(*WEAKNESS).where(denied & ~weak(c) & ~c.says("facial_weakness").claims & ~c.says("fatigue").claims)
