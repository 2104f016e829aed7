"""Remittances as X12 835 (005010X221A1): what the payers answered, in balance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Final

from denialrisk.data.simulate.adjudicate import Decision, LineAnswer
from denialrisk.data.simulate.encounters import Encounter, Line
from denialrisk.data.simulate.x12 import day, interchange, money, transaction

GUIDE: Final = "005010X221A1"
_PATIENT_GROUP: Final = frozenset({"27", "204", "31"})
"""Background denials that fall on the patient (group PR); all others on the provider (CO)."""
_FILING: Final = {"CI": "15", "BL": "12"}
"""Filing indicators of the 837 that the 835 does not know, and what payers return for them."""


@dataclass(slots=True)
class Answer:
    """One adjudication: a claim, the decision, the money line by line, and how it is reported."""

    claim: Encounter
    decision: Decision
    lines: list[LineAnswer]
    on: dt.date
    payer_number: str
    status: str
    reversal: bool = False
    at_claim_level: bool = False
    other_paid: Decimal = field(default=Decimal(0))

    @property
    def paid(self) -> Decimal:
        """Dollars paid; negative on a reversal."""
        total = sum((line.paid for line in self.lines), Decimal(0)) - self.other_paid
        return -total if self.reversal else total


class RemitFile:
    """One 835 file: an interchange per payer, a transaction set per payment."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._path.write_text("", encoding="ascii")

    def write(self, payer_id: str, number: int, answers: list[Answer], recoup: dict[str, Decimal]) -> None:
        """Append an interchange with a payer's payments of the month, by date and payee."""
        answers = sorted(answers, key=lambda a: (a.on, a.claim.provider.billing_npi, a.claim.claim_id, a.reversal))
        header, trailer = interchange("HP", GUIDE, payer_id, "SIMBILLING", number, answers[-1].on)
        parts, sets = [header], 0
        for (_, npi), group in groupby(answers, lambda a: (a.on, a.claim.provider.billing_npi)):
            sets += 1
            parts.append(transaction("835", sets, _payment(list(group), number, sets, recoup.pop(npi, Decimal(0)))))
        parts.append(trailer(sets))
        with self._path.open("a", encoding="ascii", newline="\n") as file:
            file.write("".join(parts))


def _payment(answers: list[Answer], number: int, sets: int, recoup: Decimal) -> list[str]:
    first = answers[0]
    total = sum((answer.paid for answer in answers), Decimal(0))
    recoup = min(recoup, max(total, Decimal(0)))
    sent, provider, payer = day(first.on), first.claim.provider, first.claim.payer
    trace = f"T{number}{sets:04d}"
    body = [
        f"BPR*{'I' if total > recoup else 'H'}*{money(max(total - recoup, Decimal(0)))}*C*"
        + (f"ACH*CCP*01*000000001*DA*1000*1{payer.id[-2:]}0000000**01*000000002*DA*2000*{sent}" if total > recoup
           else f"NON************{sent}"),
        f"TRN*1*{trace}*1{payer.id[-2:]}0000000",
        f"DTM*405*{sent}",
        f"N1*PR*{payer.name}",
        "N3*1 PAYER PLAZA",
        "N4*SPRINGVALE*OH*45999",
        f"REF*2U*{payer.id}",
        "PER*BL*REMITTANCE DESK*TE*5555550199",
        f"N1*PE*{provider.group}*XX*{provider.billing_npi}",
        f"REF*TJ*{provider.tax_id}",
        "LX*1",
    ]  # fmt: skip
    for answer in answers:
        body += _claim(answer)
    shortfall = total - recoup if total < 0 else Decimal(0)
    if recoup or shortfall:
        body.append(
            f"PLB*{provider.billing_npi}*{first.on.year}1231*" + "*".join(_provider_level(recoup, shortfall, trace))
        )
    return body


def _provider_level(recoup: Decimal, shortfall: Decimal, trace: str) -> list[str]:
    """Money taken back for earlier payments (WO), and a negative balance carried forward (FB)."""
    parts = []
    if recoup:
        parts += [f"WO:{trace}", money(recoup)]
    if shortfall:
        parts += [f"FB:{trace}", money(shortfall)]
    return parts


def _claim(answer: Answer) -> list[str]:
    claim, sign = answer.claim, -1 if answer.reversal else 1
    patient = sum((amount for line in answer.lines for _, amount in line.patient), Decimal(0))
    shown = claim.bill if claim.institutional else claim.place
    share = "" if answer.reversal else money(patient)
    filing = claim.payer.filing[1 if claim.institutional else 0]
    filing = _FILING.get(filing, filing)
    amounts = f"{money(sign * claim.charge)}*{money(answer.paid)}*{share}"
    told = f"{filing}*{answer.payer_number}*{shown}*{claim.frequency}"
    segments = [f"CLP*{claim.claim_id}*{answer.status}*{amounts}*{told}"]
    if answer.other_paid:
        segments.append(f"CAS*OA*23*{money(sign * answer.other_paid)}")
    if answer.at_claim_level:
        segments += _adjustments(_sum(answer.lines), answer)
    segments.append(f"NM1*QC*1*{claim.patient.last}*{claim.patient.first}****MI*{claim.patient.member}")
    if answer.at_claim_level and answer.decision.remark and not answer.reversal:
        name = "MIA*0****" if claim.institutional and claim.admitted_on else "MOA***"
        segments.append(f"{name}{answer.decision.remark}")
    segments.append(f"DTM*232*{day(claim.service_from)}")
    segments.append(f"DTM*233*{day(claim.service_to)}")
    if answer.at_claim_level:
        return segments
    for line, line_answer in zip(claim.lines, answer.lines, strict=True):
        segments += _line(line, line_answer, answer, sign)
    return segments


def _line(line: Line, told: LineAnswer, answer: Answer, sign: int) -> list[str]:
    name = ":".join(["HC", line.procedure, *line.modifiers]) if line.procedure else f"NU:{line.revenue}"
    revenue = line.revenue if line.procedure else ""
    units = f"*{line.units}" if told.paid else ""
    segments = [f"SVC*{name}*{money(sign * line.charge)}*{money(sign * told.paid)}*{revenue}{units}".rstrip("*")]
    segments.append(f"DTM*472*{day(answer.claim.service_from)}")
    segments += _adjustments(told, answer)
    if told.denied and answer.decision.remark and not answer.reversal:
        segments.append(f"LQ*HE*{answer.decision.remark}")
    return segments


def _adjustments(told: LineAnswer, answer: Answer) -> list[str]:
    sign = -1 if answer.reversal else 1
    segments = []
    provider = []
    if told.contractual:
        provider.append(f"45*{money(sign * told.contractual)}")
    patient = [f"{reason}*{money(sign * amount)}" for reason, amount in told.patient]
    if told.denied:
        denied = f"{answer.decision.carc}*{money(sign * told.denied)}"
        (patient if answer.decision.carc in _PATIENT_GROUP else provider).append(denied)
    if provider:
        segments.append("CAS*CO*" + "**".join(provider))
    if patient:
        segments.append("CAS*PR*" + "**".join(patient))
    return segments


def _sum(lines: list[LineAnswer]) -> LineAnswer:
    shares: dict[str, Decimal] = {}
    for line in lines:
        for reason, amount in line.patient:
            shares[reason] = shares.get(reason, Decimal(0)) + amount
    return LineAnswer(
        paid=sum((line.paid for line in lines), Decimal(0)),
        contractual=sum((line.contractual for line in lines), Decimal(0)),
        patient=tuple(shares.items()),
        denied=sum((line.denied for line in lines), Decimal(0)),
    )
