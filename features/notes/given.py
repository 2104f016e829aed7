"""Evidence that is given: a table in EVIDENCE columns, from an EHR's structured fields or from another reader."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet

from denialrisk.data.errors import InputError
from denialrisk.data.schema import ELEMENTS, EVIDENCE, EVIDENCE_STATES, SIDES

_NEEDED: Final = ("claim_id", "element", "state")
_ROWS_NAMED: Final = 5
_BLOCK: Final = 1 << 24
"""Bytes of text read at a time."""


def read_given(path: Path | str) -> pa.Table:
    """Read evidence from a CSV, Parquet or JSON-lines file with EVIDENCE columns; see given_tables()."""
    return pa.concat_tables([EVIDENCE.arrow.empty_table(), *given_tables(path)])


def given_tables(path: Path | str) -> Iterator[pa.Table]:
    """The evidence of a file some megabytes at a time.

    ``claim_id``, ``element`` and ``state`` are needed, the others may be missing. Raises InputError, naming rows but
    no values, for an unknown element, state or side, or for a missing claim.
    """
    path = Path(path)
    before = 0
    for part in _read(path):
        table = _columns(part, path)
        check = partial(_refuse, path, before)
        check("claim_id", pc.is_null(table.column("claim_id")), "a claim number in every row")
        check("element", *_outside(table, "element", tuple(ELEMENTS)))
        check("state", *_outside(table, "state", EVIDENCE_STATES))
        check("side", *_outside(table, "side", SIDES))
        yield table
        before += table.num_rows
    if not before:
        raise InputError(
            f"{path.name} holds no evidence",
            expected=f"rows with {', '.join(_NEEDED)}",
            do="See 'evidence' in docs/tables.md; 'denialrisk evidence' writes such a file.",
        )


def _read(path: Path) -> Iterator[pa.Table]:
    if not path.is_file():
        raise InputError(
            f"no file {path.name}", expected="a CSV, Parquet or JSONL file of evidence", do="Check the path."
        )
    try:
        if path.suffix == ".parquet":
            with pa.parquet.ParquetFile(path) as file:
                yield from (pa.Table.from_batches([batch]) for batch in file.iter_batches())
        elif path.suffix in (".jsonl", ".ndjson", ".json"):
            with path.open("rb") as stream:
                while lines := stream.readlines(_BLOCK):
                    yield pa.json.read_json(BytesIO(b"".join(lines)))
        else:
            text = dict.fromkeys(EVIDENCE.arrow.names, pa.string())  # a type seen in one block would bind the others
            options = pa.csv.ConvertOptions(column_types=text, strings_can_be_null=True, null_values=[""])
            blocks = pa.csv.ReadOptions(block_size=_BLOCK)
            with pa.csv.open_csv(path, read_options=blocks, convert_options=options) as reader:
                yield from (pa.Table.from_batches([batch]) for batch in reader)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise InputError(
            f"{path.name} cannot be read as {path.suffix or 'CSV'}",
            expected="a CSV, Parquet or JSONL file with the columns of the evidence table",
            do="See 'evidence' in docs/tables.md for the columns.",
        ) from error


def _columns(table: pa.Table, path: Path) -> pa.Table:
    names = set(table.column_names)
    if missing := [name for name in _NEEDED if name not in names]:
        raise InputError(
            f"{path.name} lacks the columns {', '.join(missing)}",
            expected=", ".join(EVIDENCE.arrow.names),
            do="See 'evidence' in docs/tables.md for the columns.",
        )
    if twice := [name for name in EVIDENCE.arrow.names if table.column_names.count(name) > 1]:
        raise InputError(
            f"{path.name} has more than one column {', '.join(twice)}",
            expected="each column once",
            do="Remove or rename the others in the file.",
        )
    columns = []
    for field in EVIDENCE.arrow:
        if field.name not in names:
            columns.append(pa.nulls(table.num_rows, field.type))
            continue
        try:
            columns.append(table.column(field.name).cast(field.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:  # a value, or the type of all of them
            raise InputError(
                f"{path.name}: column {field.name} holds what is no {field.type}",
                expected=f"{field.type} in every row, or nothing",
                do="See 'evidence' in docs/tables.md for the columns.",
            ) from error
    return pa.Table.from_arrays(columns, schema=EVIDENCE.arrow)


def _outside(table: pa.Table, name: str, allowed: tuple[str, ...]) -> tuple[pa.ChunkedArray, str]:
    """Which rows have something else in a column, and what is expected there."""
    column = table.column(name)
    known = pc.is_in(column, value_set=pa.array(allowed))
    if name == "side":
        known = pc.or_(known, pc.is_null(column))
    return pc.invert(known), f"one of {', '.join(allowed)}"


def _refuse(path: Path, before: int, name: str, bad: pa.ChunkedArray, expected: str) -> None:
    rows = pc.indices_nonzero(bad)
    if len(rows):
        named = ", ".join(str(before + row + 1) for row in rows[:_ROWS_NAMED].to_pylist())
        named += " ..." if len(rows) > _ROWS_NAMED else ""
        raise InputError(
            f"{path.name}: an unknown or missing {name} in rows {named}",
            expected=expected,
            do="Correct these rows, or leave them out.",
        )
