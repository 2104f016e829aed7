"""BIL10."""

from denialrisk.features.edits import PointAt
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.rules.symptoms import EXPLAINING, SIGNS
from denialrisk.features.weakness import SYMPTOMS

WEAK = (*SYMPTOMS, "R29.81-", "R29.898")
"""Weakness, debility and fatigue, and weakness of face or limb."""

RELATED = (*SYMPTOMS, *EXPLAINING, *SIGNS, "R00-R99", "T15-T88", "V00-Y99", "Z00-Z99", "E86-E87")
"""Diagnoses that a test or therapy for weakness may rest on, signs, injuries and status codes among them."""


@rule(
    code="BIL10",
    title="Line points at an unrelated diagnosis",
    severity="review",
    authority=Authority("General coding practice", "services linked to the findings they follow", confirmed=False),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=PointAt(*WEAK),
    fix="Point the line at the diagnosis it was done for.",
    knowledge=("W67",),
    article=("A13", "A16"),
)
def pointer_unrelated(c: Frames) -> Rows:
    """A visit, EMG, imaging or therapy line on a claim for weakness points only at diagnoses that have nothing to do
    with it; a visit only where weakness is the first-listed diagnosis, the reason for the visit.

    Why it is denied: the payer judges necessity by the diagnoses that the line points at, not by the others.

    What to do: point the line at the weakness, or at the disease that explains it, if the record gives that as reason.

    Fires: I10, R53.1 and 97110 that points at the first.
    Does not fire: the line points at R53.1, at G62.9 or at an injury.
    """
    listed = c.pick("diagnoses", c.column("diagnoses", "position") > 0)
    unlinked = c.pointing_at(listed) & ~c.pointing_at(c.dx(*RELATED))
    tests = c.billed("electrodiagnostic") | c.billed("advanced_imaging") | c.billed("therapy")
    visits = c.billed("office_visit") | c.billed("emergency_visit") | c.billed("hospital_visit")
    return (tests & unlinked).where(c.dx(*WEAK).claims) | (visits & unlinked).where(c.dx(*WEAK).first_listed.claims)
