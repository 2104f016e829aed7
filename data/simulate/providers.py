"""Billing groups and the people who treat; each codes and documents better or worse than the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from denialrisk.data.simulate.dice import Dice

TAXONOMY: Final = {
    "family": "207Q00000X",
    "internal": "207R00000X",
    "neurology": "2084N0400X",
    "physiatry": "208100000X",
    "emergency": "207P00000X",
    "hospitalist": "208M00000X",
    "therapist": "225100000X",
    "radiology": "2085R0202X",
    "hospital": "282N00000X",
    "home_agency": "251E00000X",
    "nursing_facility": "314000000X",
}
_MEMBERS: Final = {
    "family": 10, "internal": 9, "neurology": 7, "physiatry": 4, "emergency": 6, "hospitalist": 6, "therapist": 10,
    "radiology": 4, "hospital": 3, "home_agency": 3, "nursing_facility": 3,
}  # fmt: skip
"""Renderers of each specialty in a world of up to 40,000 claims; larger worlds have more."""
_GROUP_SIZE: Final = 3
_NAMES: Final = ("ALDERBROOK", "BRIARSTONE", "COPPERLINE", "DUNMORE", "EASTFIELD", "FERNDALE", "GLENROCK", "HOLLOWAY",
                 "IRONWOOD", "JUNIPER", "KESTREL", "LINDENWALD")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Provider:
    """A treating provider and the group that bills. ``slips`` says how often, against the average, each goes wrong."""

    npi: str
    last: str
    specialty: str
    billing_npi: str
    group: str
    tax_id: str
    slips: dict[str, float]

    @property
    def taxonomy(self) -> str:
        """Health care provider taxonomy code of the specialty."""
        return TAXONOMY[self.specialty]


def make_providers(dice: Dice, claims: int) -> dict[str, list[Provider]]:
    """Providers by specialty: 65 of them, and more in worlds of over 40,000 claims."""
    scale = max(1.0, claims / 40_000) ** 0.5
    made: dict[str, list[Provider]] = {}
    for specialty, members in _MEMBERS.items():
        made[specialty] = _practices(dice, specialty, round(members * scale))
    return made


def _practices(dice: Dice, specialty: str, members: int) -> list[Provider]:
    facility = specialty in ("hospital", "home_agency", "nursing_facility")
    providers: list[Provider] = []
    for place in range(members):
        if facility or place % _GROUP_SIZE == 0:
            group = f"{dice.pick(_NAMES)} {specialty.replace('_', ' ').upper()} {len(providers) // _GROUP_SIZE + 1}"
            billing, tax_id = npi(dice), dice.digits(9)
            habits = {kind: dice.normal(0.35) for kind in ("coding", "billing")}
        own = npi(dice)
        slips = {
            "coding": 2.718 ** (habits["coding"] + dice.normal(0.3)),
            "billing": 2.718 ** (habits["billing"] + dice.normal(0.2)),
            "documentation": 2.718 ** dice.normal(0.6),
        }
        last = f"{dice.pick(_NAMES)}{dice.pick(('SON', 'LEY', 'MAN', 'ER'))}"
        providers.append(Provider(own, last, specialty, billing, group, tax_id, slips))
    return providers


def npi(dice: Dice) -> str:
    """A number of the form of an NPI whose check digit is right (Luhn over 80840 + nine digits).

    >>> npi(Dice(1))[0] in "12", len(npi(Dice(1)))
    (True, 10)
    """
    body = f"{dice.between(1, 2)}{dice.digits(8)}"
    total = 24 + sum(_luhn(int(digit), double=place % 2 == 0) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def _luhn(digit: int, *, double: bool) -> int:
    if not double:
        return digit
    return digit * 2 - 9 if digit > 4 else digit * 2
