"""From 837 files and notes on disk to the worklist on disk, beside the same work as it is usually written.

    python benchmarks/end_to_end.py [CLAIMS] [CLAIMS_OF_THE_MODEL]

A world of CLAIMS is simulated and scored with 2 processes by a model trained on a smaller world: from 837 and notes,
from 837 without notes, and from the claims table (claims.parquet) without notes and with the evidence of the notes
given. The usual way is measured on the first 500 claims in the same run: claims one
by one, twenty regular expressions over each note, one row of features at a time, LightGBM's predict and
shap.TreeExplainer on that row. It knows none of the rules and writes no fixes, so it does less.
"""

from __future__ import annotations

import json
import platform
import re
import resource
import sys
import tempfile
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

if str(Path(__file__).parent) in sys.path:
    sys.path.remove(str(Path(__file__).parent))  # shap.py beside this file is not the package shap
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))  # so that it runs without an install, too

from denialrisk.cli.inputs import Claims, remit_table
from denialrisk.data.simulate import simulate
from denialrisk.features.build import build
from denialrisk.features.frames import Frames
from denialrisk.features.notes import read
from denialrisk.features.notes.given import read_given
from denialrisk.serving import bundle as bundles
from denialrisk.serving.score import Job, score
from denialrisk.training.config import Config
from denialrisk.training.dataset import prepare
from denialrisk.training.train import make_bundle

CLAIMS, CLAIMS_OF_THE_MODEL, USUAL = 100_000, 5_000, 500
WORDS = (
    "weak(ness)?", "fatigue", r"strength.{0,20}[0-5]/5", "left", "right", "bilateral", "stroke|cva", "onset", "gait",
    "reflex", "sensation", "fall", r"(denies|no) weakness", "myopathy", "plan", "assessment", "exercise", "goal",
    "progress", "signed",
)  # fmt: skip


def trained(world: Path, claims: int) -> Path:
    """A bundle of a model of so many claims."""
    simulate(claims, seed=2, out=world)
    config = Config()
    data = prepare(Claims([world / "claims"], world / "notes.jsonl"), remit_table([world / "remits"]), config)
    bundles.save(make_bundle(data, config), world / "bundle")
    return world / "bundle"


def ours(batches: Claims, bundle: Path, out: Path, evidence: Path | None = None) -> float:
    """Seconds of a run with 2 processes, its start and the reading of given evidence among them."""
    began = time.perf_counter()
    score(Job(batches, bundle, out, processes=2, given=read_given(evidence) if evidence else None))
    return time.perf_counter() - began


def tabled(batches: Claims, folder: Path) -> tuple[Path, Path]:
    """The claims table without notes and the evidence of its notes, as Parquet files, made outside the clock."""
    claims, evidence = folder / "claims.parquet", folder / "evidence.parquet"
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        pq.write_table(pa.concat_tables(pool.map(read, batches)), evidence)
    without = [batch.drop_columns(["notes"]).append_column("notes", _none(batch)) for batch in batches]
    pq.write_table(pa.Table.from_batches(without), claims)
    return claims, evidence


def _none(batch: pa.RecordBatch) -> pa.Array:
    return pa.array([[]] * batch.num_rows, batch.schema.field("notes").type)


def usual(batch: pa.RecordBatch, folder: Path) -> float:
    """Seconds of the usual way on one batch."""
    import shap

    bundle = bundles.load(folder)
    booster = bundle.model()
    explainer = shap.TreeExplainer(booster)
    rows = []
    began = time.perf_counter()
    for at in range(batch.num_rows):
        claim = batch.slice(at, 1)
        texts = [note["text"] for note in claim.column("notes")[0].as_py()]
        found = {word: any(re.search(word, text, re.IGNORECASE) for text in texts) for word in WORDS}
        row = build(Frames.of(claim), bundle.tables).matrix
        probability = bundle.calibration.probability(np.asarray(booster.predict(row, raw_score=True)))
        values = np.asarray(explainer.shap_values(row))
        rows.append({"risk": float(probability[0]), "values": values.ravel().tolist()} | found)
    (folder.parent / "usual.json").write_text(json.dumps(rows))
    return time.perf_counter() - began


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore", UserWarning)  # shap tells of its output's form at each row
    sizes = [int(word) for word in sys.argv[1:]] + [CLAIMS, CLAIMS_OF_THE_MODEL][len(sys.argv) - 1 :]
    with tempfile.TemporaryDirectory() as folder:
        model, world = Path(folder) / "model", Path(folder) / "world"
        bundle = trained(model, sizes[1])
        simulate(sizes[0], seed=1, out=world)
        noted = Claims([world / "claims"], world / "notes.jsonl")
        table, evidence = tabled(noted, world)
        seconds = {
            "837 and notes": ours(noted, bundle, world / "a"),
            "837 without notes": ours(Claims([world / "claims"], None), bundle, world / "b"),
            "claims table without notes": ours(Claims([table], None), bundle, world / "c"),
            "claims table, evidence given": ours(Claims([table], None), bundle, world / "d", evidence),
        }
        first = next(iter(Claims([world / "claims"], world / "notes.jsonl"))).slice(0, USUAL)
        slow = usual(first, bundle) / first.num_rows
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{platform.machine()}, 2 processes, Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}; "
          f"largest process {memory:,.0f} MiB\n")  # fmt: skip
    print("| from | claims | claims/s | times the usual way |\n|---|---|---|---|")
    for name, total in seconds.items():
        print(f"| {name} | {sizes[0]:,} | {sizes[0] / total:,.0f} | {sizes[0] / total * slow:,.0f} |")
    print(f"| the usual way, 837 and notes already in memory | {first.num_rows:,} | {1 / slow:,.1f} | 1 |")


if __name__ == "__main__":
    main()
