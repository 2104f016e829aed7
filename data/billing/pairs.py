"""NCCI procedure-to-procedure edits: of two services of one day, which is not paid, and whether a modifier helps.

The shipped start is ncci.csv; load_ncci() puts CMS's whole table, which carries its own dates, under the user's home.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.data.billing.published import CODE, rows
from denialrisk.data.home import home

ALLOWED_MODIFIERS: Final = (
    "24", "25", "27", "57", "58", "59", "78", "79", "91", "XE", "XP", "XS", "XU", "LT", "RT", "LC", "LD", "LM",
    "RC", "RI",
    "E1", "E2", "E3", "E4", "FA", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9",
    "TA", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9",
)  # fmt: skip
"""Modifiers that CMS associates with NCCI edits: any of them says that the two services were separate."""

_FOREVER = np.datetime64("2200-01-01", "D")


@dataclass(frozen=True)
class PairTable:
    """The edits: packed pairs of codes in ascending order, and beside each its dates and modifier indicator."""

    keys: npt.NDArray[np.int64]
    since: npt.NDArray[np.datetime64]
    until: npt.NDArray[np.datetime64]
    modifier: npt.NDArray[np.int64]
    codes: frozenset[str]

    def in_force(
        self, column1: npt.NDArray[np.int64], column2: npt.NDArray[np.int64], on: npt.NDArray[np.datetime64]
    ) -> npt.NDArray[np.int64]:
        """Modifier indicator of each pair of packed codes on its date: 0, 1 or 9; -1 where there is no edit."""
        wanted = column1 * _SIZE + column2
        left, right = (np.searchsorted(self.keys, wanted, side) for side in ("left", "right"))
        found = np.full(len(wanted), -1, dtype=np.int64)
        for step in range(self._most):  # a pair that was deleted and made again has a row for each time
            row = left + step
            hit = np.flatnonzero(row < right)
            row = row[hit]
            in_time = (self.since[row] <= on[hit]) & (on[hit] <= self.until[row])
            found[hit[in_time]] = self.modifier[row[in_time]]
        return found

    @cached_property
    def _most(self) -> int:
        return int(np.unique(self.keys, return_counts=True)[1].max())


_SIZE = 36**5


def packed(codes: Sequence[str]) -> npt.NDArray[np.int64]:
    """Five-character codes as numbers, shape (len(codes),); -1 for what is no such code."""
    return np.array([int(code, 36) if CODE.match(code) else -1 for code in codes], dtype=np.int64)


def load_ncci(*paths: Path) -> Path:
    """Read the parts of a practitioner PTP table that CMS published, and keep it in place of the shipped pairs.

    ``paths`` are the .txt, .csv or .zip files of one quarter. Returns the file written under the user's home. Raises
    InputError where a file is not such a table.
    """
    expected = "rows of column 1, column 2, a flag, effective and deletion date, modifier 0, 1 or 9 (CMS PTP edits)"
    found = [row for path in paths for row in rows(path, _pair, expected)]
    folder = home() / "billing"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "ncci.parquet"
    pd.DataFrame(found, columns=["column1", "column2", "modifier", "since", "until"]).to_parquet(kept, index=False)
    pairs.cache_clear()
    return kept


def _pair(cells: list[str]) -> tuple[str, str, int, dt.date, dt.date | None] | None:
    if len(cells) < 6 or not (CODE.match(cells[0]) and CODE.match(cells[1])) or cells[5][:1] not in ("0", "1", "9"):
        return None
    since, until = _day(cells[3]), _day(cells[4])
    return None if since is None else (cells[0], cells[1], int(cells[5][0]), since, until)


def _day(cell: str) -> dt.date | None:
    digits = cell.replace("-", "")
    if len(digits) != 8 or not digits.isdigit():
        return None  # CMS writes * where there is no date
    return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


@cache
def pairs() -> PairTable:
    """The table loaded by the user, else the shipped one."""
    loaded = home() / "billing" / "ncci.parquet"
    if loaded.is_file():
        table = pd.read_parquet(loaded)
    else:
        table = pd.read_csv(Path(__file__).parent / "ncci.csv", comment="#", dtype={"column1": str, "column2": str})
    keys = packed(table["column1"].tolist()) * _SIZE + packed(table["column2"].tolist())
    order = np.argsort(keys, kind="stable")
    until = pd.to_datetime(table["until"]).to_numpy(dtype="datetime64[D]")
    return PairTable(
        keys=keys[order],
        since=pd.to_datetime(table["since"]).to_numpy(dtype="datetime64[D]")[order],
        until=np.where(np.isnat(until), _FOREVER, until)[order],
        modifier=table["modifier"].to_numpy(dtype=np.int64)[order],
        codes=frozenset(table["column1"]) | frozenset(table["column2"]),
    )
