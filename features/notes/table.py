"""Findings as rows of EVIDENCE."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
import pyarrow as pa

from denialrisk.data.schema import ELEMENTS, EVIDENCE
from denialrisk.features.notes.findings import Finding

Read = tuple[str, str | None, Sequence[Finding]]
"""Claim, note, and what the note says."""

_WIDTH: Final = len(Finding._fields)
_ABSENT: Final = {element: (element, "absent", None, None, None, None, None) for element in ELEMENTS}
"""The row of an element that a note does not speak of: a finding without a place."""


def evidence_table(notes: Iterable[Read], *, absent: bool = False) -> pa.Table:
    """One row per note, element, value and side found; with ``absent``, one more for every element not found."""
    claims: list[str] = []
    ids: list[str | None] = []
    counts: list[int] = []
    values: list[Any] = []  # of all rows, one after another
    for claim_id, note_id, findings in notes:
        before = len(values)
        values.extend(chain.from_iterable(findings))
        if absent:
            found = {finding.element for finding in findings}
            values.extend(chain.from_iterable(row for element, row in _ABSENT.items() if element not in found))
        claims.append(claim_id)
        ids.append(note_id)
        counts.append((len(values) - before) // _WIDTH)
    if not values:
        return EVIDENCE.arrow.empty_table()
    note = pa.array(np.repeat(np.arange(len(counts)), counts))
    types = [field.type for field in EVIDENCE.arrow]
    return pa.Table.from_arrays(
        [
            pa.array(claims, type=types[0]).take(note),
            pa.array(ids, type=types[1]).take(note),
            *(pa.array(values[place::_WIDTH], type=each) for place, each in enumerate(types[2:])),
        ],
        schema=EVIDENCE.arrow,
    )
