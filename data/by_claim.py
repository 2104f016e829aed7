"""Rows of one table found by the claim they belong to: how diagnoses, lines and notes reach their claim."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Rows = npt.NDArray[np.int64]


class ByClaim:
    """An index of ``claim_ids``, one per row; it holds 16 bytes a row and the ids themselves.

    >>> rows, owner = ByClaim(pa.array(["b", "a", "b"])).rows(pa.array(["a", "b", "c"]))
    >>> rows.tolist(), owner.tolist()
    ([1, 0, 2], [0, 1, 1])
    """

    def __init__(self, claim_ids: pa.Array, hashes: npt.NDArray[np.uint64] | None = None) -> None:
        self._ids = claim_ids
        keys = hash_ids(claim_ids) if hashes is None else hashes
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]
        self.used: npt.NDArray[np.bool_] = np.zeros(len(claim_ids), dtype=bool)
        """Which rows have been found so far, shape (rows,)."""

    def rows(self, claim_ids: pa.Array) -> tuple[Rows, Rows]:
        """Rows that belong to the claims, and for each the position of its claim in ``claim_ids``.

        They come claim by claim, and within a claim in their own order.
        """
        keys = hash_ids(claim_ids)
        first = np.searchsorted(self._keys, keys, side="left")
        lengths = np.searchsorted(self._keys, keys, side="right") - first
        places, owner = runs(first, lengths)
        rows = self._order[places]
        # Two ids may share a hash: the ids themselves decide.
        same = pc.equal(_text(self._ids.take(pa.array(rows))), _text(claim_ids.take(pa.array(owner))))
        exact = same.to_numpy(zero_copy_only=False).astype(bool)
        self.used[rows[exact]] = True
        return rows[exact], owner[exact]


def runs(first: Rows, lengths: Rows) -> tuple[Rows, Rows]:
    """The places of some runs, one run after the other, and of each place the number of its run.

    >>> places, owner = runs(np.array([5, 0]), np.array([1, 3]))
    >>> places.tolist(), owner.tolist()
    ([5, 0, 1, 2], [0, 1, 1, 1])
    """
    owner = np.repeat(np.arange(len(lengths)), lengths)
    return np.arange(len(owner)) - (np.cumsum(lengths) - lengths - first)[owner], owner


def hash_ids(claim_ids: pa.Array) -> npt.NDArray[np.uint64]:
    """A 64-bit hash of each id, the same in every process."""
    values: npt.NDArray[Any] = claim_ids.to_numpy(zero_copy_only=False)
    return pd.util.hash_array(values.astype(object), categorize=False)


def nested(records: pa.StructArray, owner: Rows, claims: int, column: pa.DataType) -> pa.ListArray:
    """The records as one list per claim; ``owner`` is ascending and names the claim of each record."""
    offsets = np.searchsorted(owner, np.arange(claims + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), records.cast(column.value_type), type=column)


def _text(array: pa.Array) -> pa.Array:
    return array.cast(pa.large_string())
