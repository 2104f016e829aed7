"""BIL05."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="BIL05",
    title="Filed more than ninety days after the service",
    severity="review",
    authority=Authority("General payer practice", "filing limits of 90 days and more", confirmed=False),
    since="2015-10-01",
    reason_family="timely_filing",
    carc=("29",),
    edit=Resolve(),
    fix="Check the payer's filing limit; keep the proof of earlier acceptance with the claim.",
    knowledge=("W65",),
)
def filed_late(c: Frames) -> Rows:
    """More than 90 days lie between the last service and submission, for a payer other than original Medicare.

    Why it is denied: every payer has a filing limit; the shorter ones end at 90 days. Medicare's year is policy POL02.

    What to do: look the limit up (a policy file makes it certain). Where the claim had been sent before, keep the
    report of its acceptance: it is the proof that a payer takes.

    Fires: service on May 4, submitted on August 20.
    Does not fire: submitted on the ninetieth day; original Medicare; or no submission date.
    """
    other = ~c.header_is("payer_class", "medicare")
    return c.with_claims((c.days("service_to", "submitted_on") > 90) & other)
