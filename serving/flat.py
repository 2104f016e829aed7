"""The worklist as a flat CSV: one row a claim, its first five issues in columns of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from denialrisk.data.schema import WORKLIST
from denialrisk.data.spreadsheets import neutral

ISSUES: Final = 5
_ISSUE_COLUMNS: Final = (
    "code", "title", "severity", "contribution", "contribution_points", "probability_after_fix", "fix", "authority",
)  # fmt: skip
_CODES: Final = ("fixes_enough", "rule_flags")
_PLAIN: Final = tuple(name for name in WORKLIST.arrow.names if name not in ("rank", "issues", "context", *_CODES))
_DIGITS: Final = 6
_SPECIAL: Final = re.compile('[,"\r\n]')


def columns() -> list[str]:
    """Columns of the CSV, in order."""
    issues = [f"issue_{number + 1}_{column}" for number in range(ISSUES) for column in _ISSUE_COLUMNS]
    return ["rank", *_PLAIN, *issues, *_CODES]


def header() -> bytes:
    """The first line of the CSV."""
    return (",".join(columns()) + "\r\n").encode()


def lines(worklist: pa.Table) -> pa.StringArray:
    """The CSV line of each worklist row but for its rank, which is known when all rows are; see ranked().

    Cells are written column by column, a value once for each time it differs; texts neutralised and quoted.
    """
    table = worklist.combine_chunks()
    cells = [_cells(_array(table, name)) for name in _PLAIN]
    codes = [_each(pc.binary_join(_array(table, name), " "), _texts) for name in _CODES]
    return pc.binary_join_element_wise(*cells, *_issues(_array(table, "issues")), *codes, ",")


def ranked(rank: pa.ChunkedArray, lines: pa.ChunkedArray) -> bytes:
    """The text of some lines, with their ranks before them."""
    ended = pc.binary_join_element_wise(lines, "", "\r\n")
    whole = pc.binary_join_element_wise(rank.cast(pa.string()), ended, ",").combine_chunks()
    _, offsets, text = whole.buffers()
    first, last = np.frombuffer(offsets, dtype=np.int32)[[whole.offset, whole.offset + len(whole)]].tolist()
    return memoryview(text)[first:last].tobytes()


def _array(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name)
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def _issues(issues: pa.ListArray) -> list[pa.Array]:
    """The cells of the first ISSUES issues of each claim: one text an issue, commas where there is none."""
    items = issues.flatten()
    cells = [_cells(items.field(column)) for column in _ISSUE_COLUMNS]
    written = pc.binary_join_element_wise(*cells, ",") if len(items) else pa.array([], pa.string())
    starts = np.concatenate([[0], np.cumsum(pc.list_value_length(issues).to_numpy(zero_copy_only=False))]).astype(int)
    none = "," * (len(_ISSUE_COLUMNS) - 1)
    return [_nth(written, starts, number).fill_null(none) for number in range(ISSUES)]


def _nth(items: pa.Array, starts: npt.NDArray[np.int64], number: int) -> pa.Array:
    """Item ``number`` of each list, null where it is shorter; list i goes from starts[i] to starts[i + 1]."""
    place = starts[:-1] + number
    return items.take(pa.array(place, mask=place >= starts[1:]))


def _cells(column: pa.Array) -> pa.StringArray:
    """The cells of a column; empty where it is null."""
    if pa.types.is_floating(column.type):
        return _each(column, _numbers)
    if pa.types.is_boolean(column.type):
        return pc.if_else(column, "True", "False").fill_null("")
    return _each(column, _texts) if pa.types.is_string(column.type) else column.cast(pa.string()).fill_null("")


def _each(column: pa.Array, written: Callable[[pa.Array], list[str]]) -> pa.StringArray:
    """The cells of a column from those of its distinct values; empty where it is null."""
    coded = column.dictionary_encode()
    return pa.array(written(coded.dictionary), pa.string()).take(coded.indices).fill_null("")


def _texts(column: pa.StringArray) -> list[str]:
    return [_quoted(neutral(text)) for text in column.to_pylist()]


def _quoted(text: str) -> str:
    """RFC 4180: in quotation marks where it holds one, a comma or the end of a line."""
    return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text


def _numbers(column: pa.DoubleArray) -> list[str]:
    return list(map(repr, np.round(column.to_numpy(), _DIGITS).tolist()))
