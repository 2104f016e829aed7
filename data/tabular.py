"""Tables of the contract as Parquet: read in a stream with bad rows set aside, and written whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from denialrisk.data.atomic import atomic_file
from denialrisk.data.counted import counted
from denialrisk.data.errors import InputError
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.schema import CLAIMS, REMITS, Column, Nested, Table
from denialrisk.data.validate import bad_values, shape_violations

_OPTIONAL_LISTS = frozenset({"notes", "adjustments", "remarks", "modifiers", "pointers"})
"""Lists that a file may leave out: empty then."""
_CODES = frozenset({"diagnoses.code"})


def read_claims(path: Path, quarantine: Quarantine, notices: list[str], batch_size: int) -> Iterator[pa.RecordBatch]:
    """A claims table as batches of CLAIMS. See read_table()."""
    return read_table(path, CLAIMS, quarantine, notices, batch_size)


def read_remits(path: Path, quarantine: Quarantine, notices: list[str], batch_size: int) -> Iterator[pa.RecordBatch]:
    """A remits table as batches of REMITS. See read_table()."""
    return read_table(path, REMITS, quarantine, notices, batch_size)


def read_table(
    path: Path, spec: Table, quarantine: Quarantine, notices: list[str], batch_size: int
) -> Iterator[pa.RecordBatch]:
    """A Parquet file as batches of ``spec``, one row group in memory at a time.

    Types are cast where nothing is lost. A row with a value that may not be there goes to quarantine by its number,
    counted from 1. Columns that may be null may be missing; unknown ones are left out, and ``notices`` says so.
    Raises InputError when the file cannot be read, or naming all required columns that are missing or cannot be cast.
    """
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, spec) from error
    with file:
        _check_shape(path, file.schema_arrow, spec, notices)
        names = [name for name in file.schema_arrow.names if name in spec.arrow.names]
        first_row = 1
        batches = file.iter_batches(batch_size=batch_size, columns=names)
        while True:
            try:
                raw = next(batches, None)
            except (pa.ArrowException, OSError) as error:
                raise _unreadable(path, spec) from error
            if raw is None:
                return
            batch = _conform(path, raw, spec)
            yield _without_bad_rows(batch, spec, path.name, first_row, quarantine)
            first_row += len(batch)


def conform(raw: pa.RecordBatch, spec: Table, source: str) -> pa.RecordBatch:
    """A batch that came in memory, from pandas or Spark, as a batch of ``spec``; types are cast where nothing is lost.

    Columns that may be null may be missing, unknown ones are left out. There is no quarantine here: InputError names
    the columns that are missing or cannot be cast, and the rows whose values may not be there.
    """
    known = [name for name in raw.schema.names if name in spec.arrow.names]
    raw = raw.select(known)
    types = [_without_holes(field.type, spec.arrow.field(field.name).type) for field in raw.schema]
    columns = [column.cast(given) for column, given in zip(raw.columns, types, strict=True)]
    raw = pa.RecordBatch.from_arrays(columns, names=known)
    _check_shape(Path(source), raw.schema, spec, [])
    batch = _conform(Path(source), raw, spec)
    bad = {f"{each.column} in row {int(each.rows[0]) + 1}: {each.found}" for each in bad_values(batch, spec.columns)}
    if bad:
        raise InputError(
            f"{source}: {'; '.join(sorted(bad)[:5])}",
            expected=f"the values that {spec.name} may hold (docs/tables.md)",
            do="Mend or leave out those rows.",
        )
    return batch


def _without_holes(given: pa.DataType, wanted: pa.DataType) -> pa.DataType:
    """The type given, with what was wanted where nothing was given (columns and fields that hold nulls only)."""
    if pa.types.is_null(given):
        return wanted
    if pa.types.is_list(given) and pa.types.is_list(wanted):
        return pa.list_(_without_holes(given.value_type, wanted.value_type))
    if pa.types.is_struct(given) and pa.types.is_struct(wanted):
        known = {field.name: field.type for field in wanted}
        return pa.struct([pa.field(f.name, _without_holes(f.type, known.get(f.name, f.type))) for f in given])
    return given


def write_table(path: Path, batches: Iterable[pa.RecordBatch], spec: Table) -> int:
    """Write batches of ``spec`` as Parquet, one row group each, atomically; returns the number of rows."""
    rows = 0
    with atomic_file(path) as draft, pq.ParquetWriter(draft, spec.arrow, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += len(batch)
    return rows


def _unreadable(path: Path, spec: Table) -> InputError:
    return InputError(
        f"{path.name} cannot be read as Parquet",
        expected=f"a Parquet file with the columns of {spec.name} (docs/tables.md)",
        do="Check that the file is whole and not of another kind.",
    )


def _check_shape(path: Path, given: pa.Schema, spec: Table, notices: list[str]) -> None:
    missing: list[str] = []
    absent: list[str] = []
    extra: list[str] = []
    for violation in shape_violations(given, spec):
        if violation.kind == "missing":
            (missing if _required(spec.columns, violation.column) else absent).append(violation.column)
        elif violation.kind == "extra":
            extra.append(violation.column)
    if missing:
        raise InputError(
            f"{path.name} lacks {counted(len(missing), 'required column')}: {', '.join(missing)}",
            expected=f"the columns of {spec.name} that are never null (docs/tables.md)",
            do="Add the columns and write the file again.",
        )
    if absent:
        notices.append(f"{path.name}: no column {', '.join(absent)}; left empty")
    if extra:
        notices.append(f"{path.name}: columns not read: {', '.join(extra)}")


def _required(columns: tuple[Column | Nested, ...], path: str) -> bool:
    name, _, below = path.partition(".")
    column = next(column for column in columns if column.name == name)
    if below and isinstance(column, Nested):
        return _required(column.columns, below)
    return name not in _OPTIONAL_LISTS and not (isinstance(column, Column) and column.null)


def _conform(path: Path, raw: pa.RecordBatch, spec: Table) -> pa.RecordBatch:
    arrays = dict(zip(raw.schema.names, raw.columns, strict=True))
    failed: list[str] = []
    columns = _conform_columns(arrays, spec.columns, len(raw), "", failed)
    if failed:
        raise InputError(
            f"{path.name} has columns that cannot be read as their type: {', '.join(failed)}",
            expected=f"the types of {spec.name} in docs/tables.md",
            do="Cast the columns and write the file again.",
        )
    return pa.RecordBatch.from_arrays(columns, schema=spec.arrow)


def _conform_columns(
    arrays: dict[str, pa.Array], columns: tuple[Column | Nested, ...], rows: int, path: str, failed: list[str]
) -> list[pa.Array]:
    conformed = []
    for column in columns:
        array = arrays.get(column.name, pa.nulls(rows, column.type))
        try:
            if isinstance(column, Nested):
                array = _conform_list(array, column, f"{path}{column.name}.", failed)
            elif pa.types.is_list(column.type):
                array = _lists(array, array.flatten().cast(column.type.value_type), column.type)
            else:
                array = _tidy(_cast(array, column.type), path + column.name)
        except (pa.ArrowException, AttributeError):
            failed.append(path + column.name)
            array = pa.nulls(rows, column.type)
        conformed.append(array)
    return conformed


def _cast(array: pa.Array, wanted: pa.DataType) -> pa.Array:
    """Cast where nothing is lost; whole dollars are money too, which Arrow takes only by way of enough digits."""
    if pa.types.is_integer(array.type) and pa.types.is_decimal(wanted):
        array = array.cast(pa.decimal128(38, wanted.scale))
    return array.cast(wanted)


def _conform_list(array: pa.Array, column: Nested, path: str, failed: list[str]) -> pa.Array:
    records = array.flatten()
    if records.null_count:
        raise pa.ArrowInvalid("null in place of a record")
    inner = {field.name: records.field(field.name) for field in records.type}
    arrays = _conform_columns(inner, column.columns, len(records), path, failed)
    struct = pa.StructArray.from_arrays(arrays, fields=list(column.type.value_type))
    return _lists(array, struct, column.type)


def _lists(like: pa.Array, flat: pa.Array, given: pa.DataType) -> pa.Array:
    """Lists as long as those of ``like``, null ones empty, of the flattened items."""
    lengths = pc.fill_null(pc.list_value_length(like), 0).to_numpy(zero_copy_only=False)
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), flat, type=given)


def _tidy(array: pa.Array, path: str) -> pa.Array:
    """Diagnosis codes in the one spelling that patterns know; ages above 90 as 90."""
    if path in _CODES:
        return pc.replace_substring(pc.utf8_upper(array), ".", "")
    if path == "patient_age":
        return pc.if_else(pc.greater(array, 90), pa.scalar(90, array.type), array)
    return array


def _without_bad_rows(
    batch: pa.RecordBatch, spec: Table, source: str, first_row: int, quarantine: Quarantine
) -> pa.RecordBatch:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for bad in bad_values(batch, spec.columns):
        for row in np.unique(bad.rows).tolist():
            found[row].append((f"{bad.column}: {bad.found}", f"{bad.column} {bad.expected}"))
    if not found:
        return batch
    for row in sorted(found):
        words, expected = zip(*found[row], strict=True)
        quarantine.add(
            source=source,
            location=f"row {first_row + row}",
            kind=spec.name.removesuffix("s"),
            found="; ".join(words),
            expected="; ".join(expected),
        )
    keep = np.ones(len(batch), dtype=bool)
    keep[list(found)] = False
    return batch.filter(pa.array(keep))
