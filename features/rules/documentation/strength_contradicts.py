"""DOC80."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, Request, rule
from denialrisk.features.weakness import WEAKNESS


@rule(
    code="DOC80",
    title="Weakness coded, strength examined as normal",
    severity="warning",
    authority=Authority("American Family Physician 2020;101", "pages 95-108: objective loss of strength"),
    since="2020-01-15",
    reason_family="medical_necessity",
    carc=("50",),
    edit=Resolve(),
    fix=Request("reconcile the complaint of weakness with the strength examined", act=True),
    reads=("strength", "paresis", "facial_weakness"),
    knowledge=("D2", "D3"),
    article=("A11", "A17"),
)
def strength_contradicts(c: Frames) -> Rows:
    """R53.1 or M62.81 is coded, and every strength that was examined is normal, 5/5 throughout.

    Why it is denied: the code is not wrong, a patient may feel weak with full strength. But nothing objective stands
    behind it, and tests or therapy for it are refused as not necessary.

    What to do: ask the provider to reconcile complaint and examination, without naming an answer: fatigue, pain-limited
    effort, weakness that fluctuates, or a group of muscles not yet described.

    Fires: R53.1 and strength 5/5 in the note.
    Does not fire: a reduced strength is also written; paresis is found; or no strength is documented, which is DOC03.
    """
    normal = c.says("strength", "normal").claims | c.says("strength", state="contradicted").claims
    graded = c.says("strength") & c.pick("evidence", (c.evidence["number"] < 5).to_numpy(dtype=bool))
    reduced = c.says("strength", "reduced").claims | graded.claims | c.says("paresis").claims
    reduced |= c.says("facial_weakness").claims
    return c.dx(*WEAKNESS).where(normal & ~reduced)
