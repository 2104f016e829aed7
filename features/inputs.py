"""Files and folders as claims and remits: what training, scoring and monitoring begin from, in Python too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from denialrisk.data.atomic import digest
from denialrisk.data.duplicates import Duplicates
from denialrisk.data.errors import InputError
from denialrisk.data.notes import Notes, read_notes
from denialrisk.data.patients import PatientKeys
from denialrisk.data.reasons import unknown_codes, unknown_told
from denialrisk.data.schema import REMITS
from denialrisk.data.sources import BATCH, Reading, read_claims, read_remits
from denialrisk.features.past import past_lines

_NO_PATIENTS: Final = PatientKeys(bytes(32))  # remits name none: the user's secret is not asked for


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
        self.without_note = 0
        """Its claims that have no note, copies aside."""
        self._once = Duplicates()
        self._given = self._read = 0

    @property
    def copies(self) -> int:
        """Identical claims that the latest pass read again, and kept once."""
        return self._once.dropped

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
        self._given = self._read = self.without_note = 0
        self.noted = None
        if self._notes is not None:
            self.noted = read_notes(self._notes, self.reading.quarantine, self.reading.notices)
        self._once = Duplicates(without=("notes",))
        read = read_claims(self.sources, self.reading, self.noted, batch_size=self._batch_size)
        batches = map(self._once.keep_first, read)
        for batch in batches:
            self._given += len(batch)
            self.without_note += pc.sum(pc.equal(pc.list_value_length(batch.column("notes")), 0)).as_py() or 0
            if len(batch):
                yield batch

    def _advance(self, size: int) -> None:
        self._read += size


class Remits:
    """Payers' answers of some sources; an ingest folder among them gives its remits.parquet."""

    def __init__(self, sources: Sequence[Path]) -> None:
        self.sources = list(sources)
        self.reading = Reading(_NO_PATIENTS)
        """What the latest reading refused and noticed."""

    def table(self) -> pa.Table:
        """REMITS. Raises InputError where there is none."""
        self.reading = Reading(_NO_PATIENTS)
        batches = list(read_remits(self.sources, self.reading))
        if not batches:
            raise InputError(
                "no remits in the sources given",
                expected="835 files, remits.parquet, a flat remits CSV, or an ingest folder that read some",
                do="Name the files or folders that hold them.",
            )
        remits = pa.Table.from_batches(batches, schema=REMITS.arrow)
        self.reading.notices += unknown_told(unknown_codes(remits))
        return remits


def digests(sources: Sequence[Path]) -> dict[str, str]:
    """sha256 of every file of the sources, by its path as given."""
    among = [file for each in sources for file in (sorted(each.rglob("*")) if each.is_dir() else [each])]
    files = [file for file in among if file.is_file()]
    with ThreadPoolExecutor() as threads:  # hashing lets other threads go on
        return dict(zip(map(str, files), threads.map(digest, files), strict=True))
