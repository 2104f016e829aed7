"""SET01."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="SET01",
    title="Symptom as primary diagnosis of a home health claim",
    severity="error",
    authority=Authority("CMS Home Health PDGM", "diagnoses not accepted as primary", "2020"),
    since="2020-01-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    edit=Resolve(),
    asks="always",
    fix="Ask the provider which condition the home care is for, and list it first.",
    rarc=("MA63",),
    knowledge=("W51",),
    article=("A8",),
)
def home_health_symptom_first(c: Frames) -> Rows:
    """R53.1, M62.81 or another R53 code is the primary diagnosis of a home health claim.

    Why it is denied: the home health payment model puts each period into a clinical group by its primary diagnosis;
    these codes belong to none, so the claim is returned to the provider unpaid.

    What to do: ask the provider for the condition that makes home care necessary, and list it first. The symptom may
    follow if it is not routine to that condition.

    Fires: type of bill 32x with M62.81 first.
    Does not fire: I69.351 first, M62.81 second; or M62.81 first in an office.

    Where the article differs: it names M62.81 among specific causes to be coded as primary (C6). Home health and
    skilled nursing payment refuse it there.
    """
    primary = c.dx("R53.-", "M62.81").first_listed
    return primary.where(c.bill_type_is("32", "33"))
