"""What notes say in numbers, and as rows of EVIDENCE."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from denialrisk.data.schema import ELEMENTS, EVIDENCE
from denialrisk.features.notes.findings import STATES, Finding, topic, topics

Read = tuple[str, str | None, Sequence[Finding]]
"""Claim, note, and what the note says."""

_Row = tuple[int, int, float | None, float | None, float | None]
"""A row of findings.Sheet."""

_ABSENT: Final[dict[str, _Row]] = {
    element: (topic(element).place, STATES["absent"], None, None, None) for element in ELEMENTS
}
"""The row of an element that a note does not speak of: a finding without a place."""


@dataclass(frozen=True)
class Told:
    """What some notes say: ``rows`` of findings.Sheet, the place of the ``note`` that each is of, and those."""

    claim_ids: pa.Array
    note_ids: pa.Array
    note: npt.NDArray[np.int64]
    rows: npt.NDArray[np.float64]

    @property
    def topic(self) -> npt.NDArray[np.int64]:
        """Place of each row's topic in ``topics``."""
        return self.rows[:, 0].astype(np.int64)

    @property
    def state(self) -> npt.NDArray[np.int64]:
        """State of each row, in numbers (STATES)."""
        return self.rows[:, 1].astype(np.int64)

    def changed(self, state: npt.NDArray[np.int64], kept: npt.NDArray[np.bool_]) -> Told:
        """The rows that are kept, with other states."""
        rows = self.rows[kept]
        rows[:, 1] = state[kept]
        return replace(self, note=self.note[kept], rows=rows)

    def table(self) -> pa.Table:
        """The rows as EVIDENCE."""
        return self.coded().cast(EVIDENCE.arrow) if len(self.note) else EVIDENCE.arrow.empty_table()

    def coded(self) -> pa.Table:
        """The rows as EVIDENCE, texts that are one of a few as dictionaries: as Frames take it soonest."""
        note, of = pa.array(self.note), pa.array(self.topic)
        element, value, side = (
            pa.array([getattr(each, name) for each in topics], type=pa.string()).dictionary_encode().take(of)
            for name in ("element", "value", "side")
        )
        state = pa.array(STATES).dictionary_encode().take(pa.array(self.state))
        number, start, end = (pa.array(self.rows[:, place], from_pandas=True) for place in (2, 3, 4))
        places = (start.cast(pa.int32()), end.cast(pa.int32()))
        said = (element, state, value, side, number, *places)
        return pa.table([self.claim_ids.take(note), self.note_ids.take(note), *said], names=EVIDENCE.arrow.names)


def evidence_table(notes: Iterable[Read], *, absent: bool = False) -> pa.Table:
    """One row per note, element, value and side found; with ``absent``, one more for every element not found."""
    claims: list[str] = []
    ids: list[str | None] = []
    counts: list[int] = []
    rows: list[_Row] = []
    for claim_id, note_id, findings in notes:
        before = len(rows)
        rows.extend(map(_row, findings))
        if absent:
            found = {finding.element for finding in findings}
            rows.extend(row for element, row in _ABSENT.items() if element not in found)
        claims.append(claim_id)
        ids.append(note_id)
        counts.append(len(rows) - before)
    return Told(
        pa.array(claims, type=pa.string()),
        pa.array(ids, type=pa.string()),
        np.repeat(np.arange(len(counts)), counts),
        np.array(rows, dtype=np.float64).reshape(-1, 5),
    ).table()


def _row(finding: Finding) -> _Row:
    element, state, value, side, number, start, end = finding
    return topic(element, value, side).place, STATES[state], number, start, end
