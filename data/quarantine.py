"""What was refused on the way in: counted in full, listed up to a limit, and never with a value."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from denialrisk.data.schema import QUARANTINE
from denialrisk.data.spreadsheets import neutral

QUARANTINE_FILE: Final = "quarantine.csv"

KEEP_PER_SOURCE: Final = 1000
"""Faults listed of one source; a file that is all garbage has millions, and a person reads none beyond these."""


@dataclass(frozen=True)
class Fault:
    """One refusal. The fields are the columns of ``schema.QUARANTINE``; none may hold a value from the input."""

    source: str
    location: str
    kind: str
    found: str
    expected: str


class Quarantine:
    """Collects faults from all readers of one run.

    Every fault is counted. The first ``keep_per_source`` of a source are listed; ``table`` ends with one row for each
    source and kind that had more, saying how many, so that the rows add up to the counts.
    """

    def __init__(self, keep_per_source: int = KEEP_PER_SOURCE) -> None:
        self._keep = keep_per_source
        self._listed: list[Fault] = []
        self._listed_of: Counter[str] = Counter()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._unlisted: Counter[tuple[str, str]] = Counter()

    def add(self, *, source: str, location: str, kind: str, found: str, expected: str) -> None:
        """Count one fault, and list it while its source has room. ``kind`` is one that ``schema.QUARANTINE`` names."""
        self._counts[source, kind] += 1
        if self._listed_of[source] < self._keep:
            self._listed_of[source] += 1
            self._listed.append(Fault(source, location, kind, found, expected))
        else:
            self._unlisted[source, kind] += 1

    def absorb(self, other: Quarantine) -> None:
        """Add what another collector met, as if it had been met here; for readers in other processes."""
        for fault in other._listed:
            self.add(**asdict(fault))
        self._counts.update(other._unlisted)
        self._unlisted.update(other._unlisted)

    def counts(self, source: str | None = None) -> dict[str, int]:
        """Faults by kind, of one source or of all."""
        total: Counter[str] = Counter()
        for (of, kind), number in self._counts.items():
            if source is None or of == source:
                total[kind] += number
        return dict(total)

    @property
    def faults(self) -> list[Fault]:
        """The listed faults, in the order they were met."""
        return list(self._listed)

    @property
    def unlisted(self) -> int:
        """Faults that were counted but not listed."""
        return self._unlisted.total()

    def table(self) -> pa.Table:
        """The listed faults as ``schema.QUARANTINE``, then one row for each source and kind with more of them."""
        further = [
            Fault(
                source, "further on", kind, f"{number} more of this kind, counted but not listed", "see the rows above"
            )
            for (source, kind), number in self._unlisted.items()
        ]
        rows = [astuple(fault) for fault in self._listed + further]
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(QUARANTINE.columns)
        return pa.table(
            [pa.array(values, field.type) for values, field in zip(columns, QUARANTINE.arrow, strict=True)],
            schema=QUARANTINE.arrow,
        )

    def write(self, path: Path) -> None:
        """The table as a CSV that a spreadsheet opens as text: file names come from outside."""
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(QUARANTINE.arrow.names)
            columns = self.table().to_pydict().values()
            writer.writerows([neutral(cell) for cell in row] for row in zip(*columns, strict=True))
