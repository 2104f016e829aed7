"""Findings as rows of EVIDENCE."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from denialrisk.data.schema import ELEMENTS, EVIDENCE
from denialrisk.features.notes.findings import Finding

Read = tuple[str, str | None, Sequence[Finding]]
"""Claim, note, and what the note says."""


def evidence_table(notes: Iterable[Read], *, absent: bool = False) -> pa.Table:
    """One row per note, element, value and side found; with ``absent``, one more for every element not found."""
    columns: list[list[object]] = [[] for _ in EVIDENCE.columns]
    claims, ids, elements, states, values, sides, numbers, starts, ends = columns
    for claim_id, note_id, findings in notes:
        rows = [*findings, *_absent(findings)] if absent else findings
        claims.extend([claim_id] * len(rows))
        ids.extend([note_id] * len(rows))
        for element, state, value, side, number, start, end in rows:
            elements.append(element)
            states.append(state)
            values.append(value)
            sides.append(side)
            numbers.append(number)
            starts.append(start if start >= 0 else None)
            ends.append(end if start >= 0 else None)
    arrays = [pa.array(column, type=field.type) for column, field in zip(columns, EVIDENCE.arrow, strict=True)]
    return pa.Table.from_arrays(arrays, schema=EVIDENCE.arrow)


def _absent(findings: Sequence[Finding]) -> list[Finding]:
    found = {row.element for row in findings}
    return [Finding(element, "absent", None, None, None, -1, -1) for element in ELEMENTS if element not in found]
