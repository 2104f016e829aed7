"""UNC01."""

import numpy as np

from denialrisk.features.causes import affirmed, naming, uncertain
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames, Mask, Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="UNC01",
    title="Suspected diagnosis coded as established",
    severity="error",
    authority=Authority("ICD-10-CM Official Guidelines", "Sections IV.H and II.H", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11", "16"),
    edit=Resolve(),
    fix="Report the symptom instead. Ask the provider where the diagnosis may since be established.",
    reads=("cause",),
    knowledge=("W33", "W34"),
    article=("A5", "A9"),
)
def suspected_coded_as_fact(c: Frames) -> Rows:
    """The note only suspects the disease that the claim reports: possible, probable, likely, rule out, consistent with.

    Why it is denied: outpatient services are coded to the highest certainty known for that encounter. A suspected
    disease is not coded; a claim that does fails review and is an audit risk.

    What to do: code the sign or symptom that led to the visit. If the diagnosis has become certain in the same
    encounter, the provider writes so.

    Fires: G72.9 in the office; the note says probable myopathy.
    Does not fire: the note also states it as established; or the claim is of a hospital stay, home health or a nursing
    facility, where Section II.H has an uncertain diagnosis at discharge coded as if it were established.
    """
    suspected = uncertain(c) & ~affirmed(c)
    discharged = c.in_setting("inpatient") | (c.in_setting("skilled_nursing", "home_health") & _institutional(c))
    return naming(c, np.where(discharged, np.uint64(0), suspected))


def _institutional(c: Frames) -> Mask:
    return c.header_is("form", "institutional")
