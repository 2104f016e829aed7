"""Claims as X12 837 (005010X222A1 professional, 005010X223A2 institutional)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import IO, Final

from denialrisk.data.simulate.encounters import Encounter, Line
from denialrisk.data.simulate.patients import ADULT, Patient
from denialrisk.data.simulate.payers import Payer
from denialrisk.data.simulate.x12 import control, day, interchange, money, transaction

GUIDE: Final = {"P": "005010X222A1", "I": "005010X223A2"}


class ClaimFile:
    """One 837 file: an interchange, with one transaction set per day and form. Close it to write the trailer."""

    def __init__(self, path: Path, form: str, number: int, on: dt.date) -> None:
        self.form = form
        self._file: IO[str] = path.open("w", encoding="ascii", newline="\n")
        self._number = number
        self._sets = 0
        header, self._trailer = interchange("HC", GUIDE[form], "SIMBILLING", "SIMCLEARING", number, on)
        self._file.write(header)

    def write(self, on: dt.date, claims: list[Encounter]) -> None:
        """Write the claims of one day as one transaction set."""
        if not claims:
            return
        self._sets += 1
        body = [
            f"BHT*0019*00*{control(self._number)}{self._sets:04d}*{day(on)}*0915*CH",
            "NM1*41*2*SIMULATED BILLING SERVICE*****46*SIMBILLING",
            "PER*IC*CLAIMS DESK*TE*5555550100",
            "NM1*40*2*SIMULATED CLEARINGHOUSE*****46*SIMCLEARING",
        ]
        level = 0
        for _, group in groupby(sorted(claims, key=lambda e: e.provider.billing_npi), lambda e: e.provider.billing_npi):
            members = list(group)
            level += 1
            parent = level
            body += _billing(members[0], level)
            for claim in members:
                level = _claim(body, claim, level, parent)
        self._file.write(transaction("837", self._sets, body, GUIDE[self.form]))

    def close(self) -> None:
        """Write the trailer."""
        self._file.write(self._trailer(self._sets))
        self._file.close()


def _billing(claim: Encounter, level: int) -> list[str]:
    provider = claim.provider
    return [
        f"HL*{level}**20*1",
        f"PRV*BI*PXC*{provider.taxonomy}",
        f"NM1*85*2*{provider.group}*****XX*{provider.billing_npi}",
        "N3*100 SAMPLE PLAZA",
        "N4*SPRINGVALE*OH*459990000",
        f"REF*EI*{provider.tax_id}",
    ]


def _claim(body: list[str], claim: Encounter, level: int, parent: int) -> int:
    """Subscriber, patient and claim; returns the last hierarchical level used."""
    patient = claim.patient
    level += 1
    body.append(f"HL*{level}*{parent}*22*{1 if patient.subscriber else 0}")
    body += _subscriber(claim)
    if patient.subscriber:
        body.append(f"HL*{level + 1}*{level}*23*0")
        level += 1
        body.append("PAT*19" if claim.age < ADULT else "PAT*01")
        body += _person("QC", patient, (patient.first, patient.sex, patient.born), "")
    body += _header(claim)
    body += _other_payer(claim)
    for number, line in enumerate(claim.lines, 1):
        body += _institutional_line(number, line, claim) if claim.institutional else _line(number, line, claim)
    return level


def _filing(claim: Encounter, payer: Payer) -> str:
    return payer.filing[1 if claim.institutional else 0]


def _subscriber(claim: Encounter) -> list[str]:
    patient = claim.patient
    rank = "S" if claim.kind == "secondary" else "P"
    relation = "" if patient.subscriber else "18"
    group = "" if claim.payer.payer_class in ("medicare", "medicaid") else f"GRP{claim.payer.id[-2:]}00"
    return [
        f"SBR*{rank}*{relation}*{group}******{_filing(claim, claim.payer)}",
        *_person("IL", patient, _insured(patient), patient.member),
        f"NM1*PR*2*{claim.payer.name}*****PI*{claim.payer.id}",
    ]


def _insured(patient: Patient) -> tuple[str, str, dt.date]:
    """Given name, sex and birth date of the subscriber."""
    return patient.subscriber or (patient.first, patient.sex, patient.born)


def _person(entity: str, patient: Patient, who: tuple[str, str, dt.date], member: str) -> list[str]:
    first, sex, born = who
    street, town, state, code = patient.address
    number = f"****MI*{member}" if member else ""
    return [
        f"NM1*{entity}*1*{patient.last}*{first}{number}",
        f"N3*{street}",
        f"N4*{town}*{state}*{code}",
        f"DMG*D8*{day(born)}*{sex}",
    ]


def _header(claim: Encounter) -> list[str]:
    place = f"{claim.bill}:A:{claim.frequency}" if claim.institutional else f"{claim.place}:B:{claim.frequency}"
    accepts = "*A*Y*Y" if claim.institutional else "Y*A*Y*Y"
    segments = [f"CLM*{claim.claim_id}*{money(claim.charge)}***{place}*{accepts}"]
    if claim.institutional:
        segments.append(f"DTP*434*RD8*{day(claim.service_from)}-{day(claim.service_to)}")
    if claim.onset_on:
        segments.append(f"DTP*431*D8*{day(claim.onset_on)}")
    if claim.admitted_on and (claim.institutional or claim.setting == "inpatient"):
        hour = f"DT*{day(claim.admitted_on)}1015" if claim.institutional else f"D8*{day(claim.admitted_on)}"
        segments.append(f"DTP*435*{hour}")
    if claim.institutional:
        segments.append("CL1*1*1*01" if claim.admitted_on else "CL1*1*1*30")
    segments += _references(claim)
    segments += _diagnoses(claim)
    provider = claim.provider
    if claim.institutional:
        segments.append(f"NM1*71*1*{provider.last}*A****XX*{provider.npi}")
    else:
        segments.append(f"NM1*82*1*{provider.last}*A****XX*{provider.npi}")
        segments.append(f"PRV*PE*PXC*{provider.taxonomy}")
    return segments


def _references(claim: Encounter) -> list[str]:
    segments = []
    if claim.attachment:
        segments.append("PWK*OZ*EL***AC*ATT1")
    if claim.referral:
        segments.append(f"REF*9F*{claim.referral}")
    if claim.authorization:
        segments.append(f"REF*G1*{claim.authorization}")
    if claim.original_reference:
        segments.append(f"REF*F8*{claim.original_reference}")
    if claim.claim_note:
        segments.append("NTE*ADD*SEE RECORD" if not claim.institutional else "NTE*DCP*SEE RECORD")
    return segments


def _diagnoses(claim: Encounter) -> list[str]:
    codes = claim.codes[:12]
    if not claim.institutional:
        rest = "".join(f"*ABF:{code}" for code in codes[1:])
        return [f"HI*ABK:{codes[0]}{rest}"]
    segments = [f"HI*ABK:{codes[0]}"]
    if claim.admitted_on:
        segments.append(f"HI*ABJ:{codes[0]}")
    else:
        segments.append(f"HI*APR:{codes[0]}")
    if codes[1:]:
        segments.append("HI" + "".join(f"*ABF:{code}" for code in codes[1:]))
    return segments


def _other_payer(claim: Encounter) -> list[str]:
    """The other payer of a patient with two, and what it has paid."""
    if claim.second is None:
        return []
    rank = "P" if claim.kind == "secondary" else "S"
    patient = claim.patient
    segments = [f"SBR*{rank}*18*******{_filing(claim, claim.second)}"]
    if claim.kind == "secondary":
        segments.append(f"AMT*D*{money(claim.charge / 2)}")
    return [
        *segments,
        "OI***Y***Y",
        f"NM1*IL*1*{patient.last}*{_insured(patient)[0]}****MI*{patient.member}X",
        f"NM1*PR*2*{claim.second.name}*****PI*{claim.second.id}",
    ]


def _line(number: int, line: Line, claim: Encounter) -> list[str]:
    procedure = ":".join(["HC", line.procedure, *line.modifiers])
    pointers = ":".join(str(p) for p in line.pointers[:4])
    return [
        f"LX*{number}",
        f"SV1*{procedure}*{money(line.charge)}*UN*{line.units}***{pointers}",
        f"DTP*472*D8*{day(claim.service_from)}",
        f"REF*6R*{claim.claim_id}L{number}",
    ]


def _institutional_line(number: int, line: Line, claim: Encounter) -> list[str]:
    procedure = ":".join(["HC", line.procedure, *line.modifiers]) if line.procedure else ""
    unit = "DA" if line.revenue.startswith("012") else "UN"
    segments = [f"LX*{number}", f"SV2*{line.revenue}*{procedure}*{money(line.charge)}*{unit}*{line.units}"]
    if line.procedure:
        segments.append(f"DTP*472*D8*{day(claim.service_from)}")
    return segments


def by_form(claims: Iterable[Encounter]) -> dict[str, list[Encounter]]:
    """Claims by the form they go on."""
    forms: dict[str, list[Encounter]] = {"P": [], "I": []}
    for claim in claims:
        forms["I" if claim.institutional else "P"].append(claim)
    return forms
