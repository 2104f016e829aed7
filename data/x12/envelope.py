"""The envelope of X12: interchange, group, transaction. Wrong counts are reported; nothing is refused for them."""

from __future__ import annotations

from typing import Final

from denialrisk.data.x12.segments import SegmentReader
from denialrisk.data.x12.values import element

ENVELOPE: Final = ("ISA", "GS", "ST", "SE", "GE", "IEA")
READ: Final = ("837", "835")
"""Transactions that are read; a file may hold both, each for its own reader."""


class Envelope:
    """Follows the envelope segments of a stream.

    ``transaction`` is ST01 of the open transaction (837, 835 ...) and empty between transactions; ``version`` its
    implementation guide (ST03, else GS08).
    """

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self.transaction = ""
        self.version = ""
        self._group_version = ""
        self._opened_at = 0
        self._transactions = 0
        self._groups = 0
        self._in_interchange = False

    def take(self, segment: list[str]) -> None:
        """Follow one segment of ENVELOPE."""
        if segment[0] in {"ISA", "GS", "ST", "GE", "IEA"}:
            self._leave_transaction()
        match segment[0]:
            case "ISA":
                self._leave_interchange()
                self._in_interchange, self._groups, self._group_version = True, 0, ""
                if element(segment, 15) == "T":
                    self._reader.report("a test interchange (ISA15 is T), read like any other", "ISA15 to be P")
            case "GS":
                self._groups += 1
                self._transactions = 0
                self._group_version = element(segment, 8)
            case "ST":
                self._transactions += 1
                self.transaction = element(segment, 1)
                if self.transaction not in READ:
                    self._reader.report("a transaction of another kind, passed over", " or ".join(READ))
                self.version = element(segment, 3) or self._group_version
                self._opened_at = self._reader.number
            case "SE":
                self._check("SE01", segment, self._reader.number - self._opened_at + 1, "segments of the transaction")
                self.transaction = self.version = ""
            case "GE":
                self._check("GE01", segment, self._transactions, "transactions of the group")
            case _:
                self._check("IEA01", segment, self._groups, "groups of the interchange")
                self._in_interchange = False

    def end(self) -> None:
        """The stream has ended: where an envelope is open, it was cut short, and nobody knows what else it held."""
        if (self.transaction or self._in_interchange) and not self._reader.damaged:
            self._reader.report("the file ends here, before its IEA", "a file that is whole", kind="truncated")

    def _check(self, name: str, segment: list[str], counted: int, what: str) -> None:
        stated = element(segment, 1)
        if not (stated.isdecimal() and len(stated) <= 10 and int(stated) == counted):
            self._reader.report(f"{name} does not agree with the count", f"{counted}, the {what}")

    def _leave_transaction(self) -> None:
        if self.transaction:
            self._reader.report("a transaction is not closed", "SE before the next ST, GS, GE, IEA or ISA")
            self.transaction = self.version = ""

    def _leave_interchange(self) -> None:
        if self._in_interchange:
            self._reader.report("an interchange is not closed", "IEA before the next ISA")
            self._in_interchange = False
