"""NOT02."""

from denialrisk.features.edits import Resolve, Says
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.note_against_code.findings import one_limb, one_sided
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.weakness import WEAKNESS


@rule(
    code="NOT02",
    title="Weakness of one limb from stroke coded as a symptom",
    severity="warning",
    authority=Authority("ICD-10-CM Tabular List", "I69.-3- and I69.-4-; Coding Clinic 1Q 2017", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=Resolve(),
    asks="if unclear",
    fix="Report monoplegia after stroke with limb and side (I69.-3- arm, I69.-4- leg). If the link is unclear, ask.",
    affirmed_by=(Says("cause", "stroke"),),
    ask="Ask the provider where the weakness is and what it is due to.",
    reads=("cause", "weakness", "laterality", "strength", "paresis", "muscle_group"),
    knowledge=("W37",),
    article=("A3", "A5", "A7"),
)
def stroke_limb_weakness_as_symptom(c: Frames) -> Rows:
    """The note ties weakness of one arm or one leg to a stroke, and the claim says R53.1 or M62.81.

    Why it is denied: the residual weakness of one limb has combination codes, with limb and side; the symptom code
    leaves out what the record says.

    What to do: report I69.-3- for the arm, I69.-4- for the leg, or G83 beside an acute stroke. If the link to the
    stroke is not plain, ask the provider.

    Fires: R53.1; the note affirms stroke as the cause, and weakness of the left arm.
    Does not fire: the stroke is only suspected; or arm and leg are weak (NOT01).

    Where the article differs: it codes focal weakness as R53.1 until a neurologic diagnosis (C2). With a stroke
    documented as the cause the neurologic diagnosis is there.
    """
    limb = c.says("cause", "stroke").claims & one_sided(c) & one_limb(c)
    return c.dx(*WEAKNESS).where(limb & ~c.dx("G81-G83", "I69.-3-", "I69.-4-", "I69.-5-").claims)
