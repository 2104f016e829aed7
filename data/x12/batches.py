"""Arrow batches from rows in schema order. Columns are made whole, which is several times as fast as from dicts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain

import pyarrow as pa

from denialrisk.data.schema import Column, Nested, Table

Row = Sequence[object]
"""One value for each column of a table, in its order; a nested column's value is a sequence of such rows."""


def record_batch(table: Table, rows: Sequence[Row]) -> pa.RecordBatch:
    """The rows as one batch of ``table.arrow``."""
    return pa.RecordBatch.from_arrays(_arrays(table.columns, rows), schema=table.arrow)


def _arrays(columns: tuple[Column | Nested, ...], rows: Sequence[Row]) -> list[pa.Array]:
    values = zip(*rows, strict=True) if rows else [()] * len(columns)
    return [_array(column, of_column) for column, of_column in zip(columns, values, strict=True)]


def _array(column: Column | Nested, values: Sequence[object]) -> pa.Array:
    if isinstance(column, Column):
        return pa.array(values, column.type)
    lists: Sequence[Sequence[Row]] = values  # type: ignore[assignment] # a nested column holds rows, see Row
    offsets = pa.array(list(accumulate(map(len, lists), initial=0)), pa.int32())
    struct = column.type.value_type
    items = pa.StructArray.from_arrays(_arrays(column.columns, list(chain.from_iterable(lists))), fields=list(struct))
    return pa.ListArray.from_arrays(offsets, items, type=column.type)
