"""Scored parts of a run on the disk, and their merging: a part is sorted as it is written, in the order of work.

Nothing but one sort key per claim and the rows in hand is in memory: parts are mapped, not read.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from denialrisk.data.atomic import atomic_file
from denialrisk.data.mapped import let_go
from denialrisk.data.schema import RISK_TIERS, WORKLIST
from denialrisk.serving import flat

AT_ONCE: Final = 20_000
"""Rows that are merged at a time."""
LINE: Final = "csv"
"""Column of a part that holds the rows' lines of worklist.csv: written where the rows are scored, in each process."""


def write(worklist: pa.Table, file: Path, about: Mapping[str, str]) -> None:
    """Write worklist rows as a part; ``about`` is what the process that scored them has to say of them."""
    ordered = worklist.append_column(LINE, flat.lines(worklist)).take(pa.array(_order(_keys(worklist))))
    ordered = ordered.replace_schema_metadata(dict(about))
    with (
        atomic_file(file) as draft,
        pa.OSFile(str(draft), "wb") as sink,
        pa.ipc.new_file(sink, ordered.schema) as writer,
    ):
        writer.write_table(ordered)


def rows(part: Path) -> int:
    """How many claims a part holds."""
    return int(_read(part).num_rows)


def about(part: Path) -> dict[str, str]:
    """What was said of a part as it was written."""
    return {name.decode(): value.decode() for name, value in _read(part).schema.metadata.items()}


def merged(files: list[Path], at_once: int = AT_ONCE) -> Iterator[pa.Table]:
    """Rows of all parts in the order of work, ``at_once`` at a time, with their ranks."""
    if not files:
        return
    maps = list(map(_mapped, files))
    parts = [pa.ipc.open_file(pa.py_buffer(each)).read_all() for each in maps]
    keys = np.concatenate([_keys(part) for part in parts])
    let_go(maps)
    part_of = np.repeat(np.arange(len(parts)), [part.num_rows for part in parts])
    order = part_of[_order(keys)]  # which part gives the next row; within a part rows come in its own order
    taken = np.zeros(len(parts), dtype=np.int64)
    for start in range(0, len(order), at_once):
        owners = order[start : start + at_once]
        counts = np.bincount(owners, minlength=len(parts))
        slices = [part.slice(int(at), int(n)) for part, at, n in zip(parts, taken, counts, strict=True) if n]
        taken += counts
        place = np.empty(len(owners), dtype=np.int64)
        place[np.argsort(owners, kind="stable")] = np.arange(len(owners))
        ranks = pa.array(np.arange(start + 1, start + 1 + len(owners)))
        yield pa.concat_tables(slices).take(pa.array(place)).set_column(0, WORKLIST.arrow.field("rank"), ranks)
        let_go(maps)


def _read(part: Path) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(part))).read_all()


def _mapped(part: Path) -> mmap.mmap:
    with part.open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


def _keys(table: pa.Table) -> npt.NDArray[np.void]:
    """What rows are ordered by: tier, then dollars at risk, then probability, highest first; then as they came in."""
    keys = np.zeros(table.num_rows, dtype=[("tier", "i1"), ("dollars", "f8"), ("risk", "f8")])
    keys["tier"] = pc.index_in(table.column("risk_tier"), pa.array(RISK_TIERS)).to_numpy()
    keys["dollars"] = -table.column("dollars_at_risk").cast(pa.float64()).to_numpy()
    keys["risk"] = -table.column("denial_probability").to_numpy()
    return keys


def _order(keys: npt.NDArray[np.void]) -> npt.NDArray[np.int64]:
    return np.lexsort((keys["risk"], keys["dollars"], keys["tier"]))
