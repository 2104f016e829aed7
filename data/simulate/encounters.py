"""Faultless encounters: who was treated for what, how it is rightly coded, and what the record rightly says.

Defects are put in afterwards (defects.py). The notes (notes.py) put ``Facts`` into words.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from denialrisk.data import yml
from denialrisk.data.simulate.dice import Dice, Weighted
from denialrisk.data.simulate.patients import Patient
from denialrisk.data.simulate.payers import Payer, Policy
from denialrisk.data.simulate.providers import Provider

HERE: Final = Path(__file__).parent

CORE: Final = {
    "office": ("strength", "onset", "assessment", "plan"),
    "emergency": ("strength", "onset", "red_flags", "assessment", "plan"),
    "inpatient": ("strength", "onset", "severity", "red_flags", "assessment", "plan"),
    "therapy": ("strength", "onset", "function", "comparison", "goals", "frequency", "skilled", "progress",
                "assessment", "plan"),
    "home_health": ("strength", "function", "goals", "frequency", "skilled", "progress", "assessment", "plan"),
    "skilled_nursing": ("strength", "function", "goals", "frequency", "skilled", "progress", "assessment", "plan"),
    "nursing_visit": ("strength", "onset", "assessment", "plan"),
    "electrodiagnostic": ("strength", "onset", "reflexes", "sensation", "differential", "rationale", "assessment",
                          "plan"),
    "imaging": ("strength", "onset", "focal_sign", "red_flags", "rationale", "assessment", "plan"),
}  # fmt: skip
"""What a careful record says in each setting. Defects take some of it away; nothing else does."""

OFTEN: Final = {
    "course": 0.7, "true_weakness": 0.25, "reflexes": 0.6, "sensation": 0.6, "tone": 0.4, "cranial": 0.45,
    "coordination": 0.35, "gait": 0.6, "function": 0.45, "falls": 0.3, "medications": 0.5, "differential": 0.3,
    "tests": 0.5, "results": 0.35, "handedness": 0.2, "red_flags": 0.3, "signature": 0.8, "comparison": 0.3,
    "rationale": 0.35,
}  # fmt: skip
"""What a record may say besides, and how often an average author does. Payers do not mind its absence."""


THRESHOLD: Final = {2025: Decimal(2410), 2026: Decimal(2480)}
"""Charges for outpatient physical therapy in a year above which Medicare asks for KX, dollars."""

_INFUSIONS: Final = ("96360", "96365")
_EXPLAINED: Final = frozenset({"R530", "G7281"})
"""Codes beside which R53.1 says nothing more."""
_NOT_BESIDE: Final = frozenset({("E119", "E1142"), ("I10", "I5022"), ("R296", "G20A1")})
"""Chronic diseases that are coded otherwise beside these diagnoses."""


@dataclass(slots=True)
class Line:
    """A service line."""

    procedure: str
    units: int
    charge: Decimal
    modifiers: list[str]
    pointers: list[int]
    revenue: str = ""


@dataclass(slots=True)
class Facts:
    """What the record tells, as facts; notes.py finds the words.

    ``says`` names the elements that the record documents. ``strength`` is reduced, normal or missing; ``cause_state``
    is affirmed, uncertain, unknown or silent; ``linked`` diagnoses are named in the assessment.
    """

    complaint: str
    region: str
    side: str
    limb: str
    grade: int
    strength: str
    cause: str
    cause_state: str
    paresis: str
    says: set[str]
    onset_days: int
    maintenance: bool = False
    copied: bool = False
    workup: bool = True
    chronic: tuple[str, ...] = ()


@dataclass(slots=True)
class Encounter:
    """One claim in the making: its codes, lines and dates, the facts behind the note, and what is wrong with it.

    ``visit`` counts the visits of a course of therapy (0: no course); ``again`` says that an electrodiagnostic study
    was made within the year before.
    """

    kind: str
    setting: str
    service: str
    picture: str
    patient: Patient
    provider: Provider
    payer: Payer
    policy: Policy
    service_from: dt.date
    service_to: dt.date
    submitted_on: dt.date
    codes: list[str]
    lines: list[Line]
    place: str
    bill: str
    facts: Facts
    hazard: float
    authorization: str = ""
    referral: str = ""
    onset_on: dt.date | None = None
    admitted_on: dt.date | None = None
    frequency: str = "1"
    original_reference: str = ""
    replaces: str = ""
    second: Payer | None = None
    attachment: bool = False
    claim_note: bool = False
    note: bool = True
    defects: list[str] = field(default_factory=list)
    claim_id: str = ""
    written: tuple[dict[str, str], ...] = ()
    pristine: Encounter | None = None
    visit: int = 0
    again: bool = False

    def copy(self) -> Encounter:
        """A copy that shares nothing which a defect changes."""
        return replace(
            self,
            codes=list(self.codes),
            lines=[replace(line, modifiers=list(line.modifiers), pointers=list(line.pointers)) for line in self.lines],
            facts=replace(self.facts, says=set(self.facts.says)),
            defects=list(self.defects),
        )

    def trim_pointers(self) -> None:
        """Let no line point at a diagnosis that is not there any more."""
        for line in self.lines:
            line.pointers = [p for p in line.pointers if p <= len(self.codes)] or [1]

    @property
    def age(self) -> int:
        """Age of the patient on the day of service, years."""
        return (self.service_from - self.patient.born).days // 365

    @property
    def institutional(self) -> bool:
        """Whether it is billed on an 837I."""
        return bool(self.bill)

    @property
    def charge(self) -> Decimal:
        """Total charge, dollars."""
        return sum((line.charge for line in self.lines), Decimal(0))

    def bills(self, *codes: str) -> bool:
        """Whether a line bills one of these procedures."""
        return any(line.procedure in codes for line in self.lines)


class Catalogue:
    """Pictures and services, read from their YAML files once.

    ``even``: every service as often as the other, and every picture in every setting and at every age.
    """

    def __init__(self, *, even: bool = False) -> None:
        self.even = even
        self._seen: Counter[tuple[str, str]] = Counter()
        pictures = yml.read(HERE / "pictures.yml")
        services = yml.read(HERE / "services.yml")
        self.pictures: Mapping[str, Any] = pictures
        self.services: Mapping[str, Any] = services
        self.service = Weighted(list(services), [1 if even else entry["share"] for entry in services.values()])
        self.bundle = {name: _weighted(entry["bundles"], even=even) for name, entry in services.items()}
        settings = {entry.get("setting", name) for name, entry in services.items()}
        treatments = [pair for pair in services["therapy"]["bundles"] if not pair[1][0][0].startswith("9716")]
        self.bundle["treatment"] = _weighted(treatments, even=even)
        self.picture = {setting: self._pictures_in(setting) for setting in sorted(settings)}

    def least_seen(self, service: str) -> str:
        """The picture that is most behind in a service, where frequent ones stand out only by the root of it."""
        even = {name: sum(entry["weight"].values()) ** (1 / 3) for name, entry in self.pictures.items()}
        picture = min(even, key=lambda name: self._seen[service, name] / even[name])
        self._seen[service, picture] += 1
        return picture

    def _pictures_in(self, setting: str) -> Weighted[str]:
        seen = {name: entry["weight"].get(setting, 0) for name, entry in self.pictures.items()}
        return Weighted([name for name in seen if seen[name]], [weight for weight in seen.values() if weight])


def _weighted(bundles: list[Any], *, even: bool) -> Weighted[list[list[Any]]]:
    return Weighted([lines for _, lines in bundles], [1 if even else weight for weight, _ in bundles])


def faultless(  # noqa: PLR0913 - an encounter is the meeting of these
    dice: Dice,
    catalogue: Catalogue,
    *,
    service: str,
    patient: Patient,
    provider: Provider,
    payer: Payer,
    submitted_on: dt.date,
    visit: int = 0,
) -> Encounter:
    """An encounter without a fault, submitted on a day, in time. ``visit`` counts the visits of a course of therapy."""
    entry = catalogue.services[service]
    setting = entry.get("setting", service)
    if visit > 1:
        picture = patient.picture
    elif catalogue.even:
        picture = catalogue.least_seen(service)
    else:
        picture = _picture(dice, catalogue, setting, patient, submitted_on)
    patient.picture = picture
    policy = payer.policy(submitted_on)
    service_from, service_to = _dates(dice, setting, policy, submitted_on, prompt=visit > 1)
    facts = _facts(dice, catalogue.pictures[picture], setting, patient)
    codes = _codes(dice, catalogue.pictures[picture], facts, patient)
    bundle = catalogue.bundle["treatment" if visit > 1 else service].draw(dice)
    if not facts.cause:
        bundle = [line for line in bundle if line[0] not in _INFUSIONS]  # there is nothing to treat
    lines = _lines(dice, bundle, setting, codes)
    encounter = Encounter(
        kind="original",
        setting=setting,
        service=service,
        picture=picture,
        patient=patient,
        provider=provider,
        payer=payer,
        policy=policy,
        service_from=service_from,
        service_to=service_to,
        submitted_on=submitted_on,
        codes=codes,
        lines=lines,
        place=dice.pick(entry["places"]) if "places" in entry else "",
        bill=entry["bill"][0] if "bill" in entry else "",
        facts=facts,
        hazard=entry["hazard"],
        frequency=entry["bill"][1] if "bill" in entry else "1",
        visit=visit,
    )
    if service == "inpatient_facility" and facts.cause_state == "affirmed" and dice.chance(0.25):
        facts.cause_state = "uncertain"  # a hospital may code what it suspects at discharge
    if setting == "electrodiagnostic":
        encounter.again = patient.studied_on is not None and (service_from - patient.studied_on).days in range(1, 366)
        patient.studied_on = service_from
        if encounter.again:
            facts.says.add("course")
    _administer(dice, encounter)
    return encounter


def _picture(dice: Dice, catalogue: Catalogue, setting: str, patient: Patient, on: dt.date) -> str:
    """What is wrong: mostly what was wrong last time, else something that a patient of this age may have."""
    usual = catalogue.pictures.get(patient.picture, {}).get("weight", {})
    if dice.chance(0.7) and usual.get(setting, 0):
        return patient.picture
    age = (on - patient.born).days // 365
    for _ in range(40):
        picture = catalogue.picture[setting].draw(dice)
        if age >= catalogue.pictures[picture].get("from_age", 0):
            return picture
    return "unexplained"


def _dates(dice: Dice, setting: str, policy: Policy, submitted_on: dt.date, *, prompt: bool) -> tuple[dt.date, dt.date]:
    """Dates of service. Most claims go out within three weeks, a few late yet within the limit.

    ``prompt``: on the third day, so that the visits of a course keep their order.
    """
    lag = 3 if prompt else dice.between(2, 21) if dice.chance(0.93) else dice.between(22, policy.file_days - 12)
    stay = {
        "inpatient": dice.between(2, 7),
        "skilled_nursing": dice.between(12, 28),
        "home_health": dice.between(18, 29),
    }
    last = submitted_on - dt.timedelta(days=lag)
    return last - dt.timedelta(days=stay.get(setting, 0)), last


def _facts(dice: Dice, picture: Mapping[str, Any], setting: str, patient: Patient) -> Facts:
    low, high = picture["grade"]
    grade = dice.between(low, high)
    focal = picture["region"] in ("focal", "facial")
    cause = picture.get("cause", "")
    sorts = {"focal": dice.pick(("left", "right")), "facial": dice.pick(("left", "right")), "none": ""}
    says = set(CORE[setting])
    says |= {element for element, often in OFTEN.items() if dice.chance(often)}
    return Facts(
        complaint=picture["complaint"],
        region=picture["region"],
        side=sorts.get(picture["region"], "bilateral"),
        limb=dice.pick(picture["limbs"]) if focal and "limbs" in picture else "",
        grade=grade,
        strength="normal" if grade == 5 else "reduced",
        cause=cause,
        cause_state="affirmed" if cause else "unknown" if picture["complaint"] == "weakness" else "silent",
        paresis=picture.get("paresis", ""),
        says=says,
        onset_days=dice.pick((0, 1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 60, 90, 120, 180)),
        chronic=patient.chronic,
    )


def _codes(dice: Dice, picture: Mapping[str, Any], facts: Facts, patient: Patient) -> list[str]:
    codes = picture["codes"]
    right = list(codes[facts.side]) if isinstance(codes, dict) else list(codes)
    if (
        right[0] in ("A419", "E876", "E860", "E039", "I5022", "C3490")
        and dice.chance(0.35)
        and not _EXPLAINED & set(right)
    ):
        right.append("R531")  # not routine to these causes, so rightly coded besides
    if facts.region == "generalized" and right[0] in ("G20A1", "I5022") and "R531" not in right and dice.chance(0.4):
        right.append("M6281")
    others = [code for code in patient.chronic if code not in right and (code, right[0]) not in _NOT_BESIDE]
    return right + others[: dice.between(0, 4)]


def _lines(dice: Dice, bundle: list[list[Any]], setting: str, codes: list[str]) -> list[Line]:
    lines = []
    for entry in bundle:
        *revenue, procedure, units, price = entry
        count = dice.between(*units) if isinstance(units, list) else units
        cents = Decimal(str(round(price * count * (0.9 + 0.2 * dice.uniform()), 2)))
        pointers = list(range(1, min(len(codes), dice.between(1, 3)) + 1))
        lines.append(Line(procedure, count, cents.quantize(Decimal("0.01")), [], pointers, "".join(revenue)))
    _modify(lines, setting)
    return lines


def _modify(lines: list[Line], setting: str) -> None:
    """The modifiers that belong there: GP on therapy, 25 on a visit beside a procedure, 59 on an edited pair."""
    procedures = {line.procedure for line in lines}
    for line in lines:
        if setting in ("therapy", "skilled_nursing") and line.procedure[:3] in ("971", "975"):
            line.modifiers.append("GP")
        if line.procedure == "97116" and "97530" in procedures:
            line.modifiers.append("59")
        if line.procedure[:3] in ("992",) and procedures & {"96372", "96365", "96360", "20610", "95886"}:
            line.modifiers.append("25")


def _administer(dice: Dice, encounter: Encounter) -> None:
    """Authorization where the payer needs it (and now and then where not), referral, onset, admission."""
    needed = any(
        encounter.policy.needs_authorization(code)
        for line in encounter.lines
        for code in (line.procedure, line.revenue)
        if code
    )
    if needed or dice.chance(0.06):
        encounter.authorization = f"A{dice.digits(9)}"
    if encounter.setting in ("therapy", "imaging", "electrodiagnostic") and dice.chance(0.4):
        encounter.referral = f"R{dice.digits(8)}"
    if not encounter.institutional and dice.chance(0.35):
        encounter.onset_on = encounter.service_from - dt.timedelta(days=encounter.facts.onset_days)
    if encounter.setting in ("inpatient", "skilled_nursing"):
        encounter.admitted_on = encounter.service_from
    if encounter.setting == "therapy" and _over_threshold(encounter):
        if dice.chance(0.7):
            encounter.facts.says.add("threshold")
        for line in encounter.lines:
            line.modifiers.append("KX")
    encounter.attachment = dice.chance(0.05)
    encounter.claim_note = dice.chance(0.03)


def _over_threshold(encounter: Encounter) -> bool:
    """Whether this therapy takes a Medicare patient over the year's threshold, as the biller counts it: by charges."""
    year, billed = encounter.service_from.year, encounter.patient.therapy_billed
    billed[year] = billed.get(year, Decimal(0)) + encounter.charge
    return encounter.payer.payer_class == "medicare" and billed[year] > THRESHOLD.get(year, THRESHOLD[2026])
