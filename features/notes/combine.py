"""Several notes of one claim, one verdict: whose statement counts when notes differ.

1. Causes and pareses are diagnoses: what a provider (physician, nurse practitioner, physician assistant) states
   outranks what a therapist or nurse states, whenever it was written.
2. Otherwise the later note wins. Notes without a date count as older than dated ones; within a day, or where no note
   has a date, the higher role wins, then the one that stands later in the claim.
3. Two notes of the same day and the same role that affirm and deny the same thing contradict each other: the state is
   ``contradicted``, and the words are those of the later one.
4. What a later note does not mention stays as the earlier note said it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from denialrisk.features.notes.findings import STATES, topics
from denialrisk.features.notes.table import Told

_PROVIDERS: Final = (
    r"physician|\bmd\b|\bdo\b|doctor|surgeon|neurolog|hospitalist|attending|resident|practitioner|\bnp\b|\bpa\b|pa-c"
)
_THERAPISTS: Final = r"therap|\bpt\b|\bot\b|\bslp\b|speech"
_DIAGNOSES: Final = ("cause", "paresis", "cause_unknown")
_UNDATED: Final = -1

Numbers = npt.NDArray[np.int64]


class _Written(NamedTuple):
    """By whom and when each note was written, and what it weighs: of a claim's notes, the heaviest counts."""

    rank: Numbers
    day: Numbers
    weight: Numbers
    weight_in_diagnoses: Numbers


def combine(told: Told, notes: pa.StructArray) -> Told:
    """One row per claim and topic, by the rules above; ``notes`` are those of CLAIMS that ``told`` tells of, in order.

    No statistic of them is used.
    """
    key = _numbered(told.claim_ids)[told.note] * len(topics) + told.topic
    rows = np.flatnonzero(pd.Series(key).duplicated(keep=False))
    if not len(rows):
        return told
    written = _written(told, notes)
    of = told.note[rows]
    weight = np.where(_is_diagnosis()[told.topic[rows]], written.weight_in_diagnoses[of], written.weight[of])
    rows = rows[np.lexsort((weight, key[rows]))]
    first = np.flatnonzero(np.diff(key[rows], prepend=-1))
    last = np.append(first[1:], len(rows)) - 1
    kept = np.ones(len(key), dtype=bool)
    kept[rows] = False
    kept[rows[last]] = True
    state = told.state
    state[rows[last[_contradicted(told, written, rows, first, last)]]] = STATES["contradicted"]
    return told.changed(state, kept)


def _contradicted(told: Told, written: _Written, rows: Numbers, first: Numbers, last: Numbers) -> npt.NDArray[np.bool_]:
    """Which groups of rows, each from ``first`` to ``last``, hold a note of the last one's day and role against it."""
    of, lasts = told.note[rows], np.repeat(told.note[rows[last]], last - first + 1)
    rival = (written.day[of] == written.day[lasts]) & (written.rank[of] == written.rank[lasts])
    rival &= written.day[of] >= 0
    affirmed, denied = (
        np.logical_or.reduceat(rival & (told.state[rows] == STATES[state]), first) for state in ("present", "negated")
    )
    return affirmed & denied


def _written(told: Told, notes: pa.StructArray) -> _Written:
    """Of notes of a claim that have the same number, each counts as the last."""
    role = notes.field("author_role").dictionary_encode()
    roles = pd.Series(["", *role.dictionary.to_pylist()], dtype="str").str.lower()
    ranks = np.where(roles.str.contains(_PROVIDERS), 2, np.where(roles.str.contains(_THERAPISTS), 1, 0))
    rank = ranks[role.indices.fill_null(-1).to_numpy() + 1]
    day = notes.field("written_on").cast(pa.int32()).fill_null(_UNDATED).to_numpy()
    number = _numbered(told.claim_ids) * len(notes) + _numbered(told.note_ids)
    counted = pd.Series(np.arange(len(notes))).groupby(number).transform("last").to_numpy()
    weight, weight_in_diagnoses = (np.argsort(np.lexsort(keys)) for keys in ((rank, day), (day, rank)))
    return _Written(*(each[counted] for each in (rank, day, weight, weight_in_diagnoses)))


def _numbered(texts: pa.Array) -> Numbers:
    """Each text as a number, equal ones as the same."""
    numbers: Numbers = texts.dictionary_encode(null_encoding="encode").indices.to_numpy().astype(np.int64)
    return numbers


def _is_diagnosis() -> npt.NDArray[np.bool_]:
    """Of each topic."""
    return np.array([each.element in _DIAGNOSES for each in topics])
