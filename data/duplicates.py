"""Identical records that were read twice, as when a file is in two folders: counted, and kept once."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Hashes = npt.NDArray[np.uint64]

_MIX = np.uint64(0x9E3779B97F4A7C15)


class Duplicates:
    """Drops records that equal an earlier one in every column but ``without``; some 60 bytes a record are held."""

    def __init__(self, without: tuple[str, ...] = ()) -> None:
        self._without = without
        self._seen: set[int] = set()
        self.dropped = 0

    def keep_first(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch without records that were in it, or in an earlier batch, before."""
        names = [name for name in batch.schema.names if name not in self._without]
        keep = np.ones(len(batch), dtype=bool)
        for row, fingerprint in enumerate(fingerprints(batch.select(names)).tolist()):
            keep[row] = fingerprint not in self._seen
            self._seen.add(fingerprint)
        self.dropped += int((~keep).sum())
        return batch if keep.all() else batch.filter(pa.array(keep))


def fingerprints(batch: pa.RecordBatch) -> Hashes:
    """A 64-bit hash of each record and all that is nested in it, shape (rows,).

    Among a million records two different ones share a hash with a chance of 3 in 100 million.
    """
    return _records(dict(zip(batch.schema.names, batch.columns, strict=True)), len(batch))


def _records(columns: dict[str, pa.Array], rows: int) -> Hashes:
    total = np.zeros(rows, dtype=np.uint64)
    for array in columns.values():
        total = _scatter(total * _MIX + _values(array))
    return total


def _values(array: pa.Array) -> Hashes:
    if pa.types.is_list(array.type):
        return _lists(array)
    if pa.types.is_struct(array.type):
        return _records({field.name: array.field(field.name) for field in array.type}, len(array))
    distinct = array.dictionary_encode()
    words: npt.NDArray[Any] = distinct.dictionary.cast(pa.string()).to_numpy(zero_copy_only=False).astype(object)
    hashes = np.append(pd.util.hash_array(words, categorize=False), np.uint64(0)).astype(np.uint64)
    places: npt.NDArray[np.int64] = pc.fill_null(distinct.indices, len(words)).to_numpy(zero_copy_only=False)
    return hashes[places]


def _lists(array: pa.ListArray) -> Hashes:
    """The hash of a list: the sum over its items, each mixed with its place, and the length."""
    lengths: npt.NDArray[np.int32] = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False)
    ends = np.cumsum(lengths, dtype=np.int64)
    items = _values(array.flatten())
    place = (np.arange(len(items)) - np.repeat(ends - lengths, lengths)).astype(np.uint64)
    sums: Hashes = np.append(np.uint64(0), np.cumsum(_scatter(items + place * _MIX), dtype=np.uint64))
    total: Hashes = sums[ends] - sums[ends - lengths] + lengths.astype(np.uint64)
    return total


def _scatter(hashes: Hashes) -> Hashes:
    """The finaliser of SplitMix64: every bit of the result depends on every bit given."""
    first: Hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    second: Hashes = (first ^ (first >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    last: Hashes = second ^ (second >> np.uint64(31))
    return last
