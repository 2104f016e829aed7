"""The ICD-10-CM releases at hand: the one shipped, and those the user has loaded, each with the dates it is in force.

A claim is read by the release in force on its first date of service. Where none is, the nearest release answers for
the notes (Excludes1, code first ...), which rarely change from year to year, while validity is not judged: the claim
is marked, see ``choose``. Where two hold on one day, the one that began later answers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from denialrisk.data.atomic import digest
from denialrisk.data.codes.tabular import TABULAR, read_tabular
from denialrisk.data.errors import InputError
from denialrisk.data.home import home

_SHIPPED = Path(__file__).parent
_PREFIX = "icd10cm-"


@dataclass(frozen=True)
class Release:
    """A release: its name, the first and last date of service it holds for, its file, whether the user loaded it."""

    name: str
    starts: dt.date
    ends: dt.date
    source: str
    path: Path
    loaded: bool

    def __str__(self) -> str:
        return f"ICD-10-CM {self.name}"

    @cached_property
    def sha256(self) -> str:
        """Digest of the table, for the bundle's record of what rules were read by."""
        return digest(self.path)


def releases() -> tuple[Release, ...]:
    """All releases at hand, by first date."""
    return _found(home() / "codes")


@cache
def _found(loaded: Path) -> tuple[Release, ...]:
    files = [(path, False) for path in _SHIPPED.glob(f"{_PREFIX}*.parquet")]
    files += [(path, True) for path in loaded.glob(f"{_PREFIX}*.parquet")]
    return tuple(sorted((_described(*each) for each in files), key=lambda each: (each.starts, each.name)))


def _described(path: Path, loaded: bool) -> Release:
    said = pq.read_schema(path).metadata or {}
    try:
        text = {key: said[key.encode()].decode() for key in ("name", "starts", "ends", "source")}
    except KeyError:
        raise InputError(
            f"{path} is not a code set of denialrisk",
            expected="a file written by 'denialrisk codes load'",
            do="remove it and load the release again",
        ) from None
    starts, ends = dt.date.fromisoformat(text["starts"]), dt.date.fromisoformat(text["ends"])
    return Release(text["name"], starts, ends, text["source"], path, loaded)


def write(table: pa.Table, folder: Path, name: str, holds: tuple[dt.date, dt.date], source: str) -> Path:
    """Write a table of TABULAR as a release that holds from one date to another, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{_PREFIX}{re.sub(r'[^a-z0-9]+', '-', name.lower())}.parquet"
    said = {"name": name, "starts": holds[0].isoformat(), "ends": holds[1].isoformat(), "source": source}
    pq.write_table(
        table.cast(TABULAR).replace_schema_metadata(said),
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=["side", "region"],
        column_encoding={"code": "DELTA_BYTE_ARRAY"},
        write_statistics=False,
    )
    _found.cache_clear()
    return path


def load(xml: Path, name: str, starts: dt.date, ends: dt.date | None = None, *, order: Path | None = None) -> Release:
    """Put a release that CMS published under the user's home, in force between two dates of service.

    ``ends`` is the next 30 September where it is not given: a release holds for one fiscal year at most.
    Raises InputError when the files are not what they should be.
    """
    ends = ends or dt.date(starts.year + (starts.month > 9), 9, 30)
    if ends < starts:
        raise InputError(f"the release ends on {ends}, before it starts on {starts}", expected="--to after --from")
    table = read_tabular(xml, order)
    path = write(table, home() / "codes", name, (starts, ends), xml.name)
    return _described(path, loaded=True)


@dataclass(frozen=True)
class Choice:
    """Which release each date is read by: ``of`` indexes ``releases``; ``in_force`` is False for the nearest one."""

    releases: tuple[Release, ...]
    of: npt.NDArray[np.intp]
    in_force: npt.NDArray[np.bool_]


def choose(dates: npt.NDArray[np.datetime64], among: Sequence[Release] | None = None) -> Choice:
    """The release in force on each date (datetime64[D], shape (n,)), else the nearest, and which of the two it is."""
    known = tuple(releases() if among is None else among)
    starts = np.array([release.starts for release in known], dtype="datetime64[D]")
    ends = np.array([release.ends for release in known], dtype="datetime64[D]")
    day = dates.astype("datetime64[D]")[:, None]
    days_away = np.maximum(np.maximum(starts - day, day - ends), np.timedelta64(0, "D")).astype(np.int64)
    latest_first = days_away[:, ::-1]
    of = len(known) - 1 - latest_first.argmin(axis=1)
    return Choice(known, of, days_away.min(axis=1) == 0)
