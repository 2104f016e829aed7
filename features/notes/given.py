"""Evidence that is given: a table in EVIDENCE columns, from an EHR's structured fields or from another reader."""

from __future__ import annotations

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


def read_given(path: Path | str) -> pa.Table:
    """Read evidence from a CSV, Parquet or JSON-lines file with EVIDENCE columns.

    ``claim_id``, ``element`` and ``state`` are needed, the others may be missing. Raises InputError, naming rows but
    no values, for an unknown element, state or side, or for a missing claim.
    """
    path = Path(path)
    table = _columns(_read(path), path)
    _refuse(path, "claim_id", pc.is_null(table.column("claim_id")), "a claim number in every row")
    _among(path, table, "element", tuple(ELEMENTS))
    _among(path, table, "state", EVIDENCE_STATES)
    _among(path, table, "side", SIDES)
    return table


def _read(path: Path) -> pa.Table:
    if not path.is_file():
        raise InputError(
            f"no file {path.name}", expected="a CSV, Parquet or JSONL file of evidence", do="Check the path."
        )
    try:
        if path.suffix == ".parquet":
            return pa.parquet.read_table(path)
        if path.suffix in (".jsonl", ".ndjson", ".json"):
            return pa.json.read_json(path)
        text = {name: pa.string() for name in EVIDENCE.arrow.names if name not in ("number", "start", "end")}
        options = pa.csv.ConvertOptions(column_types=text, strings_can_be_null=True, null_values=[""])
        return pa.csv.read_csv(path, convert_options=options)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise InputError(
            f"{path.name} cannot be read as {path.suffix or 'CSV'}",
            expected="a CSV, Parquet or JSONL file with the columns of the evidence table",
            do="See docs/notes.md for the columns.",
        ) from error


def _columns(table: pa.Table, path: Path) -> pa.Table:
    names = set(table.column_names)
    if missing := [name for name in _NEEDED if name not in names]:
        raise InputError(
            f"{path.name} lacks the columns {', '.join(missing)}", expected=", ".join(EVIDENCE.arrow.names)
        )
    columns = []
    for field in EVIDENCE.arrow:
        if field.name not in names:
            columns.append(pa.nulls(table.num_rows, field.type))
            continue
        try:
            columns.append(table.column(field.name).cast(field.type))
        except pa.ArrowInvalid as error:
            raise InputError(f"{path.name}: column {field.name} holds what is no {field.type}") from error
    return pa.Table.from_arrays(columns, schema=EVIDENCE.arrow)


def _among(path: Path, table: pa.Table, name: str, allowed: tuple[str, ...]) -> None:
    column = table.column(name)
    known = pc.is_in(column, value_set=pa.array(allowed))
    if name == "side":
        known = pc.or_(known, pc.is_null(column))
    _refuse(path, name, pc.invert(known), f"one of {', '.join(allowed)}")


def _refuse(path: Path, name: str, bad: pa.ChunkedArray, expected: str) -> None:
    rows = pc.indices_nonzero(bad)
    if len(rows):
        named = ", ".join(str(row + 1) for row in rows[:_ROWS_NAMED].to_pylist())
        named += " ..." if len(rows) > _ROWS_NAMED else ""
        raise InputError(
            f"{path.name}: {len(rows)} rows with an unknown or missing {name} (rows {named})",
            expected=expected,
            do="Correct these rows, or leave them out.",
        )
