"""Hold a table against its declaration in schema.py: all violations at once, with counts and rows, never values.

>>> import pyarrow as pa
>>> from denialrisk.data.schema import PROVIDER_ADJUSTMENTS
>>> table = pa.table({"received_on": ["20260102"], "provider_npi": [None], "sum": [1]})
>>> for violation in validate(table, PROVIDER_ADJUSTMENTS):
...     print(violation)
amount: column missing; expected decimal128(14, 2)
provider_npi: type null; expected string
reason: column missing; expected string
received_on: type string; expected date32[day]
sum: column not in the table provider_adjustments; expected to be left out
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from denialrisk.data.counted import counted
from denialrisk.data.errors import InputError
from denialrisk.data.schema import Column, Nested, Table

if TYPE_CHECKING:
    import pandera.pandas as pandera

SHOWN = 5
"""How many row numbers of a violation are named."""

_BATCH = 100_000
_NOT_A_RECORD = "null in place of a record"


@dataclass(frozen=True)
class Violation:
    """One way in which a table breaks its declaration.

    ``column`` is a path such as ``lines.units``. ``count`` is how many values break it and ``rows`` the first rows of
    the table they stand in, counted from 1; both are empty where the column itself is missing, extra or mistyped.
    """

    kind: Literal["missing", "extra", "type", "values"]
    column: str
    found: str
    expected: str
    count: int = 0
    rows: tuple[int, ...] = ()

    def __str__(self) -> str:
        where = f" in {self.count:,} (first rows {', '.join(map(str, self.rows))})" if self.count else ""
        return f"{self.column}: {self.found}{where}; expected {self.expected}"


@dataclass(frozen=True)
class BadValues:
    """The values of one column of one batch that break one rule. ``rows``: 0-based row of the batch, one per value."""

    column: str
    found: str
    expected: str
    rows: npt.NDArray[np.int64]


def validate(table: pa.Table, spec: Table) -> list[Violation]:
    """Every violation of the declaration: columns missing, extra or mistyped, and values that may not be there."""
    violations = shape_violations(table.schema, spec)
    sound = spec.columns if not violations else _sound(table.schema, spec)
    found: dict[tuple[str, str], Violation] = {}
    first_row = 1
    for batch in table.select([column.name for column in sound]).to_batches(max_chunksize=_BATCH):
        for bad in bad_values(batch, sound):
            new = Violation("values", bad.column, bad.found, bad.expected)
            known = found.get((bad.column, bad.found), new)
            rows = (*known.rows, *(np.unique(bad.rows)[:SHOWN] + first_row).tolist())[:SHOWN]
            found[bad.column, bad.found] = replace(new, count=known.count + len(bad.rows), rows=rows)
        first_row += len(batch)
    return sorted([*violations, *found.values()], key=lambda violation: (violation.column, violation.found))


def check(table: pa.Table, spec: Table) -> None:
    """Raise an InputError that lists every violation, if there is one."""
    violations = validate(table, spec)
    if violations:
        raise InputError(
            f"the table {spec.name} breaks its declaration in {counted(len(violations), 'way')}: "
            + "; ".join(map(str, violations)),
            expected=f"the columns of {spec.name} in docs/tables.md",
            do="Mend the named columns and read the table again.",
        )


def shape_violations(given: pa.Schema, spec: Table) -> list[Violation]:
    """Columns that are missing, extra, or of another type; encodings (dictionary, large_string) do not matter."""
    extra = [
        Violation("extra", name, f"column not in the table {spec.name}", "to be left out")
        for name in given.names
        if name not in spec.arrow.names
    ]
    return [*_shape({field.name: field.type for field in given}, spec.columns, ""), *extra]


def bad_values(batch: pa.RecordBatch, columns: tuple[Column | Nested, ...]) -> Iterator[BadValues]:
    """Values of well-typed columns that are null, outside the closed set or out of range where they may not be."""
    rows = np.arange(len(batch))
    yield from _bad_values({column.name: batch.column(column.name) for column in columns}, columns, "", rows)


def _shape(given: dict[str, pa.DataType], columns: tuple[Column | Nested, ...], path: str) -> Iterator[Violation]:
    for column in columns:
        name = path + column.name
        if column.name not in given:
            yield Violation("missing", name, "column missing", _name(column))
        elif not isinstance(column, Nested) or not _is_list_of_records(given[column.name]):
            if _plain(given[column.name]) != _plain(column.type):
                yield Violation("type", name, f"type {_plain(given[column.name])}", _name(column))
        else:
            inner = {field.name: field.type for field in given[column.name].value_type}
            yield from _shape(inner, column.columns, f"{name}.")
            names = {child.name for child in column.columns}
            for child in inner.keys() - names:
                yield Violation("extra", f"{name}.{child}", "column not in the table", "to be left out")


def _sound(given: pa.Schema, spec: Table) -> tuple[Column | Nested, ...]:
    """The columns that are there and of the declared type."""
    types = {field.name: field.type for field in given}
    return tuple(column for column in spec.columns if not list(_shape(types, (column,), "")))


def _name(column: Column | Nested) -> str:
    return "a list of records" if isinstance(column, Nested) else str(column.type).replace("item: ", "")


def _is_list_of_records(given: pa.DataType) -> bool:
    lists = pa.types.is_list(given) or pa.types.is_large_list(given)
    return bool(lists and pa.types.is_struct(given.value_type))


def _plain(given: pa.DataType) -> pa.DataType:
    """The type without its encoding, so that files written by other tools compare equal."""
    if pa.types.is_dictionary(given):
        return _plain(given.value_type)
    if pa.types.is_large_string(given) or pa.types.is_string_view(given):
        return pa.string()
    if pa.types.is_list(given) or pa.types.is_large_list(given):
        return pa.list_(_plain(given.value_type))
    if pa.types.is_struct(given):
        return pa.struct([(field.name, _plain(field.type)) for field in given])
    return given


def _bad_values(
    arrays: dict[str, pa.Array], columns: tuple[Column | Nested, ...], path: str, rows: npt.NDArray[np.int64]
) -> Iterator[BadValues]:
    """Check one flattened level, then the levels below it. ``rows``: row of the batch of each record of this level."""
    frame = pd.DataFrame({name: _series(array) for name, array in arrays.items()})
    yield from _checked(frame, _pandera_schema(columns), path, rows)
    for column in columns:
        array = arrays[column.name]
        if isinstance(column, Nested):
            records = array.flatten()
            below = rows[pc.list_parent_indices(array).to_numpy(zero_copy_only=False)]
            absent = records.is_null().to_numpy(zero_copy_only=False)
            if absent.any():
                yield BadValues(path + column.name, _NOT_A_RECORD, "records", below[absent])
                records, below = records.filter(~absent), below[~absent]
            inner = {child.name: records.field(child.name) for child in column.columns}
            yield from _bad_values(inner, column.columns, f"{path}{column.name}.", below)
        elif pa.types.is_list(column.type):
            below = rows[pc.list_parent_indices(array).to_numpy(zero_copy_only=False)]
            item = Column(column.name, column.type.value_type, column.meaning, low=column.low, high=column.high)
            frame = pd.DataFrame({column.name: _series(array.flatten())})
            yield from _checked(frame, _pandera_schema((item,), "null in the list"), path, below)


def _series(array: pa.Array) -> pd.Series:
    """A pandas column on the same memory. Of lists only null or not is kept: what they hold is a level of its own."""
    if pa.types.is_nested(array.type):
        there = array.is_valid()
        array = pc.if_else(there, there, pa.scalar(None, pa.bool_()))
    return pd.Series(array, dtype=pd.ArrowDtype(array.type))


@cache
def _pandera() -> ModuleType:
    """Imported when there is a table to check: it takes a fifth of a second, and 837 files need none of it."""
    with warnings.catch_warnings():
        # Where Spark is installed, pandera imports it, and Spark warns of pandas 3, which is not used on it here.
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas", category=FutureWarning)
        import pandera.pandas
    return pandera.pandas


@cache
def _pandera_schema(
    columns: tuple[Column | Nested, ...], null: str = "null"
) -> tuple[pandera.DataFrameSchema, dict[tuple[str, str], tuple[str, str]]]:
    """The declarations of one level as a pandera schema, and what each of its checks found and expected in words."""
    check = _pandera().Check
    fields, words = {}, {}
    for column in columns:
        checks = []
        nullable = isinstance(column, Column) and bool(column.null)
        words[column.name, "not_nullable"] = (null, "never null")
        if isinstance(column, Column) and column.values:
            checks.append(check.isin(column.values, name="values", error="values"))
            words[column.name, "values"] = ("value outside the closed set", "one of " + ", ".join(column.values))
        if isinstance(column, Column) and not pa.types.is_list(column.type):
            if column.low is not None:
                checks.append(check.ge(column.low, name="low", error="low"))
                words[column.name, "low"] = (f"below {column.low:g}", f"{column.low:g} or more")
            if column.high is not None:
                checks.append(check.le(column.high, name="high", error="high"))
                words[column.name, "high"] = (f"above {column.high:g}", f"{column.high:g} or less")
        fields[column.name] = _pandera().Column(None, checks, nullable=nullable)
    return _pandera().DataFrameSchema(fields), words


def _checked(
    frame: pd.DataFrame,
    schema: tuple[pandera.DataFrameSchema, dict[tuple[str, str], tuple[str, str]]],
    path: str,
    rows: npt.NDArray[np.int64],
) -> Iterator[BadValues]:
    rules, words = schema
    try:
        rules.validate(frame, lazy=True)
    except _pandera().errors.SchemaErrors as error:
        # failure_case holds the raw values: it goes no further than this line.
        cases = error.failure_cases[["column", "check", "index"]]
    else:
        return
    for (column, broken), group in cases.groupby(["column", "check"], sort=True):
        found, expected = words[column, broken]
        yield BadValues(path + column, found, expected, np.sort(rows[group["index"].to_numpy(dtype=np.int64)]))
