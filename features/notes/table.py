"""Findings as rows of EVIDENCE."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import pyarrow as pa

from denialrisk.data.schema import ELEMENTS, EVIDENCE
from denialrisk.features.notes.findings import Finding

Read = tuple[str, str | None, Sequence[Finding]]
"""Claim, note, and what the note says."""

_ABSENT: Final = {element: (element, "absent", None, None, None, None, None) for element in ELEMENTS}
"""The row of an element that a note does not speak of: a finding without a place."""


def evidence_table(notes: Iterable[Read], *, absent: bool = False) -> pa.Table:
    """One row per note, element, value and side found; with ``absent``, one more for every element not found."""
    claims: list[str] = []
    ids: list[str | None] = []
    rows: list[tuple[object, ...]] = []
    for claim_id, note_id, findings in notes:
        before = len(rows)
        rows.extend(findings)
        if absent:
            found = {finding.element for finding in findings}
            rows.extend(row for element, row in _ABSENT.items() if element not in found)
        count = len(rows) - before
        claims.extend([claim_id] * count)
        ids.extend([note_id] * count)
    if not rows:
        return EVIDENCE.arrow.empty_table()
    columns = (claims, ids, *zip(*rows, strict=True))
    arrays = [pa.array(column, type=field.type) for column, field in zip(columns, EVIDENCE.arrow, strict=True)]
    return pa.Table.from_arrays(arrays, schema=EVIDENCE.arrow)
