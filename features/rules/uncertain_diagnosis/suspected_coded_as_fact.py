"""UNC01."""

import numpy as np

from denialrisk.features.causes import naming, suspected
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule

STAND_ALONE = (
    "A00-B99", "G50-G52", "G56-G59", "I69.-", "J40", "M00-M25", "M43.1-", "M47.-", "M48.0-", "M50-M51", "M65-M94",
    "Z47.-", "Z96.6-",
)  # fmt: skip
"""Diagnoses of a wider kind than the cause a note words: arthrosis beside "rule out fracture" is no suspicion."""


@rule(
    code="UNC01",
    title="Suspected diagnosis coded as established",
    severity="error",
    authority=Authority("ICD-10-CM Official Guidelines", "Sections IV.H and II.H", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11", "16"),
    edit=Resolve(),
    asks="always",
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
    Does not fire: the note also states it as established; or the claim is of a hospital stay, where Section II.H has an
    uncertain diagnosis at discharge coded as if it were established (home health and nursing facilities are not named
    there); or the code is of another condition of the same kind, such as I69.351 where a new stroke is to be ruled out.
    """
    outside = np.where(c.in_setting("inpatient"), np.uint64(0), suspected(c))
    return naming(c, outside) & ~c.dx(*STAND_ALONE)
