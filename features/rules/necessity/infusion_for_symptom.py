"""NEC04."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.rules.symptoms import symptom_only


@rule(
    code="NEC04",
    title="Infusion for a bare symptom",
    severity="review",
    authority=Authority("Source article on weakness coding", "A13: findings that show why infusions were necessary"),
    since="2015-10-01",
    reason_family="medical_necessity",
    carc=("50", "11"),
    edit=Resolve(),
    asks="always",
    fix="Ask the provider which finding or condition the infusion treated.",
    reads=("cause",),
    knowledge=("W71",),
    article=("A6", "A13"),
)
def infusion_for_symptom(c: Frames) -> Rows:
    """An infusion billed for weakness or fatigue alone, and the note states no cause that it would treat.

    Why it is denied: fluids or drugs are given for a deficiency or a disease; for a symptom the payer sees no reason.

    What to do: ask the provider which condition was treated. Where it is documented, it is coded and listed first.

    Fires: 96365 for R53.1, no cause in the note.
    Does not fire: a cause is stated, even as suspected; E87.6 or E86.0 is coded; there is no note.
    """
    treated = c.dx("E86-E87", "E00-E13", "D50-D64", "A00-B99", "J00-J22", "N39.0").claims
    stated = c.says("cause", state=("present", "uncertain")).claims
    return c.billed("infusion").where(symptom_only(c) & c.documented & ~treated & ~stated)
