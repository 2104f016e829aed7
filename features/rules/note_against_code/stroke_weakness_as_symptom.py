"""NOT01."""

from denialrisk.features.edits import Resolve, Says
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.note_against_code.findings import one_limb, one_sided, only_facial
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.weakness import WEAKNESS


@rule(
    code="NOT01",
    title="One-sided weakness from stroke coded as a symptom",
    severity="error",
    authority=Authority("AHA Coding Clinic", "First Quarter 2015, page 25", "2015"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=Resolve(),
    asks="if unclear",
    fix="Report hemiparesis with its side: I69.-5- if residual, G81.9- in the acute stroke. If the link is vague, ask.",
    affirmed_by=(Says("cause", "stroke"),),
    ask="Ask the provider where the weakness is and what it is due to.",
    reads=("cause", "weakness", "facial_weakness", "laterality", "muscle_group", "strength", "paresis"),
    knowledge=("W36",),
    article=("A3", "A5", "A7"),
)
def stroke_weakness_as_symptom(c: Frames) -> Rows:
    """The note ties weakness of one side to a stroke, and the claim says R53.1 or M62.81.

    Why it is denied: one-sided weakness clearly documented as due to a stroke is coded as hemiparesis, even where the
    provider does not use the word. The symptom code then hides the diagnosis on which coverage rests.

    What to do: report I69.-5- where it is what a past stroke left, G81.9- beside I63 in the acute phase, with the side.
    Dominance, if not documented: right is taken as dominant, left as not. If the link is not plain, ask the provider.

    Fires: R53.1; the note affirms stroke as the cause of left-sided weakness.
    Does not fire: the stroke is only suspected; or both sides are weak; or the note names one limb (NOT02).

    Where the article differs: it codes left-arm or right-leg weakness as R53.1 until a specialist has diagnosed (C2),
    and hemiplegia only for complete or near-complete loss (C1). Hemiparesis, complete or incomplete, is in G81 and I69.
    """
    stroke = c.says("cause", "stroke").claims & one_sided(c) & ~one_limb(c) & ~only_facial(c)
    return c.dx(*WEAKNESS).where(stroke & ~c.dx("G81-G83", "I69.-3-", "I69.-4-", "I69.-5-").claims)
