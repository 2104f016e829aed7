"""What --claims, --notes and --remits name, as batches and tables; shared by train, score and monitor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from denialrisk.data.atomic import digest
from denialrisk.data.errors import InputError
from denialrisk.data.notes import read_notes
from denialrisk.data.patients import PatientKeys
from denialrisk.data.schema import REMITS
from denialrisk.data.sources import Reading, read_claims, read_remits
from denialrisk.features.past import past_lines

if TYPE_CHECKING:
    from denialrisk.training.train import Given


class Claims:
    """Claims of some sources, with their notes, as CLAIMS batches; each pass reads the sources from the start."""

    def __init__(self, sources: Sequence[Path], notes: Path | None, patient_key: Path | None = None) -> None:
        self._sources, self._notes = list(sources), notes
        self._keys = PatientKeys.load(patient_key)
        self.reading = Reading(self._keys)
        """What the latest pass refused and noticed."""

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return self()

    @property
    def refused(self) -> int:
        """Claims that the latest pass refused."""
        return self.reading.quarantine.counts().get("claim", 0)

    def past_lines(self) -> pa.Table:
        """The lines of these claims, for the rules that look across a patient's claims."""
        return pa.concat_tables([past_lines(pa.Table.from_batches([batch])) for batch in self])

    def __call__(self) -> Iterator[pa.RecordBatch]:
        self.reading = Reading(self._keys)
        notes = None
        if self._notes is not None:
            notes = read_notes(self._notes, self.reading.quarantine, self.reading.notices)
        yield from read_claims(self._sources, self.reading, notes)


def digests(sources: Sequence[Path]) -> dict[str, str]:
    """sha256 of every file of the sources, by its path as given."""
    files = [file for each in sources for file in (sorted(each.rglob("*")) if each.is_dir() else [each])]
    return {str(file): digest(file) for file in files if file.is_file()}


def remit_table(sources: Sequence[Path]) -> pa.Table:
    """REMITS of some sources; an ingest folder among them gives its remits.parquet."""
    batches = list(read_remits(list(sources), Reading(PatientKeys.load(None))))
    if not batches:
        raise InputError(
            "no remits in the sources given",
            expected="835 files, remits.parquet, a flat remits CSV, or an ingest folder that read some",
            do="Name them with --remits.",
        )
    return pa.Table.from_batches(batches, schema=REMITS.arrow)


def given(
    claims: Sequence[Path],
    notes: Path | None,
    evidence: Path | None,
    remits: Sequence[Path],
    priors: Path | None = None,
) -> Given:
    """What a model is trained on or judged by; remits stand among the claims' sources unless named."""
    from denialrisk.features.notes.given import read_given
    from denialrisk.features.priors import NONE, load
    from denialrisk.training.dataset import Beside
    from denialrisk.training.train import Given

    beside = Beside(load(priors) if priors else NONE, read_given(evidence) if evidence else None)
    return Given(Claims(claims, notes), remit_table(remits or claims), beside=beside)
