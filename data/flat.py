"""Claims and remits from flat delimited files: claims.csv with diagnoses.csv and lines.csv, and a remits CSV.

Every cell is text until the column says what it means (cells.py). A row with a cell that cannot be read goes to
quarantine with its line number; diagnoses and lines whose claim is not there too. Names are taken in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from denialrisk.data import cells
from denialrisk.data.by_claim import ByClaim, nested
from denialrisk.data.by_claim import Rows as Owner
from denialrisk.data.cells import Cell
from denialrisk.data.counted import counted
from denialrisk.data.delimited import Cells, read_cells, read_header
from denialrisk.data.errors import InputError
from denialrisk.data.patients import PatientKeys
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.schema import CLAIMS, PAYER_CLASSES, REMITS, RESPONSIBILITIES, Column, Nested
from denialrisk.data.x12.filing import FILING_CLASSES

Parsed = dict[str, pa.Array]
"""Typed columns by name."""

CLAIMS_FILE: Final = "claims"
CHILD_FILES: Final = ("diagnoses", "lines")


@dataclass(frozen=True)
class Sheet:
    """One kind of flat file: its cells by column, the columns it must have and those whose cells must be filled.

    ``within`` is the nested column of CLAIMS that its rows become, where they are no records of their own.
    """

    kind: str
    cells: Mapping[str, Cell]
    required: tuple[str, ...]
    filled: tuple[str, ...]
    assumed: Mapping[str, str]
    within: str = ""


def _cells(columns: Sequence[Column | Nested], **others: Cell) -> dict[str, Cell]:
    """The cells of the columns that hold one value, and the others."""
    single = [c for c in columns if isinstance(c, Column) and not pa.types.is_list(c.type)]
    return {c.name: cells.of_column(c) for c in single} | others


def _nested(name: str) -> tuple[Column | Nested, ...]:
    return next(c.columns for c in (*CLAIMS.columns, *REMITS.columns) if isinstance(c, Nested) and c.name == name)


_TWO_DIGITS = Cell(pa.string(), cells.padded(2), "a place of service of two digits")
_REVENUE = Cell(pa.string(), cells.padded(4), "a revenue code of four digits")
_MODIFIER_COLUMNS = tuple(f"modifier_{place}" for place in range(1, 5))

CLAIM_SHEET: Final = Sheet(
    kind="claim",
    cells=_cells(
        CLAIMS.columns,
        payer_class=cells.choice(PAYER_CLASSES, FILING_CLASSES),
        responsibility=cells.choice(RESPONSIBILITIES, {"P": "primary", "S": "secondary", "T": "tertiary"}),
        patient_sex=cells.choice(("F", "M", "U"), {"FEMALE": "F", "MALE": "M", "UNKNOWN": "U"}),
        patient_age=cells.AGE,
        place_of_service=_TWO_DIGITS,
        bill_type=cells.BILL_TYPE,
        total_charge=cells.CHARGE,
        frequency_code=cells.CODE,
        patient_id=cells.TEXT,
    ),
    required=("claim_id", "service_from", "total_charge"),
    filled=("claim_id", "service_from", "total_charge"),
    assumed={
        "form": "institutional where there is a bill_type, else professional",
        "payer_class": "other",
        "responsibility": "primary",
        "service_to": "service_from",
        "prior_authorization": "false",
        "referral": "false",
        "attachment": "false",
        "claim_note": "false",
    },
)
DIAGNOSIS_SHEET: Final = Sheet(
    kind="diagnosis",
    cells=_cells(_nested("diagnoses"), code=cells.DIAGNOSIS, claim_id=cells.TEXT, position=cells.ORDINAL),
    required=("claim_id", "code"),
    filled=("claim_id", "code"),
    assumed={
        "role": "principal for the first of a claim, else other",
        "system": "icd10cm where it starts with a letter",
    },
    within="diagnoses",
)
LINE_SHEET: Final = Sheet(
    kind="line",
    cells=_cells(
        _nested("lines"),
        claim_id=cells.TEXT,
        procedure=cells.CODE,
        modifiers=cells.MODIFIERS,
        pointers=cells.POINTERS,
        revenue_code=_REVENUE,
        place_of_service=_TWO_DIGITS,
        unit_basis=cells.CODE,
        **dict.fromkeys(_MODIFIER_COLUMNS, cells.MODIFIERS),
    ),
    required=("claim_id", "procedure", "charge"),
    filled=("claim_id", "charge"),
    assumed={"number": "the order of the rows", "units": "1", "unit_basis": "UN", "pointers": "none"},
    within="lines",
)
REMIT_SHEET: Final = Sheet(
    kind="remit",
    cells=_cells(
        REMITS.columns,
        level=cells.choice(("claim", "line")),
        line=cells.ORDINAL,
        procedure=cells.CODE,
        group=cells.choice(("CO", "PR", "OA", "PI", "CR")),
        reason=cells.CODE,
        amount=cells.AMOUNT,
        remark=cells.REMARKS,
        status=cells.CODE,
    ),
    required=("claim_id", "received_on", "status", "charge", "paid", "group", "reason", "amount"),
    filled=("claim_id", "received_on", "status", "charge", "paid"),
    assumed={"level": "line where there is a line or procedure, else claim"},
)


def find(folder: Path, name: str) -> Path | None:
    """The file ``name`` of a flat folder, whatever the case, as .csv, .tsv or .txt, packed or not."""
    names = {f"{name}{ending}{packed}" for ending in (".csv", ".tsv", ".txt") for packed in ("", ".gz")}
    return next((path for path in sorted(folder.iterdir()) if path.name.lower() in names and path.is_file()), None)


def read_claims(
    folder: Path, keys: PatientKeys, quarantine: Quarantine, notices: list[str], batch_size: int
) -> Iterator[pa.RecordBatch]:
    """Batches of CLAIMS from a folder with claims.csv, diagnoses.csv and lines.csv.

    Diagnoses and lines are held in memory, some 200 bytes each; claims are streamed. ``notices`` is told what was
    assumed and which columns were not read. Raises InputError when a file or required columns are missing.
    """
    paths = {name: find(folder, name) for name in (CLAIMS_FILE, *CHILD_FILES)}
    absent = [f"{name}.csv" for name, path in paths.items() if path is None]
    if absent:
        raise InputError(
            f"{folder.name} lacks {', '.join(absent)}",
            expected="claims.csv, diagnoses.csv and lines.csv in one folder",
            do="Put the three files beside each other.",
        )
    claims_path, diagnoses_path, lines_path = (path for path in paths.values() if path is not None)
    _check_headers({claims_path: CLAIM_SHEET, diagnoses_path: DIAGNOSIS_SHEET, lines_path: LINE_SHEET}, notices)
    diagnoses = _Children(diagnoses_path, DIAGNOSIS_SHEET, "position", quarantine)
    lines = _Children(lines_path, LINE_SHEET, "number", quarantine)
    numbers: list[pa.Array] = []
    for part in read_cells(claims_path, CLAIM_SHEET.kind, quarantine, batch_size):
        parsed, _ = _parse(claims_path, part, CLAIM_SHEET, quarantine)
        numbers.append(parsed["claim_id"])
        yield _claims(parsed, keys, diagnoses, lines)
    diagnoses.report_orphans(quarantine)
    lines.report_orphans(quarantine)
    told = pa.chunked_array(numbers, pa.string())
    again = len(told) - len(told.unique())
    if again:
        notices.append(
            f"{claims_path.name}: {counted(again, 'row')} with the claim_id of a row before; each has all diagnoses "
            "and lines of that claim_id. Where sendings of a claim differ in these, give the claims as Parquet or 837"
        )


def read_remits(path: Path, quarantine: Quarantine, notices: list[str], batch_size: int) -> Iterator[pa.RecordBatch]:
    """Batches of REMITS from a flat file with one row per adjustment.

    Rows that agree in every column of the remit itself (claim_id, received_on, status, charge, paid ...) are one
    remit; a row without group, reason and amount adds none but its remarks. The rows are held in memory, some 150
    bytes each. Raises InputError when required columns are missing.
    """
    _check_headers({path: REMIT_SHEET}, notices)
    parts = []
    for part in read_cells(path, REMIT_SHEET.kind, quarantine):
        parsed, lines = _parse(path, part, REMIT_SHEET, quarantine)
        parts.append(_whole_adjustments(path, parsed, lines, quarantine))
    if parts:
        yield from _remits(pa.concat_tables(parts).combine_chunks()).to_batches(max_chunksize=batch_size)


def _check_headers(sheets: Mapping[Path, Sheet], notices: list[str]) -> None:
    """One InputError names all required columns that are missing in any file; else notices of what is not as usual."""
    names = {path: read_header(path).names for path in sheets}
    missing = [
        f"{path.name}: {name}" for path, sheet in sheets.items() for name in sheet.required if name not in names[path]
    ]
    if missing:
        # The names that were found stay unsaid: in a file without a header they would be values.
        raise InputError(
            f"required columns are missing: {', '.join(missing)}",
            expected="the names in docs/inputs.md in the first line, in any case",
            do="Rename the columns in the first line of the file.",
        )
    for path, sheet in sheets.items():
        extra = [name for name in names[path] if name and name not in sheet.cells]
        if extra:
            notices.append(f"{path.name}: {counted(len(extra), 'column')} not read: {', '.join(extra)}")
        notices += [
            f"{path.name}: no column {name}; taken as {text}"
            for name, text in sheet.assumed.items()
            if name not in names[path]
        ]


def _parse(path: Path, part: Cells, sheet: Sheet, quarantine: Quarantine) -> tuple[Parsed, npt.NDArray[np.int64]]:
    """Typed columns of the rows that can be read whole, and their line numbers; the others go to quarantine."""
    parsed: Parsed = {}
    wrong: list[tuple[str, str, npt.NDArray[np.bool_]]] = []  # column, what is wrong with it, in which rows
    for name, cell in sheet.cells.items():
        if name in part.columns:
            parsed[name], bad = cells.read(part.columns[name], cell)
            if bad.any():
                wrong.append((name, "cannot be read", bad))
    for name in sheet.filled:
        empty = np.array([not text.strip() for text in part.columns[name]], dtype=bool)
        if empty.any():
            wrong.append((name, "is empty", empty))
    if not wrong:
        return parsed, part.lines
    refused = np.logical_or.reduce([rows for _, _, rows in wrong])
    for row in np.flatnonzero(refused).tolist():
        named = [(name, found) for name, found, rows in wrong if rows[row]]
        quarantine.add(
            source=path.name,
            location=f"line {part.lines[row]}",
            kind=sheet.kind,
            found="; ".join(f"{name} {found}" for name, found in named),
            expected="; ".join(f"{name}: {sheet.cells[name].expected}" for name, _ in named),
        )
    keep = pa.array(~refused)
    return {name: array.filter(keep) for name, array in parsed.items()}, part.lines[~refused]


def _claims(parsed: Parsed, keys: PatientKeys, diagnoses: _Children, lines: _Children) -> pa.RecordBatch:
    rows = len(parsed["claim_id"])
    bill_type = _filled(parsed, "bill_type", rows, pa.string())
    service_from = parsed["service_from"]
    made = {
        "form": _filled(
            parsed, "form", rows, pa.string(), pc.if_else(bill_type.is_valid(), "institutional", "professional")
        ),
        "payer_class": _filled(parsed, "payer_class", rows, pa.string(), "other"),
        "responsibility": _filled(parsed, "responsibility", rows, pa.string(), "primary"),
        "service_to": _filled(parsed, "service_to", rows, pa.date32(), service_from),
        "patient_key": _patient_keys(parsed, rows, keys),
        "diagnoses": diagnoses.of(parsed["claim_id"], _diagnoses),
        "lines": lines.of(parsed["claim_id"], _lines),
        "notes": pa.array([[]] * rows, CLAIMS.arrow.field("notes").type),
    }
    for name in ("prior_authorization", "referral", "attachment", "claim_note"):
        made[name] = _filled(parsed, name, rows, pa.bool_(), pa.scalar(False))
    columns = [
        made[field.name] if field.name in made else _filled(parsed, field.name, rows, field.type)
        for field in CLAIMS.arrow
    ]
    return pa.RecordBatch.from_arrays(columns, schema=CLAIMS.arrow)


def _filled(parsed: Parsed, name: str, rows: int, given: pa.DataType, default: Any = None) -> pa.Array:
    """A column of ``rows`` values; the default, a value or an array, where the file gives none."""
    array = parsed.get(name, pa.nulls(rows, given))
    return array if default is None else pc.coalesce(array, default)


def _patient_keys(parsed: Parsed, rows: int, keys: PatientKeys) -> pa.Array:
    """Keyed hashes of what the file calls patient_id or patient_key, which may be a record number: never kept as is."""
    given = _filled(parsed, "patient_key", rows, pa.string())
    distinct = _filled(parsed, "patient_id", rows, pa.string(), given).dictionary_encode()
    hashed = pa.array([keys.of(value) for value in distinct.dictionary.to_pylist()], pa.string())
    return hashed.take(distinct.indices)


class _Children:
    """The diagnoses or lines of a flat folder, found by claim."""

    def __init__(self, path: Path, sheet: Sheet, order: str, quarantine: Quarantine) -> None:
        self._path, self._sheet = path, sheet
        schema = pa.schema([(name, cell.type) for name, cell in sheet.cells.items()])
        tables, lines = [schema.empty_table()], [np.empty(0, dtype=np.int64)]
        for part in read_cells(path, sheet.kind, quarantine):
            parsed, kept = _parse(path, part, sheet, quarantine)
            columns = [_filled(parsed, field.name, len(kept), field.type) for field in schema]
            tables.append(pa.table(columns, schema=schema))
            lines.append(kept)
        table = pa.concat_tables(tables)
        places = pc.fill_null(table[order], np.iinfo(np.int16).max).to_numpy()
        sorting = np.argsort(places, kind="stable")
        self._table = table.take(pa.array(sorting)).combine_chunks()
        self._lines = np.concatenate(lines)[sorting]
        self._index = ByClaim(_one(self._table["claim_id"]))

    def of(self, claim_ids: pa.Array, finish: Callable[[Parsed, Owner], Parsed]) -> pa.ListArray:
        """The records of each claim as a nested column; ``finish`` fills what a file may leave out."""
        rows, owner = self._index.rows(claim_ids)
        part = self._table.take(pa.array(rows))
        columns = finish({name: _one(part[name]) for name in part.column_names}, owner)
        column = CLAIMS.arrow.field(self._sheet.within).type
        records = pa.StructArray.from_arrays(
            [columns[f.name] for f in column.value_type], fields=list(column.value_type)
        )
        return nested(records, owner, len(claim_ids), column)

    def report_orphans(self, quarantine: Quarantine) -> None:
        """Refuse the rows that no claim has asked for."""
        for line in np.sort(self._lines[~self._index.used]).tolist():
            quarantine.add(
                source=self._path.name,
                location=f"line {line}",
                kind=self._sheet.kind,
                found="no claim with its claim_id, or one that was refused",
                expected="the claim_id of a claim in claims.csv",
            )


def _one(column: pa.ChunkedArray) -> pa.Array:
    combined = column.combine_chunks()
    return combined.combine_chunks() if isinstance(combined, pa.ChunkedArray) else combined


def _place(owner: Owner) -> Owner:
    """Place of each record within its claim, from 1."""
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]]) if len(owner) else owner
    return np.arange(len(owner)) - np.repeat(starts, np.diff(np.r_[starts, len(owner)])) + 1


def _diagnoses(columns: Parsed, owner: Owner) -> Parsed:
    first = pa.array(_place(owner) == 1)
    letter = pc.match_substring_regex(columns["code"], "^[A-Z]")
    return columns | {
        "role": pc.coalesce(columns["role"], pc.if_else(first, "principal", "other")),
        "system": pc.coalesce(columns["system"], pc.if_else(letter, "icd10cm", "icd9cm")),
    }


def _lines(columns: Parsed, owner: Owner) -> Parsed:
    modifiers = pc.coalesce(columns["modifiers"], _joined([columns[name] for name in _MODIFIER_COLUMNS]))
    return columns | {
        "number": pc.coalesce(columns["number"], pa.array(_place(owner)).cast(pa.int16())),
        "units": pc.coalesce(columns["units"], 1.0),
        "unit_basis": pc.coalesce(columns["unit_basis"], "UN"),
        "modifiers": modifiers,
        "pointers": _joined([columns["pointers"]]),
    }


def _joined(lists: Sequence[pa.ListArray]) -> pa.ListArray:
    """List columns joined row by row, null as empty."""
    parents = [pc.list_parent_indices(array).to_numpy(zero_copy_only=False) for array in lists]
    values = pa.concat_arrays([array.flatten() for array in lists])
    row = np.concatenate(parents)
    order = np.argsort(row, kind="stable")
    offsets = np.searchsorted(row[order], np.arange(len(lists[0]) + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values.take(pa.array(order)), type=lists[0].type)


def _whole_adjustments(path: Path, parsed: Parsed, lines: Owner, quarantine: Quarantine) -> pa.Table:
    """The rows as a table, without those that give a part of an adjustment only."""
    schema = pa.schema([(name, cell.type) for name, cell in REMIT_SHEET.cells.items()])
    table = pa.table([_filled(parsed, field.name, len(lines), field.type) for field in schema], schema=schema)
    given = np.sum([table[name].is_valid().to_numpy() for name in ("group", "reason", "amount")], axis=0)
    whole = (given == 0) | (given == 3)
    for line in lines[~whole].tolist():
        quarantine.add(
            source=path.name,
            location=f"line {line}",
            kind=REMIT_SHEET.kind,
            found="a part of an adjustment",
            expected="group, reason and amount, all three or none",
        )
    return table.filter(pa.array(whole))


_ADJUSTMENT = tuple(c.name for c in _nested("adjustments"))
_OF_REMIT = tuple(f.name for f in REMITS.arrow if f.name not in ("adjustments", "remarks"))


def _remits(rows: pa.Table) -> pa.Table:
    """One remit for rows that agree in every column of the remit, in order of first appearance."""
    codes = {name: _one(rows[name]).dictionary_encode().indices.fill_null(-1) for name in _OF_REMIT}
    owner = pa.table(codes).to_pandas().groupby(list(_OF_REMIT), sort=False).ngroup().to_numpy()
    order = np.argsort(owner, kind="stable")
    rows, owner = rows.take(pa.array(order)), owner[order]
    remits = int(owner[-1]) + 1 if len(owner) else 0
    first = np.searchsorted(owner, np.arange(remits))
    columns: Parsed = {name: _one(rows[name].take(pa.array(first))) for name in _OF_REMIT}
    has = rows["reason"].is_valid().to_numpy()
    column = REMITS.arrow.field("adjustments").type
    adjustments = _adjustments(rows.filter(pa.array(has)), column.value_type)
    columns["adjustments"] = nested(adjustments, owner[has], remits, column)
    columns["remarks"] = _remarks(_one(rows["remark"]), owner, remits)
    return pa.table([columns[field.name] for field in REMITS.arrow], schema=REMITS.arrow)


def _adjustments(rows: pa.Table, record: pa.StructType) -> pa.StructArray:
    by_line = pc.or_(rows["line"].is_valid(), rows["procedure"].is_valid())
    level = pc.coalesce(rows["level"], pc.if_else(by_line, "line", "claim"))
    columns = [_one(level if name == "level" else rows[name]) for name in _ADJUSTMENT]
    return pa.StructArray.from_arrays(columns, fields=list(record))


def _remarks(remark: pa.ListArray, owner: Owner, remits: int) -> pa.ListArray:
    """Remark codes of each remit in order; one that several of its rows repeat is kept once."""
    row = pc.list_parent_indices(remark).to_numpy(zero_copy_only=False)
    codes = pd.DataFrame({"remit": owner[row], "code": remark.flatten().to_pandas()}).drop_duplicates()
    offsets = np.searchsorted(codes["remit"].to_numpy(), np.arange(remits + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(
        pa.array(offsets), pa.array(codes["code"], pa.string()), type=REMITS.arrow.field("remarks").type
    )
