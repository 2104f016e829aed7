"""The note reader: from note text to evidence.

``read`` reads the notes of a batch of claims; its result goes straight into ``Frames.of(batch, evidence)``.
``read_texts`` reads bare texts. ``given.read_given`` takes evidence from elsewhere. See docs/notes.md.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pyarrow as pa
import pyarrow.compute as pc

from denialrisk.features.notes.combine import combine
from denialrisk.features.notes.copied import copied_forward
from denialrisk.features.notes.findings import Finding
from denialrisk.features.notes.reader import COMPILED, documented, read_note, understand
from denialrisk.features.notes.summary import summarize
from denialrisk.features.notes.table import Read, evidence_table

__all__ = ["COMPILED", "combine", "joined", "read", "read_each", "read_note", "read_texts", "summarize"]


def read(batch: pa.RecordBatch, given: pa.Table | None = None) -> pa.Table:
    """EVIDENCE of the notes of a batch of CLAIMS, several notes of a claim combined into one verdict each.

    ``given`` is evidence from elsewhere (given.py): the rows of the batch's claims are added as they are.

    Found elements only; at most one row per claim, element, value and side; places are characters of the note's text.
    The same claim gives the same rows in any batch.
    """
    return joined(combine(read_each(batch), batch), given, batch)


def joined(found: pa.Table, given: pa.Table | None, batch: pa.RecordBatch) -> pa.Table:
    """EVIDENCE found in a batch's notes, and that of its claims which is given."""
    if given is None:
        return found
    of_batch = pc.is_in(given.column("claim_id"), value_set=batch.column("claim_id"))
    return pa.concat_tables([found, given.filter(of_batch)])


def read_each(batch: pa.RecordBatch) -> pa.Table:
    """EVIDENCE of every note of a batch of CLAIMS by itself: at most one row per note, element, value and side."""
    with _uncollected():
        return evidence_table(_notes(batch))


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


def _notes(batch: pa.RecordBatch) -> Iterator[Read]:
    column = batch.column("notes")
    notes = column.flatten()
    parents = pc.list_parent_indices(column).to_pylist()
    claim_ids = batch.column("claim_id").to_pylist()
    earlier: tuple[int, str] = (-1, "")
    for parent, note_id, text in zip(
        parents, notes.field("note_id").to_pylist(), notes.field("text").to_pylist(), strict=True
    ):
        note = understand(text)
        findings = documented(note)
        if parent == earlier[0] and not any(finding.element == "copied_forward" for finding in findings):
            copied = copied_forward(earlier[1], note)
            findings.extend([copied] if copied else [])
        earlier = parent, text
        yield claim_ids[parent], note_id, findings
