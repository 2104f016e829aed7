"""The nightly job: claims in, worklist out, batch by batch in bounded memory.

Each batch is scored to a part file, sorted by the order of work; when all parts stand, they are merged in that order.
Nothing but one batch, and one sort key per claim, is in memory.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from denialrisk.data.schema import RISK_TIERS, WORKLIST
from denialrisk.features.notes import read
from denialrisk.serving import flat, page
from denialrisk.serving.bundle import Bundle
from denialrisk.serving.fixes import fixes
from denialrisk.serving.scorer import Scorer
from denialrisk.serving.worklist import code_set, rule_pack, worklist

FLOOR = 0.10
"""Claims below this probability are not re-scored after each fix: there is little to win."""


@dataclass
class Summary:
    """What a scoring run did; the figures add up: claims = high + medium + low."""

    claims: int = 0
    abstained: int = 0
    tiers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RISK_TIERS, 0))
    dollars_at_risk: float = 0.0
    seconds: float = 0.0
    model_version: str = ""
    rule_pack: str = ""
    code_set: str = ""


def score(
    batches: Iterable[pa.RecordBatch],
    bundle: Bundle,
    out: Path,
    past: pa.Table | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Summary:
    """Score CLAIMS batches into ``out``: worklist.parquet, worklist.csv, worklist.html, manifest.json.

    ``past`` are earlier lines of the patients (features/past.py), for the rules that look across claims.
    """
    began = time.monotonic()
    scorer = Scorer(bundle)
    summary = Summary(model_version=bundle.version, rule_pack=rule_pack(), code_set=code_set())
    parts = out / ".parts"
    parts.mkdir(parents=True, exist_ok=True)
    files = []
    for number, batch in enumerate(batches):
        files.append(_write_part(score_batch(scorer, batch, past), parts / f"{number:06d}.arrow"))
        progress(batch.num_rows)
    with pq.ParquetWriter(out / "worklist.parquet.tmp", WORKLIST.arrow) as writer:
        for table in _merged(files):
            _count(summary, table)
            writer.write_table(table)
    (out / "worklist.parquet.tmp").replace(out / "worklist.parquet")
    shutil.rmtree(parts)
    flat.write(out / "worklist.parquet", out / "worklist.csv")
    page.write(out / "worklist.parquet", out / "worklist.html")
    summary.seconds = round(time.monotonic() - began, 1)
    (out / "manifest.json").write_text(json.dumps(asdict(summary), indent=1), encoding="utf-8")
    return summary


def score_batch(scorer: Scorer, batch: pa.RecordBatch, past: pa.Table | None = None) -> pa.Table:
    """One batch of CLAIMS to rows of WORKLIST."""
    scored = scorer.score(batch, read(batch), past)
    return worklist(scorer, scored, fixes(scorer, scored, FLOOR), batch)


def _keys(table: pa.Table) -> npt.NDArray[np.void]:
    """What rows are ordered by: tier, then dollars at risk, then probability, highest first, then claim_id."""
    tier = pc.index_in(table.column("risk_tier"), pa.array(RISK_TIERS)).to_numpy()
    keys = np.zeros(table.num_rows, dtype=[("tier", "i1"), ("dollars", "f8"), ("risk", "f8"), ("claim", "U64")])
    keys["tier"] = tier
    keys["dollars"] = -table.column("dollars_at_risk").cast(pa.float64()).to_numpy()
    keys["risk"] = -table.column("denial_probability").to_numpy()
    keys["claim"] = table.column("claim_id").to_numpy()
    return keys


def _order(keys: npt.NDArray[np.void]) -> npt.NDArray[np.int64]:
    return np.lexsort((keys["claim"], keys["risk"], keys["dollars"], keys["tier"]))


def _write_part(table: pa.Table, file: Path) -> Path:
    ordered = table.take(pa.array(_order(_keys(table))))
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, ordered.schema) as writer:
        writer.write_table(ordered)
    return file


def _merged(files: list[Path], rows: int = 20_000) -> Iterator[pa.Table]:
    """Rows of all parts in the order of work, ``rows`` at a time. Parts are mapped, not read, and each is sorted."""
    parts = [pa.ipc.open_file(pa.memory_map(str(file))).read_all() for file in files]
    if not parts:
        return
    keys = np.concatenate([_keys(part) for part in parts])
    part_of = np.repeat(np.arange(len(parts)), [part.num_rows for part in parts])
    order = part_of[_order(keys)]  # which part gives the next row; within a part rows come in its own order
    taken = np.zeros(len(parts), dtype=np.int64)
    for start in range(0, len(order), rows):
        owners = order[start : start + rows]
        counts = np.bincount(owners, minlength=len(parts))
        slices = [part.slice(int(at), int(n)) for part, at, n in zip(parts, taken, counts, strict=True) if n]
        taken += counts
        table = pa.concat_tables(slices).take(pa.array(np.argsort(np.argsort(owners, kind="stable"), kind="stable")))
        ranks = pa.array(np.arange(start + 1, start + 1 + len(owners)))
        yield table.set_column(0, WORKLIST.arrow.field("rank"), ranks)


def _count(summary: Summary, table: pa.Table) -> None:
    summary.claims += table.num_rows
    summary.abstained += pc.sum(table.column("abstain").cast(pa.int64())).as_py() or 0
    for row in pc.value_counts(table.column("risk_tier")).to_pylist():
        summary.tiers[row["values"]] += row["counts"]
    summary.dollars_at_risk = round(
        summary.dollars_at_risk + float(pc.sum(table.column("dollars_at_risk")).as_py() or 0), 2
    )
