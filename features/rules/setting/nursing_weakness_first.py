"""SET05."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="SET05",
    title="Weakness as the reason for a skilled nursing stay",
    severity="review",
    authority=Authority("CMS SNF PDPM", "R53.1 as primary reason for the stay", confirmed=False),
    since="2019-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    edit=Resolve(),
    asks="if unclear",
    fix="Check whether the first-listed code maps to a clinical category; if not, ask which condition the stay is for.",
    rarc=("MA63",),
    knowledge=("W52",),
)
def nursing_weakness_first(c: Frames) -> Rows:
    """R53.1 or another R53 code is the principal diagnosis of a skilled nursing claim.

    Why it is denied: a bare symptom is expected to map to no clinical category, as M62.81 does not (SET02). That of
    R53.1 has not been confirmed in a source, hence review.

    What to do: look the code up in the current mapping; ask the provider for the condition under treatment.

    Fires: type of bill 21x with R53.1 first.
    Does not fire: I69.351 first; or R53.1 first in an office.
    """
    primary = c.dx("R53.-").first_listed
    return primary.where(c.bill_type_is("18", "21"))
