"""Claim filing indicators (SBR09, CLP06) and the class of payer that each stands for."""

from __future__ import annotations

from typing import Final

FILING_CLASSES: Final[dict[str, str]] = {
    "09": "other",  # the patient pays
    "10": "other",  # central certification
    "11": "other_government",  # programme of a state, county or city
    "12": "commercial",  # preferred provider organisation
    "13": "commercial",  # point of service plan
    "14": "commercial",  # exclusive provider organisation
    "15": "commercial",  # indemnity insurance
    "16": "medicare_advantage",  # Medicare through a health maintenance organisation
    "17": "commercial",  # dental maintenance organisation
    "AM": "other",  # motor insurance
    "BL": "commercial",  # Blue Cross or Blue Shield plan
    "CH": "other_government",  # TRICARE, formerly CHAMPUS
    "CI": "commercial",  # private insurance company
    "DS": "other",  # disability insurance
    "FI": "commercial",  # federal employees' plan, which private plans run
    "HM": "commercial",  # health maintenance organisation
    "LI": "other",  # liability insurance (4010)
    "LM": "other",  # medical part of liability insurance
    "MA": "medicare",  # Medicare part A
    "MB": "medicare",  # Medicare part B
    "MC": "medicaid",  # Medicaid
    "MH": "commercial",  # managed care other than a health maintenance organisation (remittances)
    "OF": "other_government",  # another federal programme
    "TV": "other_government",  # title V, mothers and children
    "VA": "other_government",  # veterans' affairs plan
    "WC": "other",  # workers' compensation
    "ZZ": "other",  # agreed between the parties
}
"""Indicator -> one of ``schema.PAYER_CLASSES``."""


def payer_class(indicator: str) -> str:
    """Class of payer; ``other`` for an indicator that is absent or unknown."""
    return FILING_CLASSES.get(indicator.upper(), "other")
