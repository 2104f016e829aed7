"""Rows of a table that may be larger than memory, found by a key: a file sorted by it, which all processes map."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from denialrisk.data.atomic import atomic_file
from denialrisk.data.by_claim import hash_ids, runs
from denialrisk.data.mapped import let_go

_BITS: Final = 6
"""The file has a batch for each value of the first bits of the key's hash; one at a time is sorted in memory."""
_HASH: Final = "hash"

Hashes = npt.NDArray[np.uint64]


def write(tables: Iterable[pa.Table], schema: pa.Schema, key: str, file: Path) -> None:
    """Write the rows of some tables; those of one key stay in their order. Rows without a key are left out."""
    schema = schema.append(pa.field(_HASH, pa.uint64()))
    with TemporaryDirectory(dir=file.parent) as folder:
        buckets = [Path(folder) / str(bucket) for bucket in range(1 << _BITS)]
        with ExitStack() as stack:
            sinks = [stack.enter_context(pa.ipc.new_stream(str(each), schema)) for each in buckets]
            for table in tables:
                keyed = table.filter(table.column(key).is_valid())
                hashes = hash_ids(keyed.column(key).combine_chunks())
                for bucket, rows in _by_bucket(keyed.append_column(_HASH, pa.array(hashes)), hashes):
                    sinks[bucket].write_table(rows)
        with atomic_file(file) as draft, pa.OSFile(str(draft), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
            for each in buckets:
                writer.write_batch(_sorted(each))


def _by_bucket(table: pa.Table, hashes: Hashes) -> Iterator[tuple[int, pa.Table]]:
    bucket = _bucket(hashes)
    table = table.take(pa.array(np.argsort(bucket, kind="stable")))
    ends = np.cumsum(np.bincount(bucket, minlength=1 << _BITS)).tolist()
    for number, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
        if end > start:
            yield number, table.slice(start, end - start)


def _sorted(bucket: Path) -> pa.RecordBatch:
    with pa.ipc.open_stream(str(bucket)) as stream:
        table = stream.read_all().combine_chunks()
    rows = table.take(pa.array(np.argsort(table.column(_HASH).to_numpy(), kind="stable"))).combine_chunks()
    return rows.to_batches()[0] if len(rows) else pa.RecordBatch.from_pylist([], rows.schema)


def _bucket(hashes: Hashes) -> npt.NDArray[np.int64]:
    return (hashes >> np.uint64(64 - _BITS)).astype(np.int64)


class KeyedFile:
    """What write() wrote."""

    def __init__(self, file: Path, key: str) -> None:
        with file.open("rb") as stream:
            self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        reader = pa.ipc.open_file(pa.py_buffer(self._map))
        self._key, self._schema = key, reader.schema.remove(reader.schema.get_field_index(_HASH))
        self._batches = [reader.get_batch(number) for number in range(reader.num_record_batches)]

    def rows(self, keys: pa.Array) -> pa.Table:
        """Rows with one of the keys, and perhaps a few that share a hash with one; those of one key in their order."""
        hashes = np.unique(hash_ids(keys.drop_null()))  # in order, and so are their buckets
        ends = np.searchsorted(_bucket(hashes), np.arange(1, 1 << _BITS))
        found = []
        for batch, wanted in zip(self._batches, np.split(hashes, ends), strict=True):
            own = batch.column(_HASH).to_numpy()
            first = np.searchsorted(own, wanted, side="left")
            places, _ = runs(first, np.searchsorted(own, wanted, side="right") - first)
            found.append(batch.take(pa.array(places)).drop_columns([_HASH]))
            let_go([self._map])  # the rows taken are copies
        return pa.Table.from_batches(found, self._schema)
