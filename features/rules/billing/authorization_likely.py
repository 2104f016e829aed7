"""BIL04."""

from denialrisk.features.edits import SetHeader
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="BIL04",
    title="Service that plans often authorize, without an authorization number",
    severity="review",
    authority=Authority(
        "CMS on imaging appropriateness, MM13485, as trade pages report it",
        "Medicare Advantage plans may ask for authorization",
    ),
    since="2015-10-01",
    reason_family="authorization",
    carc=("197",),
    edit=SetHeader(prior_authorization=True),
    fix="Check the plan's list; if authorization is asked for, obtain it and put its number on the claim.",
    knowledge=("W56", "W64"),
    article=("A17",),
)
def authorization_likely(c: Frames) -> Rows:
    """Planned imaging or nerve and muscle tests for another payer than original Medicare, or therapy treatments for a
    Medicare Advantage plan, with no authorization number on the claim.

    Why it is denied: original Medicare asks for none, but managed plans do for many of these, and pay nothing without
    it. Which plans and codes is their own policy; put it into a policy file and this becomes certain. Until then the
    model goes by past answers, and by how many earlier claims for the payer and procedure carried a number.

    What to do: look the code up in the plan's list, obtain the number, and put it on the claim.

    Fires: 70551 for a Medicare Advantage plan, no number.
    Does not fire: a number is there; original Medicare; emergency and inpatient care, which is exempt as a rule; or
    therapy within a skilled nursing stay, which the plan authorizes as a whole.
    """
    managed = ~c.header_is("payer_class", "medicare")
    planned = ~c.in_setting("emergency", "inpatient", "urgent_care")
    bare = ~c.header["prior_authorization"].to_numpy(dtype=bool)
    advantage = c.header_is("payer_class", "medicare_advantage") & ~c.in_setting("skilled_nursing")
    services = c.billed("advanced_imaging") | c.billed("electrodiagnostic")
    return (services | c.billed("therapy_treatment").where(advantage)).where(managed & planned & bare)
