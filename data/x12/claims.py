"""837 professional and institutional files (4010 and 5010) to the claims table, in a stream.

Memory is bounded by one batch of claims, whatever the size of the file. The loops above the claim are followed here,
those of the claim itself in ``claim.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

import pyarrow as pa

from denialrisk.data.patients import PatientKeys
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.schema import CLAIMS
from denialrisk.data.x12.batches import Row, read_batches
from denialrisk.data.x12.claim import Above, Claim, Person, Subscriber, npi
from denialrisk.data.x12.envelope import ENVELOPE, Envelope
from denialrisk.data.x12.segments import OVERSIZED, SegmentReader
from denialrisk.data.x12.values import SegmentError, day, element

_DENTAL_GUIDES: Final = ("X224", "X097", "X300")
_INSTITUTIONAL_GUIDES: Final = ("X223", "X096", "X299")


def read_claims(
    stream: BinaryIO, source: str, keys: PatientKeys, quarantine: Quarantine, batch_size: int = 10_000
) -> Iterator[pa.RecordBatch]:
    """Batches of ``schema.CLAIMS`` (``notes`` empty), in file order, of at most ``batch_size`` claims.

    A claim that cannot be read is one fault of kind ``claim`` in the quarantine, at the segment where reading it
    failed, and reading goes on. Wrong counts and other faults of the envelope are kind ``interchange`` and refuse
    nothing. A stream that gives no claim at all ends with a fault of kind ``file`` that says why, so a caller who
    takes that for an error can: ``if quarantine.counts(source).get("file")``. Claims given and faults of kind
    ``claim`` add up to the CLM segments of the stream.

    Never raises on content.
    """
    reader = SegmentReader(stream, source, quarantine)
    loops = ClaimLoops(reader, source, keys, quarantine)
    yield from read_batches(reader, loops, CLAIMS, batch_size)


class ClaimLoops:
    """Follows 837 transactions and makes a row of each claim; ``refused`` counts the claims that became none."""

    begins = "CLM"
    wanted = "at least one professional or institutional claim (837)"

    def __init__(self, reader: SegmentReader, source: str, keys: PatientKeys, quarantine: Quarantine) -> None:
        self._reader, self._source, self._keys, self._quarantine = reader, source, keys, quarantine
        self._envelope = Envelope(reader)
        self._loop = OUTSIDE
        self._above = Above()
        self._claim: Claim | None = None
        self._dental = self._institutional = self._reported_form = False
        self.rows: list[Row] = []
        self.refused = 0

    def take(self, segment: list[str]) -> None:
        """Follow one segment."""
        name = segment[0]
        if self._claim is not None and (read := self._claim.loop.get(name)):
            try:
                read(self._claim, segment)
            except SegmentError as error:
                self._refuse(error, self._reader.number)
        elif above := self._loop.get(name):
            above(self, segment)

    def end(self) -> None:
        """The stream has ended: a claim that was not closed is incomplete."""
        self._cut()
        self._envelope.end()

    def envelope(self, segment: list[str]) -> None:
        """ISA, GS, ST, SE, GE, IEA: nothing above a claim carries over from one transaction to the next."""
        if segment[0] == "SE":
            self._close()
        self._cut()
        self._envelope.take(segment)
        self._above, self._reported_form = Above(), False
        self._loop = HEADER if self._envelope.transaction == "837" else OUTSIDE
        guide = self._envelope.version
        self._dental = any(known in guide for known in _DENTAL_GUIDES)
        self._institutional = any(known in guide for known in _INSTITUTIONAL_GUIDES)

    def begin(self, segment: list[str]) -> None:
        """BHT: BHT04 is the day on which the batch was made."""
        try:
            self._above.submitted_on = day(element(segment, 4), "BHT04")
        except SegmentError as error:
            self._reader.report(error.found, error.expected)

    def hierarchy(self, segment: list[str]) -> None:
        """HL: a provider resets all below it, a subscriber the patient; a dependent stands below a subscriber."""
        self._close()
        self._loop = HEADER
        above = self._above
        above.dependent = None
        level = element(segment, 3)
        if level == "22":
            above.subscriber = Subscriber()
        elif level == "23":
            above.dependent = Person()
        else:
            above.billing_npi = above.billing_taxonomy = above.subscriber = None

    def subscription(self, segment: list[str]) -> None:
        """SBR of the subscriber loop: the payer that this file goes to."""
        subscriber = self._above.subscriber
        if subscriber is not None:
            subscriber.responsibility, subscriber.filing = element(segment, 1), element(segment, 9)

    def party(self, segment: list[str]) -> None:
        """NM1: billing provider, subscriber, dependent, payer."""
        above = self._above
        role = element(segment, 1)
        if role == "85":
            above.billing_npi = npi(segment)
        elif role == "IL" and above.subscriber is not None:
            above.subscriber.member = element(segment, 9)
        elif role == "PR" and above.subscriber is not None:
            above.subscriber.payer_id = element(segment, 9) or None
        elif role == "QC" and above.dependent is not None:
            above.dependent.member, above.dependent.first_name = element(segment, 9), element(segment, 4)

    def demographics(self, segment: list[str]) -> None:
        """DMG of the patient, or of a subscriber who may be the patient."""
        person = self._above.dependent or self._above.subscriber
        if person is not None:
            person.birth, person.sex = element(segment, 2), element(segment, 3).upper()

    def taxonomy(self, segment: list[str]) -> None:
        """PRV of the billing provider."""
        if element(segment, 1) == "BI":
            self._above.billing_taxonomy = element(segment, 3) or None

    def claim(self, segment: list[str]) -> None:
        """CLM."""
        self._close()
        self._loop = IN_CLAIM
        if self._dental:
            expected = "a professional or institutional claim (837P, 837I)"
            self._refuse(SegmentError("a dental claim (837D)", expected), self._reader.number)
        else:
            self._claim = Claim(segment, self._reader)

    def stretch(self, _: list[str]) -> None:
        """Text that is no segment. A subscriber may have begun in it, so none is known until the next HL."""
        found, expected = "a stretch too long for a segment", "the segment terminator that the ISA declares"
        if self._claim is not None:
            self._refuse(SegmentError(found, expected), self._reader.number)
        else:
            self._reader.report(found, expected)
        self._above.subscriber = self._above.dependent = None

    def stray_subscription(self, _: list[str]) -> None:
        """SBR among the service lines: a new subscriber, whose HL was lost."""
        if self._claim is not None:
            self._refuse(SegmentError("SBR among the service lines", "HL before it"), self._reader.number)
            self._above.subscriber = self._above.dependent = None

    def stray_claim(self, _: list[str]) -> None:
        """CLM where no 837 transaction is open."""
        self._refuse(SegmentError("a claim outside an 837 transaction", "ST*837 before it"), self._reader.number)

    def _close(self) -> None:
        """The claim, if one is being read, is complete: make a row of it, or refuse it."""
        claim = self._claim
        if claim is None:
            return
        self._claim = None
        try:
            self.rows.append(claim.row(self._above, self._keys))
        except SegmentError as error:
            self._refuse(error, claim.number)
            return
        if self._institutional and claim.professional and not self._reported_form:
            self._reported_form = True
            self._reader.report("professional lines (SV1) in an institutional transaction", "SV2; read as professional")

    def _cut(self) -> None:
        """The claim, if one is being read, lacks its end, and with it perhaps lines and dollars."""
        if self._claim is not None:
            self._refuse(SegmentError("the transaction ends or begins anew within the claim", "CLM, HL or SE after it"),
                         self._claim.number)  # fmt: skip

    def _refuse(self, error: SegmentError, at: int) -> None:
        """Refuse the claim; what is left of it is passed over."""
        self._claim = None
        self.refused += 1
        self._quarantine.add(
            source=self._source, location=f"segment {at}", kind="claim", found=error.found, expected=error.expected
        )


AboveLoop = dict[str, Callable[[ClaimLoops, list[str]], None]]

_ENVELOPE: Final[AboveLoop] = dict.fromkeys(ENVELOPE, ClaimLoops.envelope)
OUTSIDE: Final[AboveLoop] = _ENVELOPE | {"CLM": ClaimLoops.stray_claim}
IN_CLAIM: Final[AboveLoop] = _ENVELOPE | {
    "CLM": ClaimLoops.claim,
    "HL": ClaimLoops.hierarchy,
    "SBR": ClaimLoops.stray_subscription,
    OVERSIZED: ClaimLoops.stretch,
}
"""What the claim's own tables do not name."""

HEADER: Final[AboveLoop] = IN_CLAIM | {
    "BHT": ClaimLoops.begin,
    "SBR": ClaimLoops.subscription,
    "NM1": ClaimLoops.party,
    "DMG": ClaimLoops.demographics,
    "PRV": ClaimLoops.taxonomy,
}
