"""The note reader: from note text to evidence.

``read`` reads the notes of a batch of claims; its result goes straight into ``flatten(batch, evidence)``.
``read_texts`` reads bare texts. ``given.read_given`` takes evidence from elsewhere. See docs/notes.md.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from denialrisk.features.notes.combine import combine
from denialrisk.features.notes.copied import copied_forward
from denialrisk.features.notes.findings import Finding, Findings, Sheet, topic
from denialrisk.features.notes.reader import COMPILED, found, read_note, understand
from denialrisk.features.notes.summary import summarize
from denialrisk.features.notes.table import Told, evidence_table

__all__ = ["COMPILED", "joined", "read", "read_coded", "read_each", "read_kept", "read_note", "read_texts", "summarize"]

_COPIED: Final = topic("copied_forward")


def read(batch: pa.RecordBatch, given: pa.Table | None = None) -> pa.Table:
    """EVIDENCE of the notes of a batch of CLAIMS, several notes of a claim combined into one verdict each.

    ``given`` is evidence from elsewhere (given.py): the rows of the batch's claims are added as they are.

    Found elements only; at most one row per claim, element, value and side; places are characters of the note's text.
    The same claim gives the same rows in any batch.
    """
    return joined(_verdicts(batch).table(), given, batch)


def read_coded(batch: pa.RecordBatch, given: pa.Table | None = None) -> pa.Table:
    """The same for Frames: where no evidence is given, texts that are one of a few are dictionaries, read at once."""
    return _verdicts(batch).coded() if given is None else read(batch, given)


def joined(found: pa.Table, given: pa.Table | None, batch: pa.RecordBatch) -> pa.Table:
    """EVIDENCE found in a batch's notes, and that of its claims which is given."""
    if given is None:
        return found
    of_batch = pc.is_in(given.column("claim_id"), value_set=batch.column("claim_id"))
    return pa.concat_tables([found, given.filter(of_batch)])


def read_kept(batch: pa.RecordBatch) -> pa.Table:
    """The same to be given in place of the notes later: where the notes of a claim say nothing, a row says so."""
    found = read(batch)
    notes, parents = batch.column("notes").flatten(), pc.list_parent_indices(batch.column("notes"))
    noted = pa.table({"claim_id": batch.column("claim_id").take(parents), "note_id": notes.field("note_id")})
    silent = noted.filter(pc.invert(pc.is_in(noted["claim_id"], value_set=found["claim_id"]))).to_pylist()
    absent = evidence_table([(note["claim_id"], note["note_id"], []) for note in silent], absent=True)
    return pa.concat_tables([found, absent])


def read_each(batch: pa.RecordBatch) -> pa.Table:
    """EVIDENCE of every note of a batch of CLAIMS by itself: at most one row per note, element, value and side."""
    return _told(batch).table()


def read_texts(texts: Iterable[str]) -> list[list[Finding]]:
    """Findings of each text, in order."""
    with _uncollected():
        return [read_note(text) for text in texts]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: reading makes no cycles, and it would walk over all that is remembered."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _verdicts(batch: pa.RecordBatch) -> Told:
    """What the notes of each claim say, combined."""
    return combine(_told(batch), batch.column("notes").flatten())


def _told(batch: pa.RecordBatch) -> Told:
    """What every note of a batch says."""
    column = batch.column("notes")
    notes, parents = column.flatten(), pc.list_parent_indices(column)
    sheet = Sheet()
    with _uncollected():
        counts = [sheet.add(each) for each in _found(parents.to_pylist(), notes.field("text").to_pylist())]
    note = np.repeat(np.arange(len(counts)), counts)
    return Told(batch.column("claim_id").take(parents), notes.field("note_id"), note, sheet.rows())


def _found(claims: Iterable[int], texts: Iterable[str]) -> Iterator[Findings]:
    """What each note says, one after the other; what it copies of the claim's note before it, too."""
    before: tuple[int, str] = (-1, "")
    for claim, text in zip(claims, texts, strict=True):
        note = understand(text)
        findings = found(note)
        if claim == before[0] and _COPIED not in findings.said and (copied := copied_forward(before[1], note)):
            findings.add(copied.element, (copied.start, copied.end))
        before = claim, text
        yield findings
