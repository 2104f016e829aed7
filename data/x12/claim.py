"""One claim of an 837: the loops below CLM (2300 to 2430) and the row they become.

Which segment means what depends on the loop it stands in, so each loop is a table from segment identifier to the
method that reads it, and entering a loop is taking its table. A segment that a table does not name is passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from denialrisk.data.patients import PatientKeys
from denialrisk.data.x12.batches import Row
from denialrisk.data.x12.filing import payer_class
from denialrisk.data.x12.segments import SegmentReader
from denialrisk.data.x12.values import SegmentError, code, day, element, money, period, quantity, whole

OLDEST_AGE: Final = 90
MOST_LINES: Final = 9_999
MOST_DIAGNOSES: Final = 999
"""Bounds on the memory of one claim; the guides allow 999 lines and some 60 diagnoses."""

RESPONSIBILITY: Final = {"P": "primary", "S": "secondary", "T": "tertiary"} | dict.fromkeys("ABCDEFGHU", "other")
"""SBR01 -> ``schema.RESPONSIBILITIES``; A to H are the fourth payer to the eleventh, U is unknown."""

DIAGNOSIS: Final = {
    "ABK": ("principal", "icd10cm"),
    "ABF": ("other", "icd10cm"),
    "ABJ": ("admitting", "icd10cm"),
    "APR": ("reason_for_visit", "icd10cm"),
    "ABN": ("external_cause", "icd10cm"),
    "BK": ("principal", "icd9cm"),
    "BF": ("other", "icd9cm"),
    "BJ": ("admitting", "icd9cm"),
    "PR": ("reason_for_visit", "icd9cm"),
    "ZZ": ("reason_for_visit", "icd9cm"),  # 4010 institutional
    "BN": ("external_cause", "icd9cm"),
}
"""HI qualifier -> role and code system. Other qualifiers are procedures, groups, occurrences and values."""


@dataclass(slots=True)
class Person:
    """Subscriber or dependent, as submitted. Only the keyed hash, the age and the sex go further."""

    member: str = ""
    first_name: str = ""
    birth: str = ""
    sex: str = ""


@dataclass(slots=True)
class Subscriber(Person):
    """The subscriber, and the payer that the file goes to (2000B, 2010BA, 2010BB)."""

    responsibility: str = ""
    filing: str = ""
    payer_id: str | None = None


@dataclass(slots=True)
class Above:
    """What the loops above a claim say of it. ``dependent`` is the patient where the subscriber is not."""

    submitted_on: date | None = None
    billing_npi: str | None = None
    billing_taxonomy: str | None = None
    subscriber: Subscriber | None = None
    dependent: Person | None = None


class Line:
    """A service line. ``service`` is what SV1 and SV2 both say of it: its number, procedure, modifiers, units, unit of
    measure and charge.
    """

    __slots__ = ("place_of_service", "pointers", "rendering_npi", "revenue_code", "service", "service_on")

    def __init__(self, service: tuple[int, str | None, tuple[str, ...], float, str, Decimal]) -> None:
        self.service = service
        self.pointers: tuple[int, ...] = ()
        self.service_on: date | None = None
        self.revenue_code: str | None = None
        self.place_of_service: str | None = None
        self.rendering_npi: str | None = None

    def row(self) -> Row:
        """The nested columns of ``lines``, in their order."""
        own = (self.pointers, self.service_on, self.revenue_code, self.place_of_service, self.rendering_npi)
        return self.service + own


_SV1: Final = ("SV102", "SV103", "SV104")
_SV2: Final = ("SV203", "SV204", "SV205")


class Claim:
    """The claim that is being read. ``loop`` is the table of the loop it is in; its methods raise SegmentError."""

    __slots__ = (
        "_reader", "admitted_on", "attachment", "attending_npi", "authorization", "clm", "diagnoses", "first_service",
        "has_principal", "last_number", "last_service", "lines", "loop", "note", "number", "onset_on", "open_line",
        "original_reference", "provider_taxonomy", "referral", "rendering_npi", "service", "statement",
    )  # fmt: skip

    def __init__(self, clm: list[str], reader: SegmentReader) -> None:
        self._reader = reader
        self.clm, self.number = clm, reader.number
        self.loop: Loop = CLAIM_LOOP
        self.diagnoses: list[Row] = []
        self.has_principal = False
        self.lines: list[Line] = []
        self.open_line: int | None = None  # LX was read, its SV1 or SV2 not yet
        self.last_number = 0
        self.service = ""  # SV1 or SV2, once one was read
        self.statement: tuple[date, date] | None = None
        self.first_service: date | None = None
        self.last_service: date | None = None
        self.onset_on: date | None = None
        self.admitted_on: date | None = None
        self.original_reference: str | None = None
        self.rendering_npi: str | None = None
        self.attending_npi: str | None = None
        self.provider_taxonomy: dict[str, str] = {}
        self.authorization = self.referral = self.attachment = self.note = False

    # Loop 2300 and 2310: the claim and its providers.

    def claim_date(self, segment: list[str]) -> None:
        """DTP: statement period, admission, onset; a service date at claim level counts like a line's."""
        which = element(segment, 1)
        if which == "434":
            self.statement = period(element(segment, 3), "DTP*434")
        elif which == "435":
            self.admitted_on = day(element(segment, 3), "DTP*435")
        elif which == "431":
            self.onset_on = day(element(segment, 3), "DTP*431")
        elif which == "472":
            self._served(period(element(segment, 3), "DTP*472"))

    def claim_reference(self, segment: list[str]) -> None:
        """REF: prior authorization, referral, and the payer's number of the claim that this one replaces."""
        value = element(segment, 2)
        which = element(segment, 1)
        if which == "G1":
            self.authorization |= bool(value)
        elif which == "9F":
            self.referral |= bool(value)
        elif which == "F8":
            self.original_reference = value or None

    def announces_attachment(self, _: list[str]) -> None:
        """PWK, of the claim or of a line."""
        self.attachment = True

    def has_note(self, _: list[str]) -> None:
        """NTE, of the claim or of a line; the text is not looked at."""
        self.note = True

    def health_codes(self, segment: list[str]) -> None:
        """HI: diagnoses in all elements, and in repetitions within an element. A claim has one principal diagnosis;
        senders who call every code principal mean it of the first.
        """
        repetition = self._reader.separators.repetition
        for given in segment[1:]:
            for composite in given.split(repetition) if repetition and repetition in given else (given,):
                diagnosis = diagnosis_of(self._reader.components(composite))
                if diagnosis is None:
                    continue
                if len(self.diagnoses) == MOST_DIAGNOSES:
                    raise SegmentError("more diagnoses than a claim can have", f"at most {MOST_DIAGNOSES}")
                code, role, system = diagnosis
                if role == "principal":
                    if self.has_principal:
                        diagnosis = (code, "other", system)
                    self.has_principal = True
                self.diagnoses.append(diagnosis)

    def claim_provider(self, segment: list[str]) -> None:
        """NM1: rendering (82) and attending (71) provider."""
        role = element(segment, 1)
        if role == "82":
            self.rendering_npi = npi(segment)
        elif role == "71":
            self.attending_npi = npi(segment)

    def claim_taxonomy(self, segment: list[str]) -> None:
        """PRV: taxonomy of the performing (PE) or attending (AT) provider."""
        self.provider_taxonomy[element(segment, 1)] = element(segment, 3)

    def other_payer(self, _: list[str]) -> None:
        """SBR below CLM: another payer's loop (2320, 2330). Its parties and references are not this payer's."""
        self.loop = OTHER_PAYER_LOOP

    # Loop 2400: service lines.

    def line_number(self, segment: list[str]) -> None:
        """LX. Numbers that do not rise are another claim's, whose CLM was lost."""
        self._close_line()
        self.loop = LINE_LOOP
        self.open_line = whole(element(segment, 1), "LX01")
        if self.open_line <= self.last_number:
            raise SegmentError("LX01 does not rise", "line numbers that rise within a claim")

    def professional_service(self, segment: list[str]) -> None:
        """SV1."""
        self._line(segment, 1, _SV1)
        line = self.lines[-1]
        line.place_of_service = element(segment, 5) or None
        line.pointers = pointers_of(self._reader.components(element(segment, 7)))

    def institutional_service(self, segment: list[str]) -> None:
        """SV2. Revenue codes have four digits; senders who drop the leading zero get it back."""
        self._line(segment, 2, _SV2)
        revenue = code(element(segment, 1))
        if not revenue:
            raise SegmentError("SV201 is empty", "a revenue code")
        self.lines[-1].revenue_code = revenue.zfill(4)

    def dental_service(self, _: list[str]) -> None:
        """SV3."""
        raise SegmentError("a dental service line (SV3)", "SV1 or SV2")

    def _line(self, segment: list[str], composite: int, names: tuple[str, str, str]) -> None:
        """The procedure composite, then charge, unit basis and units, which ``names`` calls by their places."""
        if self.service not in {"", segment[0]}:
            raise SegmentError("professional and institutional service lines in one claim", "only SV1 or only SV2")
        if len(self.lines) == MOST_LINES:
            raise SegmentError("more service lines than a claim can have", f"at most {MOST_LINES}")
        self.service, self.loop = segment[0], LINE_LOOP
        procedure, modifiers = service_of(self._reader.components(element(segment, composite)))
        charge = money(element(segment, composite + 1), names[0])
        basis = element(segment, composite + 2).upper()
        if not basis:
            raise SegmentError(f"{names[1]} is empty", "the unit of measure, such as UN")
        units = quantity(element(segment, composite + 3), names[2])
        number = len(self.lines) + 1 if self.open_line is None else self.open_line
        self.lines.append(Line((number, procedure, modifiers, units, basis, charge)))
        self.last_number = number
        self.open_line = None

    def line_date(self, segment: list[str]) -> None:
        """DTP: the line's date of service."""
        if element(segment, 1) == "472":
            days = period(element(segment, 3), "DTP*472")
            self._current_line().service_on = days[0]
            self._served(days)

    def line_reference(self, segment: list[str]) -> None:
        """REF: an authorization or referral of the line; with REF04 it is another payer's."""
        if not element(segment, 4) and element(segment, 1) in {"G1", "9F"}:
            self.claim_reference(segment)

    def line_provider(self, segment: list[str]) -> None:
        """NM1: rendering provider of the line."""
        if element(segment, 1) == "82":
            self._current_line().rendering_npi = npi(segment)

    def misplaced(self, _: list[str]) -> None:
        """HI among the lines: another claim's, whose CLM was lost."""
        raise SegmentError("HI among the service lines", "CLM before it")

    def _current_line(self) -> Line:
        if self.open_line is not None:
            raise SegmentError("a line's segment before its service", "SV1 or SV2 next after LX")
        return self.lines[-1]

    def _close_line(self) -> None:
        if self.open_line is not None:
            raise SegmentError("a service line without service", "SV1 or SV2 after LX")

    def _served(self, days: tuple[date, date]) -> None:
        first, last = days
        if self.first_service is None or first < self.first_service:
            self.first_service = first
        if self.last_service is None or last > self.last_service:
            self.last_service = last

    # The row.

    @property
    def professional(self) -> bool:
        """By its service lines: files of the institutional guide with SV1 lines occur, and are professional claims."""
        return self.service == "SV1"

    def row(self, above: Above, keys: PatientKeys) -> Row:
        """The claim as a row of ``schema.CLAIMS``. Raises SegmentError where something needed is missing."""
        self._close_line()
        if not self.lines:
            raise SegmentError("no service line", "LX with SV1 or SV2 after CLM")
        subscriber = above.subscriber
        if subscriber is None:
            raise SegmentError("a claim outside a subscriber loop", "HL*..*22 above it")
        responsibility = RESPONSIBILITY.get(subscriber.responsibility)
        if responsibility is None:
            raise SegmentError("SBR01 does not say which payer this is", "P, S, T, A to H, or U")
        claim_id = element(self.clm, 1)
        if not claim_id:
            raise SegmentError("CLM01 is empty", "the provider's claim number")
        facility, frequency = self._facility()
        service_from, service_to = self._service_dates()
        patient = above.dependent or subscriber
        return (
            claim_id,
            "professional" if self.professional else "institutional",
            subscriber.payer_id,
            payer_class(subscriber.filing),
            responsibility,
            above.billing_npi,
            self.rendering_npi or self.attending_npi,
            self._taxonomy(above),
            facility if self.professional else None,
            None if self.professional else facility,
            frequency,
            self.original_reference,
            patient_key(subscriber, above.dependent, keys),
            age(patient.birth, service_from),
            sex(patient.sex),
            service_from,
            service_to,
            above.submitted_on,
            self.onset_on,
            self.admitted_on,
            self.authorization,
            self.referral,
            self.attachment,
            self.note,
            _total(self.clm),
            self.diagnoses,
            [line.row() for line in self.lines],
            (),
        )

    def _facility(self) -> tuple[str, str | None]:
        """CLM05: place of service or facility type, and frequency."""
        parts = self._reader.components(element(self.clm, 5))
        facility, qualifier = element(parts, 0), element(parts, 1).upper()
        if not facility:
            raise SegmentError("CLM05-1 is empty", "the place of service or the type of bill")
        if qualifier == ("A" if self.professional else "B"):
            raise SegmentError("CLM05-2 and the service lines are of different forms", "B with SV1, or A with SV2")
        return facility.upper(), code(element(parts, 2)) or None

    def _service_dates(self) -> tuple[date, date]:
        if self.statement is not None:
            return self.statement
        if self.first_service is None or self.last_service is None:
            raise SegmentError("no date of service", "DTP*434, or DTP*472 of a line")
        return self.first_service, self.last_service

    def _taxonomy(self, above: Above) -> str | None:
        own = self.provider_taxonomy
        return own.get("PE") or own.get("AT") or above.billing_taxonomy


@lru_cache(maxsize=1 << 14)
def diagnosis_of(parts: tuple[str, ...]) -> tuple[str, str, str] | None:
    """Code, role and system of a composite of HI; None when it is no diagnosis."""
    known = DIAGNOSIS.get(parts[0].strip().upper())
    if known is None:
        return None
    diagnosis = element(parts, 1).replace(".", "").upper()
    if not (diagnosis.isascii() and diagnosis.isalnum() and len(diagnosis) <= 7):
        raise SegmentError("HI has no diagnosis code where its qualifier announces one", "an ICD code")
    return diagnosis, *known


@lru_cache(maxsize=1 << 14)
def service_of(parts: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """Procedure and modifiers of the composite of SV1 or SV2; what stands after the fourth modifier is free text."""
    modifiers = (part.strip().upper() for part in parts[2:6])
    return element(parts, 1).upper() or None, tuple(modifier for modifier in modifiers if modifier)


@lru_cache(maxsize=1 << 12)
def pointers_of(parts: tuple[str, ...]) -> tuple[int, ...]:
    """Diagnosis pointers of SV107."""
    return tuple(whole(part.strip(), "SV107") for part in parts if part.strip())


def npi(segment: list[str]) -> str | None:
    """The identifier of an NM1 when it is an NPI (NM108 is XX). Others may be a person's tax number: dropped."""
    return (element(segment, 9) or None) if element(segment, 8) == "XX" else None


def patient_key(subscriber: Subscriber, dependent: Person | None, keys: PatientKeys) -> str | None:
    """Keyed hash of the patient; a dependent without a number of their own is told from the family by first name."""
    if dependent is None:
        return keys.of(subscriber.member, subscriber.birth, subscriber.sex)
    if dependent.member:
        return keys.of(dependent.member, dependent.birth, dependent.sex)
    return keys.of(subscriber.member, dependent.birth, dependent.sex, dependent.first_name)


def age(birth: str, on: date) -> int | None:
    """Whole years on a day, at most OLDEST_AGE; None without a birth date."""
    if not birth:
        return None
    born = day(birth, "DMG02")
    if born > on:
        raise SegmentError("DMG02 lies after the date of service", "a birth date before it")
    return min(on.year - born.year - ((on.month, on.day) < (born.month, born.day)), OLDEST_AGE)


def sex(given: str) -> str | None:
    """F, M or U; None when nothing was given."""
    return (given if given in {"F", "M"} else "U") if given else None


Loop = dict[str, Callable[[Claim, list[str]], None]]

_SERVICES: Final[Loop] = {
    "LX": Claim.line_number,
    "SV1": Claim.professional_service,
    "SV2": Claim.institutional_service,
    "SV3": Claim.dental_service,
}
CLAIM_LOOP: Final[Loop] = _SERVICES | {
    "DTP": Claim.claim_date,
    "REF": Claim.claim_reference,
    "PWK": Claim.announces_attachment,
    "NTE": Claim.has_note,
    "HI": Claim.health_codes,
    "NM1": Claim.claim_provider,
    "PRV": Claim.claim_taxonomy,
    "SBR": Claim.other_payer,
}
OTHER_PAYER_LOOP: Final[Loop] = _SERVICES | {"SBR": Claim.other_payer}
LINE_LOOP: Final[Loop] = _SERVICES | {
    "DTP": Claim.line_date,
    "REF": Claim.line_reference,
    "PWK": Claim.announces_attachment,
    "NTE": Claim.has_note,
    "NM1": Claim.line_provider,
    "HI": Claim.misplaced,
}


def _total(clm: list[str]) -> Decimal:
    total = money(element(clm, 2), "CLM02")
    if total < 0:
        raise SegmentError("CLM02 is below 0", "the total charge, 0 dollars or more")
    return total
