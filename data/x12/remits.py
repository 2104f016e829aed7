"""835 files to the remits table, in a stream; provider-level adjustments (PLB) are kept apart.

As in ``claims.py``, each loop is a table from segment identifier to the method that reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import BinaryIO, Final

import pyarrow as pa

from denialrisk.data.quarantine import Quarantine
from denialrisk.data.schema import PROVIDER_ADJUSTMENTS, REMITS
from denialrisk.data.x12.batches import Row, read_batches, record_batch
from denialrisk.data.x12.envelope import ENVELOPE, Envelope
from denialrisk.data.x12.segments import OVERSIZED, SegmentReader
from denialrisk.data.x12.values import SegmentError, day, element, money

MOST_ADJUSTMENTS: Final = 99_999
"""Bound on the memory of one remittance; the guide allows 99 CAS on each of 999 lines, and none comes near it."""

_NOT_PROCEDURES: Final = {"NU", "N4"}
"""SVC01-1 qualifiers of revenue codes and drug codes."""

_TRIPLES: Final = range(2, 20, 3)
_PAIRS: Final = range(3, 15, 2)
_MIA_REMARKS: Final = (5, 20, 21, 22, 23)
_MOA_REMARKS: Final = (3, 4, 5, 6, 7)


class ProviderAdjustments:
    """Collects PLB adjustments; they belong to no claim. One collector can serve many files."""

    def __init__(self) -> None:
        self._rows: list[Row] = []

    def add(self, received_on: date, provider: str, reason: str, amount: Decimal) -> None:
        """One adjustment; dollars, positive reduces the payment."""
        self._rows.append((received_on, provider, reason, amount))

    def __len__(self) -> int:
        return len(self._rows)

    def table(self) -> pa.Table:
        """All of them, as ``schema.PROVIDER_ADJUSTMENTS``, in the order they were met."""
        return pa.Table.from_batches([record_batch(PROVIDER_ADJUSTMENTS, self._rows)])


def read_remits(
    stream: BinaryIO,
    source: str,
    quarantine: Quarantine,
    adjustments: ProviderAdjustments,
    batch_size: int = 10_000,
) -> Iterator[pa.RecordBatch]:
    """Batches of ``schema.REMITS``, in file order, of at most ``batch_size`` remits; PLB goes to ``adjustments``.

    A remit that cannot be read is one fault of kind ``remit``, and reading goes on; faults of the envelope are kind
    ``interchange``; a stream that gives no remit ends with a fault of kind ``file`` that says why. Remits given and
    faults of kind ``remit`` add up to the CLP segments of the stream.

    Never raises on content.
    """
    reader = SegmentReader(stream, source, quarantine)
    loops = RemitLoops(reader, source, quarantine, adjustments)
    yield from read_batches(reader, loops, REMITS, batch_size)


@dataclass(slots=True)
class _Payment:
    """What an 835 transaction says of all its claims."""

    payment_date: str = ""
    production_date: str = ""
    trace: str | None = None
    payer_of_trace: str | None = None
    payer: str | None = None
    payer_reference: str | None = None

    def received_on(self) -> date:
        """DTM*405, else BPR16. Real files hold impossible days in the one that is not looked at."""
        if self.production_date:
            return day(self.production_date, "DTM*405")
        return day(self.payment_date, "BPR16, where there is no DTM*405,")


@dataclass(slots=True)
class _Remit:
    """The claim payment that is being read."""

    clp: list[str]
    number: int
    has_patient: bool = False
    stated_from: date | None = None
    first_service: date | None = None
    line: int | None = None
    procedure: str | None = None
    adjustments: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class RemitLoops:
    """Follows 835 transactions and makes a row of each CLP loop; ``refused`` counts those that became none."""

    begins = "CLP"
    wanted = "at least one claim payment (835)"

    def __init__(
        self, reader: SegmentReader, source: str, quarantine: Quarantine, adjustments: ProviderAdjustments
    ) -> None:
        self._reader, self._source, self._quarantine = reader, source, quarantine
        self._adjustments = adjustments
        self._envelope = Envelope(reader)
        self._payment = _Payment()
        self._remit: _Remit | None = None
        self._loop = OUTSIDE
        self.rows: list[Row] = []
        self.refused = 0

    def take(self, segment: list[str]) -> None:
        """Follow one segment."""
        name = segment[0]
        if self._remit is not None and (read := REMIT.get(name)):
            try:
                read(self, self._remit, segment)
            except SegmentError as error:
                self._refuse(error, self._reader.number)
        elif above := self._loop.get(name):
            above(self, segment)

    def end(self) -> None:
        """The stream has ended: a remit that was not closed is incomplete."""
        self._cut()
        self._envelope.end()

    # The envelope and the payment.

    def envelope(self, segment: list[str]) -> None:
        """ISA, GS, ST, SE, GE, IEA."""
        if segment[0] == "SE":
            self._close()
        self._cut()
        self._envelope.take(segment)
        self._payment = _Payment()
        self._loop = HEADER if self._envelope.transaction == "835" else OUTSIDE

    def financial(self, segment: list[str]) -> None:
        """BPR."""
        self._payment.payment_date = element(segment, 16)

    def reassociation(self, segment: list[str]) -> None:
        """TRN."""
        self._payment.trace = element(segment, 2) or None
        self._payment.payer_of_trace = element(segment, 3) or None

    def production(self, segment: list[str]) -> None:
        """DTM above the claims."""
        if element(segment, 1) == "405":
            self._payment.production_date = element(segment, 2)

    def party(self, segment: list[str]) -> None:
        """N1: the payer (PR) with its references, then the payee."""
        if element(segment, 1) == "PR":
            self._payment.payer = element(segment, 4) or None

    def reference(self, segment: list[str]) -> None:
        """REF*2U: the payer's identifier."""
        if element(segment, 1) == "2U":
            self._payment.payer_reference = element(segment, 2) or None

    def header_number(self, _: list[str]) -> None:
        """LX: a group of claims begins."""
        self._close()

    def claim_payment(self, segment: list[str]) -> None:
        """CLP."""
        self._close()
        self._loop = BELOW
        self._remit = _Remit(segment, self._reader.number)

    def stray_payment(self, _: list[str]) -> None:
        """CLP where no 835 transaction is open."""
        self._refuse(
            SegmentError("a claim payment outside an 835 transaction", "ST*835 before it"), self._reader.number
        )

    def provider_adjustment(self, segment: list[str]) -> None:
        """PLB: provider, fiscal year, then pairs of reason and amount."""
        self._close()
        try:
            received_on = self._payment.received_on()
            provider = element(segment, 1)
            for position in _PAIRS:
                reason = element(self._reader.components(element(segment, position)), 0)
                amount = element(segment, position + 1)
                if reason or amount:
                    self._adjustments.add(received_on, provider, reason, money(amount, f"PLB{position + 1:02}"))
        except SegmentError as error:
            self._reader.report(error.found, error.expected, kind="line")

    # The claim payment.

    def patient(self, remit: _Remit, segment: list[str]) -> None:
        """NM1*QC: not kept. A second one, or one below a line, is another remit's, whose CLP was lost."""
        if element(segment, 1) == "QC":
            if remit.has_patient or remit.line is not None:
                raise SegmentError("another patient within the remit", "CLP before NM1*QC")
            remit.has_patient = True

    def claim_date(self, remit: _Remit, segment: list[str]) -> None:
        """DTM: 232 is the claim's first day, 472 a line's day, 150 a line's first day."""
        match element(segment, 1):
            case "232":
                remit.stated_from = day(element(segment, 2), "DTM*232")
            case "472" | "150" as qualifier:
                on = day(element(segment, 2), f"DTM*{qualifier}")
                remit.first_service = min(on, remit.first_service or on)

    def service(self, remit: _Remit, segment: list[str]) -> None:
        """SVC."""
        remit.line = (remit.line or 0) + 1
        parts = self._reader.components(element(segment, 1))
        qualifier = element(parts, 0).upper()
        remit.procedure = None if qualifier in _NOT_PROCEDURES else (element(parts, 1).upper() or None)

    def adjustment(self, remit: _Remit, segment: list[str]) -> None:
        """CAS: up to six triples of reason, amount and quantity, at claim level or under an SVC."""
        group = element(segment, 1).upper()
        if not group:
            raise SegmentError("CAS01 is empty", "the adjustment group: CO, PR, OA, PI or CR")
        level = "claim" if remit.line is None else "line"
        for position in _TRIPLES:
            reason, amount = element(segment, position).upper(), element(segment, position + 1)
            if not reason and not amount:
                continue
            if not reason:
                raise SegmentError(f"CAS{position:02} is empty beside an amount", "an adjustment reason code")
            dollars = money(amount, f"CAS{position + 1:02}")
            remit.adjustments.append((level, remit.line, remit.procedure, group, reason, dollars))
        if len(remit.adjustments) > MOST_ADJUSTMENTS:
            raise SegmentError("more adjustments than a remittance can have", f"at most {MOST_ADJUSTMENTS}")

    def remark(self, remit: _Remit, segment: list[str]) -> None:
        """LQ*HE."""
        if element(segment, 1) == "HE" and element(segment, 2):
            remit.remarks.append(element(segment, 2).upper())

    def inpatient_remarks(self, remit: _Remit, segment: list[str]) -> None:
        """MIA."""
        remit.remarks += [element(segment, at).upper() for at in _MIA_REMARKS if element(segment, at)]

    def outpatient_remarks(self, remit: _Remit, segment: list[str]) -> None:
        """MOA."""
        remit.remarks += [element(segment, at).upper() for at in _MOA_REMARKS if element(segment, at)]

    def too_long(self, _: _Remit, __: list[str]) -> None:
        """A stretch of text that is no segment."""
        raise SegmentError("a stretch too long for a segment", "the segment terminator that the ISA declares")

    def _close(self) -> None:
        """The remit, if one is being read, is complete: make a row of it, or refuse it."""
        remit = self._remit
        if remit is None:
            return
        self._remit = None
        try:
            self.rows.append(_row(remit, self._payment))
        except SegmentError as error:
            self._refuse(error, remit.number)

    def _cut(self) -> None:
        """The remit, if one is being read, lacks its end, and with it perhaps adjustments."""
        if self._remit is not None:
            self._refuse(
                SegmentError("the transaction ends or begins anew within the remit", "CLP, LX, PLB or SE after it"),
                self._remit.number,
            )

    def _refuse(self, error: SegmentError, at: int) -> None:
        self._remit = None
        self.refused += 1
        self._quarantine.add(
            source=self._source, location=f"segment {at}", kind="remit", found=error.found, expected=error.expected
        )


def _row(remit: _Remit, payment: _Payment) -> Row:
    """A row of ``schema.REMITS``."""
    clp = remit.clp
    claim_id, status, share = element(clp, 1), element(clp, 2), element(clp, 5)
    if not claim_id:
        raise SegmentError("CLP01 is empty", "the provider's claim number")
    if not status:
        raise SegmentError("CLP02 is empty", "a claim status code")
    return (
        claim_id,
        payment.received_on(),
        payment.payer or payment.payer_reference or payment.payer_of_trace,
        payment.trace,
        status,
        element(clp, 6) or None,
        element(clp, 7) or None,
        element(clp, 9) or None,
        remit.stated_from or remit.first_service,
        money(element(clp, 3), "CLP03"),
        money(element(clp, 4), "CLP04"),
        money(share, "CLP05") if share else None,
        remit.adjustments,
        remit.remarks,
    )


AboveLoop = dict[str, Callable[[RemitLoops, list[str]], None]]

_ENVELOPE: Final[AboveLoop] = dict.fromkeys(ENVELOPE, RemitLoops.envelope)
OUTSIDE: Final[AboveLoop] = _ENVELOPE | {"CLP": RemitLoops.stray_payment}
BELOW: Final[AboveLoop] = _ENVELOPE | {
    "CLP": RemitLoops.claim_payment,
    "LX": RemitLoops.header_number,
    "PLB": RemitLoops.provider_adjustment,
}
HEADER: Final[AboveLoop] = BELOW | {
    "BPR": RemitLoops.financial,
    "TRN": RemitLoops.reassociation,
    "DTM": RemitLoops.production,
    "N1": RemitLoops.party,
    "REF": RemitLoops.reference,
}
REMIT: Final[dict[str, Callable[[RemitLoops, _Remit, list[str]], None]]] = {
    "NM1": RemitLoops.patient,
    "DTM": RemitLoops.claim_date,
    "SVC": RemitLoops.service,
    "CAS": RemitLoops.adjustment,
    "LQ": RemitLoops.remark,
    "MIA": RemitLoops.inpatient_remarks,
    "MOA": RemitLoops.outpatient_remarks,
    OVERSIZED: RemitLoops.too_long,
}
"""Segments below CLP."""
