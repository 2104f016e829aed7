"""Where a claim was served and what kinds of service it bills: the two things that decide what payers ask for.

Sources: CMS place-of-service code set; NUBC type of bill (facility type and class); CPT code ranges (codes only).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

SETTINGS: Final = (
    "office",
    "urgent_care",
    "emergency",
    "inpatient",
    "outpatient_hospital",
    "skilled_nursing",
    "home_health",
    "other",
)

_BY_PLACE: Final = {
    "11": "office", "02": "office", "10": "office", "49": "office", "50": "office", "72": "office",
    "20": "urgent_care", "23": "emergency", "21": "inpatient", "51": "inpatient", "61": "inpatient",
    "19": "outpatient_hospital", "22": "outpatient_hospital", "24": "outpatient_hospital", "62": "outpatient_hospital",
    "31": "skilled_nursing", "32": "skilled_nursing", "12": "home_health",
}  # fmt: skip
_BY_BILL: Final = {
    "11": "inpatient", "12": "inpatient", "41": "inpatient",
    "13": "outpatient_hospital", "14": "outpatient_hospital", "85": "outpatient_hospital", "83": "outpatient_hospital",
    "71": "office", "73": "office", "74": "outpatient_hospital", "75": "outpatient_hospital",
    "18": "skilled_nursing", "21": "skilled_nursing", "22": "skilled_nursing", "23": "skilled_nursing",
    "32": "home_health", "33": "home_health", "34": "home_health",
}  # fmt: skip

SERVICES: Final[dict[str, tuple[str, ...]]] = {
    "office_visit": ("99202-99215", "99242-99245"),
    "emergency_visit": ("99281-99285",),
    "hospital_visit": ("99221-99239", "99252-99255"),
    "nursing_facility_visit": ("99304-99316",),
    "home_visit": ("99341-99350", "G0151-G0153", "G0299-G0300"),
    "therapy": ("97010-97039", "97110-97168", "97530-97542", "97750-97763", "G0151-G0153", "G0157-G0159"),
    "therapy_evaluation": ("97161-97168",),
    "therapy_treatment": ("97010-97039", "97110-97150", "97530-97542"),
    "electrodiagnostic": ("95860-95872", "95885-95887", "95905-95913", "95937"),
    "imaging": ("70010-76499", "76506-76999"),
    "advanced_imaging": ("70450-70470", "70540-70559", "71250-71275", "72125-72159", "72191-72198", "73218-73225",
                         "73718-73725"),
    "laboratory": ("80047-89398",),
    "infusion": ("96360-96371", "96373-96379"),
}  # fmt: skip
"""Procedure codes of each kind of service. A line may be of several kinds."""


def settings(place_of_service: pd.Series, bill_type: pd.Series) -> pd.Categorical[str]:
    """Setting of each claim, by type of bill where there is one, else by place of service. Both are categorical."""
    by_place = [_BY_PLACE.get(text) for text in place_of_service.cat.categories]
    by_bill = [_BY_BILL.get(text.lstrip("0")[:2]) for text in bill_type.cat.categories]
    place, bill = (  # code -1 (null) takes the last
        np.array([-1 if name is None else SETTINGS.index(name) for name in (*names, None)])[column.cat.codes.to_numpy()]
        for names, column in ((by_place, place_of_service), (by_bill, bill_type))
    )
    chosen = np.where(bill >= 0, bill, np.where(place >= 0, place, SETTINGS.index("other")))
    return pd.Categorical.from_codes(chosen, categories=pd.Index(list(SETTINGS)))
