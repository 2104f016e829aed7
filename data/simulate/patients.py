"""Invented patients. No name, address or number belongs to anyone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from denialrisk.data.simulate.dice import Dice

_START: Final = ("Ab", "Bel", "Cor", "Dan", "El", "Far", "Gre", "Hal", "Ist", "Jor", "Kel", "Lor", "Mar", "Nor", "Ost",
                 "Per", "Quil", "Ros", "Sal", "Tam", "Ulm", "Ver", "Wal", "Yar", "Zel")  # fmt: skip
_END: Final = ("abre", "ander", "bury", "cott", "dane", "erton", "fell", "gard", "holm", "ingsby", "kamp", "lund",
               "mere", "nault", "orski", "quist", "rano", "stead", "tova", "vale", "wick", "zinski")  # fmt: skip
_GIVEN: Final = {
    "F": ("Alda", "Brisa", "Celka", "Dorla", "Elvina", "Fenna", "Gelda", "Hilma", "Ivara", "Jorina", "Kelda", "Lin"),
    "M": (
        "Arlo",
        "Bertan",
        "Corvin",
        "Delmar",
        "Edric",
        "Folker",
        "Garrin",
        "Hobart",
        "Ivo",
        "Jarek",
        "Kolman",
        "Lorin",
    ),
}
_STREETS: Final = ("SAMPLE ST", "EXAMPLE AVE", "MODEL RD", "SPECIMEN LN", "FICTION WAY", "PATTERN CT")
_TOWNS: Final = (("SPRINGVALE", "OH", "45999"), ("LAKEMONT", "PA", "19999"), ("DRY CREEK", "TX", "79999"),
                 ("NORTH HAVENPORT", "IL", "62999"))  # fmt: skip

CHILDREN: Final = {"medicaid": 0.12, "commercial": 0.03, "other_government": 0.03}
"""Share of children among the patients of a class of payer. Medicaid insures them in their own name, others through a
parent."""
ADULT: Final = 18
CHRONIC: Final = (
    ("I10", 38), ("E119", 17), ("E785", 24), ("J449", 7), ("N1830", 7), ("I4891", 8),
    ("F32A", 9), ("F419", 9), ("M1990", 8), ("M810", 6), ("K219", 12), ("D649", 6), ("E559", 9),
    ("Z87891", 9), ("H9190", 3), ("Z9181", 4), ("R296", 4), ("M179", 5), ("G4733", 6),
)  # fmt: skip
"""Diseases a patient may have besides, and how many patients in a hundred have them."""


@dataclass(slots=True)
class Patient:
    """A patient as the registration desk knows them. ``subscriber``: given name, sex and birth date of a spouse or
    parent through whom they are insured. ``picture`` is what was wrong last time; ``therapy_billed`` is what outpatient
    therapy came to so far, dollars by year; ``studied_on`` the day of the last electrodiagnostic study.
    """

    number: int
    sex: str
    born: dt.date
    last: str
    first: str
    address: tuple[str, str, str, str]
    member: str
    subscriber: tuple[str, str, dt.date] | None
    payer: int
    second_payer: int | None
    chronic: tuple[str, ...]
    right_handed: bool
    hidden: float
    picture: str = ""
    studied_on: dt.date | None = None
    therapy_billed: dict[int, Decimal] = field(default_factory=dict)


def new_patient(
    dice: Dice,
    *,
    number: int,
    payer: int,
    payer_class: str,
    second: int | None,
    on: dt.date,
    children: float = 1.0,
) -> Patient:
    """A patient who is first seen on a day; ``hidden`` is how easily their claims are denied, which no file tells.

    ``children`` multiplies their share.
    """
    age = _age(dice, payer_class, children)
    sex = "F" if dice.chance(0.55) else "M"
    last = dice.pick(_START) + dice.pick(_END)
    dependent = payer_class in ("commercial", "other_government") and dice.chance(0.22 if age >= ADULT else 1.0)
    age_load = 0 if age < ADULT else 0.25 if age < 40 else 0.7 if age < 65 else 1.0
    chronic = tuple(code for code, share in CHRONIC if dice.chance(share / 100 * age_load))
    street = f"{dice.between(1, 999)} {dice.pick(_STREETS)}"
    return Patient(
        number=number,
        sex=sex,
        born=on - dt.timedelta(days=age * 365 + dice.below(365)),
        last=last.upper(),
        first=dice.pick(_GIVEN[sex]).upper(),
        address=(street, *dice.pick(_TOWNS)),
        member=f"T{dice.digits(8)}{dice.below(10)}",
        subscriber=_subscriber(dice, sex, age, on) if dependent else None,
        payer=payer,
        second_payer=second,
        chronic=chronic,
        right_handed=dice.chance(0.9),
        hidden=dice.normal(),
    )


def _age(dice: Dice, payer_class: str, children: float) -> int:
    if payer_class in ("medicare", "medicare_advantage"):
        return dice.between(65, 94) if dice.chance(0.9) else dice.between(40, 64)
    if dice.chance(CHILDREN[payer_class] * children):
        return dice.between(5, ADULT - 1)
    return dice.between(19, 64)


def _subscriber(dice: Dice, sex: str, age: int, on: dt.date) -> tuple[str, str, dt.date]:
    """The spouse of a grown patient, a parent of a child."""
    return _relative(dice, sex, on - dt.timedelta(days=(age if age >= ADULT else age + 30) * 365))


def _relative(dice: Dice, sex: str, about: dt.date) -> tuple[str, str, dt.date]:
    other = "M" if sex == "F" else "F"
    return dice.pick(_GIVEN[other]).upper(), other, about + dt.timedelta(days=dice.between(-2500, 2500))
