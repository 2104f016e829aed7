"""Medically unlikely edits: the most units of a procedure for one patient on one day, by date of service.

Editions follow one another: the shipped start (mue.csv), then each that load_mue() has put under the user's home.
A claim is read by the last edition that started on or before its date.

>>> units_allowed(["97110", "99213"], np.array(["2026-05-04", "2026-05-04"], dtype="datetime64[D]")).tolist()
[6.0, inf]
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.data.billing.published import CODE, rows
from denialrisk.data.home import home


@dataclass(frozen=True)
class Edition:
    """One table of limits and the first date of service it holds for."""

    since: dt.date
    limits: dict[str, float]


def load_mue(path: Path, from_: dt.date) -> Path:
    """Read a practitioner MUE table that CMS published for the quarter starting on ``from_``, and keep it.

    ``path`` is the .csv or .zip of CMS. Returns the file written under the user's home. Raises InputError where the
    file is not such a table.
    """
    found = rows(path, _limit, "rows of a procedure code and a whole number of units (CMS practitioner MUE table)")
    folder = home() / "billing"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"mue-{from_.isoformat()}.csv"
    table = pd.DataFrame(found, columns=["procedure", "units"]).assign(since=from_.isoformat())
    table.to_csv(kept, index=False)
    editions.cache_clear()
    return kept


def _limit(cells: list[str]) -> tuple[str, int] | None:
    if len(cells) >= 2 and CODE.match(cells[0]) and cells[1].isdigit():
        return cells[0], int(cells[1])
    return None


@cache
def editions() -> tuple[Edition, ...]:
    """The shipped edition and those loaded, oldest first."""
    files = [Path(__file__).parent / "mue.csv", *sorted((home() / "billing").glob("mue-*.csv"))]
    return tuple(sorted(map(_edition, files), key=lambda each: each.since))


def _edition(path: Path) -> Edition:
    table = pd.read_csv(path, comment="#", dtype={"procedure": str})
    limits = dict(zip(table["procedure"], table["units"].astype(float), strict=True))
    return Edition(dt.date.fromisoformat(table["since"].iloc[0]), limits)


def units_allowed(procedures: Sequence[str], on: npt.NDArray[np.datetime64]) -> npt.NDArray[np.float64]:
    """Most units of each procedure on its date, shape (len(procedures),); infinite where no limit is published."""
    starts = np.array([each.since for each in editions()], dtype="datetime64[D]")
    edition = np.searchsorted(starts, on, side="right") - 1
    codes, distinct = pd.factorize(np.asarray(procedures, dtype=object))
    table = np.full((len(starts) + 1, len(distinct) + 1), np.inf)  # last row: before all editions; last column: null
    for place, each in enumerate(editions()):
        table[place, :-1] = [each.limits.get(code, np.inf) for code in distinct]
    allowed: npt.NDArray[np.float64] = table[edition, codes]
    return allowed
