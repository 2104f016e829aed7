"""The history file of a bundle: running counts as one Parquet file that any tool can read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from denialrisk.data.errors import InputError
from denialrisk.features import running
from denialrisk.features.alike import COLUMNS, DELAYS
from denialrisk.features.history import (
    AUTHORIZED,
    ENOUGH,
    FEW_CLAIMS,
    LEVELS,
    PRIOR_CLAIMS,
    PRIOR_RATE,
    RATES,
    Counted,
    HistoryTables,
)

_FORMAT: Final = "denialrisk history 4"
_SCHEMA: Final = pa.schema(
    [
        pa.field("level", pa.string()),
        *(pa.field(column, pa.string()) for column in COLUMNS),
        *(pa.field(name, pa.int32()) for name in ("day", "n", "hits")),
    ]
)


def save(tables: HistoryTables, path: Path | BinaryIO) -> None:
    """Write the tables as one Parquet file that any tool can read; the same tables give the same bytes."""
    about = {"format": _FORMAT, "as_of": tables.as_of.isoformat(), "rates": _settings()}
    parts = [_written(level, name) for name, level in _named(tables.levels, tables.authorized).items()]
    table = pa.concat_tables(parts).replace_schema_metadata({"denialrisk": json.dumps(about, sort_keys=True)})
    pq.write_table(table, path, compression="zstd", store_schema=True)


def load(path: Path) -> HistoryTables:
    """Read what save() wrote. A file of other rates, or not of ours, is refused."""
    table = pq.read_table(path)
    about = json.loads((table.schema.metadata or {}).get(b"denialrisk", b"{}"))
    if about.get("format") != _FORMAT or about.get("rates") != _settings():
        raise InputError(
            f"{path.name}: not a history file of this version",
            expected="the past rates this version of denialrisk knows",
            do="Train again, or use the version that wrote the bundle.",
        )
    frame = table.to_pandas()
    named = _named({each: each[0] for each in LEVELS}, {columns: columns for columns in AUTHORIZED})
    read = {name: running.of_rows(columns, frame[frame["level"] == name]) for name, columns in named.items()}
    levels = {each: read[_name(*each)] for each in LEVELS}
    authorized = {columns: read[_name(columns, authorized=True)] for columns in AUTHORIZED}
    return HistoryTables(dt.date.fromisoformat(about["as_of"]), levels, authorized)


def _name(columns: tuple[str, ...], reason: str = "", *, authorized: bool = False) -> str:
    """What a level is called in the file."""
    return "authorized " * authorized + "*".join(columns) + (f" for {reason}" if reason else "")


T = TypeVar("T")


def _named(levels: Mapping[Counted, T], authorized: Mapping[tuple[str, ...], T]) -> dict[str, T]:
    return {_name(*counted): each for counted, each in levels.items()} | {
        _name(columns, authorized=True): each for columns, each in authorized.items()
    }


def _settings() -> list[list[object]]:
    rates = [[rate.name, list(rate.columns), rate.parent, rate.days, rate.reason, rate.prior] for rate in RATES]
    return [
        ["prior", PRIOR_CLAIMS, PRIOR_RATE, ENOUGH],
        ["late", *DELAYS],
        *rates,
        ["authorized", FEW_CLAIMS, *map(list, AUTHORIZED)],
    ]


def _written(level: running.Level, name: str) -> pa.Table:
    size, texts = len(level.key), level.texts_of_rows()
    columns = {"level": pa.array([name] * size, pa.string())}
    columns |= {column: pa.array(texts.get(column, [None] * size), pa.string()) for column in COLUMNS}
    columns |= {name: pa.array(getattr(level, name), pa.int32()) for name in ("day", "n", "hits")}
    return pa.table(columns, schema=_SCHEMA)
