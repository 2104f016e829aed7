"""What --claims, --notes and --remits name, as batches and tables; shared by train, score and monitor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from denialrisk.cli.progress import console
from denialrisk.data.atomic import digest
from denialrisk.data.duplicates import Duplicates
from denialrisk.data.errors import InputError
from denialrisk.data.notes import Notes, read_notes
from denialrisk.data.patients import PatientKeys
from denialrisk.data.schema import REMITS
from denialrisk.data.sources import BATCH, Reading, read_claims, read_remits
from denialrisk.features.past import past_lines

if TYPE_CHECKING:
    from denialrisk.training.train import Given


class Claims:
    """Claims of some sources, with their notes, as CLAIMS batches; each pass reads the sources from the start."""

    def __init__(
        self, sources: Sequence[Path], notes: Path | None, patient_key: Path | None = None, batch_size: int = BATCH
    ) -> None:
        self.sources, self._notes, self._batch_size = list(sources), notes, batch_size
        self._keys = PatientKeys.load(patient_key)
        self.reading = Reading(self._keys)
        """What the latest pass refused and noticed."""
        self.noted: Notes | None = None
        """Its notes."""
        self._once = Duplicates()
        self._given = self._read = 0

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return self()

    def expected(self) -> int | None:
        """How many claims the latest pass gives in all, by the share of bytes read so far; None before the first."""
        return round(self._given * self.reading.size / self._read) if self._read else None

    def past_lines(self) -> Iterator[pa.Table]:
        """The lines of these claims, for the rules that look across a patient's claims, batch by batch."""
        return (past_lines(pa.Table.from_batches([batch])) for batch in self)

    def __call__(self) -> Iterator[pa.RecordBatch]:
        self.reading = Reading(self._keys, advance=self._advance)
        self._given = self._read = 0
        self.noted = None
        if self._notes is not None:
            self.noted = read_notes(self._notes, self.reading.quarantine, self.reading.notices)
        self._once = Duplicates(without=("notes",))
        read = read_claims(self.sources, self.reading, self.noted, batch_size=self._batch_size)
        batches = map(self._once.keep_first, read)
        for batch in batches:
            self._given += len(batch)
            if len(batch):
                yield batch

    def _advance(self, size: int) -> None:
        self._read += size

    def tell(self, listed: Path | None = None) -> None:
        """Say what the latest pass refused, where it is listed, and how its notes joined, as ingest does at length."""
        _tell(self.reading, listed)
        if self._once.dropped:
            console.print(f"{self._once.dropped:,} identical claims read again, kept once")
        if self.noted:
            counts = self.noted.counts
            console.print(
                f"{counts.read:,} notes: {counts.joined:,} belong to a claim, {counts.without_claim:,} do not; "
                f"{counts.after_submission:,} were written after their claim was sent and left out; "
                f"{counts.claims_without_note:,} claims have no note", soft_wrap=True
            )  # fmt: skip


_NOT_REFUSED: Final = {
    "truncated": "files cut short, of which what came before was read",
    "interchange": "faults of the X12 envelope, for which nothing was refused",
}


def _tell(reading: Reading, listed: Path | None = None) -> None:
    """What was refused, by kind, with the first of each; and what the readers noticed."""
    lists = listed or "'denialrisk ingest'"
    counts = reading.quarantine.counts()
    for kind, number in counts.items():
        first = next((fault for fault in reading.quarantine.faults if fault.kind == kind), None)
        if first:
            console.print(
                f"{_NOT_REFUSED.get(kind, f'refused, {kind}')}: {number:,}; first {first.source}, {first.location}: "
                f"{first.found}; "
                f"{lists} lists them all", markup=False, highlight=False, soft_wrap=True
            )  # fmt: skip
    for notice in dict.fromkeys(reading.notices):
        console.print(f"note: {notice}", markup=False, highlight=False, soft_wrap=True)


def digests(sources: Sequence[Path]) -> dict[str, str]:
    """sha256 of every file of the sources, by its path as given."""
    among = [file for each in sources for file in (sorted(each.rglob("*")) if each.is_dir() else [each])]
    files = [file for file in among if file.is_file()]
    with ThreadPoolExecutor() as threads:  # hashing lets other threads go on
        return dict(zip(map(str, files), threads.map(digest, files), strict=True))


def remit_table(sources: Sequence[Path]) -> pa.Table:
    """REMITS of some sources; an ingest folder among them gives its remits.parquet."""
    reading = Reading(PatientKeys.load(None))
    batches = list(read_remits(list(sources), reading))
    _tell(reading)
    if not batches:
        raise InputError(
            "no remits in the sources given",
            expected="835 files, remits.parquet, a flat remits CSV, or an ingest folder that read some",
            do="Name them with --remits.",
        )
    return pa.Table.from_batches(batches, schema=REMITS.arrow)


def given(
    claims: Claims,
    evidence: Path | None,
    remits: Sequence[Path],
    priors: Path | None = None,
    processes: int = 2,
) -> Given:
    """What a model is trained on or judged by; remits stand among the claims' sources unless named."""
    from denialrisk.features.notes.given import read_given
    from denialrisk.features.priors import NONE, load
    from denialrisk.training.dataset import Beside
    from denialrisk.training.train import Given

    beside = Beside(load(priors) if priors else NONE, read_given(evidence) if evidence else None, processes)
    return Given(claims, remit_table(remits or claims.sources), beside=beside)
