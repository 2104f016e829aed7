"""SET02."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="SET02",
    title="Muscle weakness as the reason for a skilled nursing stay",
    severity="error",
    authority=Authority("CMS SNF PDPM", "clinical category mapping of I0020B", "2019"),
    since="2019-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    edit=Resolve(),
    asks="always",
    fix="Ask the provider which condition the skilled stay is for, and list it first.",
    rarc=("MA63",),
    knowledge=("W52",),
    article=("A8",),
)
def nursing_muscle_weakness_first(c: Frames) -> Rows:
    """M62.81 is the principal diagnosis of a skilled nursing claim.

    Why it is denied: as the primary reason for the stay it maps to no clinical category; the claim is returned.

    What to do: ask the provider for the condition that is being treated, often the one of the hospital stay before,
    and list it first.

    Fires: type of bill 21x with M62.81 first.
    Does not fire: M62.81 behind the treated condition; or a stay before the payment model began in October 2019.
    """
    primary = c.dx("M62.81").first_listed
    return primary.where(c.bill_type_is("18", "21"))
