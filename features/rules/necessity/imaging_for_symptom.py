"""NEC03."""

from denialrisk.features.edits import Document
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.rules.symptoms import symptom_only


@rule(
    code="NEC03",
    title="MRI or CT for a bare symptom",
    severity="warning",
    authority=Authority("Medicare LCD L35175 and source article", "signs, symptoms and provisional diagnosis"),
    since="2015-10-01",
    reason_family="medical_necessity",
    carc=("50", "11"),
    edit=Document("test_rationale"),
    asks="always",
    fix="Ask the provider to document the finding or question that the imaging follows from.",
    reads=("weakness", "distribution", "laterality", "paresis", "facial_weakness", "red_flags", "test_rationale"),
    knowledge=("W56",),
    article=("A13", "A17"),
)
def imaging_for_symptom(c: Frames) -> Rows:
    """MRI or CT for weakness or fatigue alone, and the note shows no focal sign, no red flag and no reason for it.

    Why it is denied: imaging is necessary by the sign it follows and the disease it looks for. A general complaint
    alone does not meet the policy.

    What to do: ask the provider to document the finding that led to the imaging and what it was to show.

    Fires: 70551 for R53.1, with nothing but the complaint in the note.
    Does not fire: a side, a focal deficit, a red flag or a reason is documented; R29.810 is coded; there is no note.
    """
    focal = c.says("weakness", "focal", "facial").claims | c.says("distribution", "focal").claims
    focal |= c.says("laterality").claims | c.says("paresis").claims | c.says("facial_weakness").claims
    reason = c.says("red_flags").claims | c.says("test_rationale").claims
    return c.billed("advanced_imaging").where(symptom_only(c) & c.documented & ~focal & ~reason)
