"""From 837 files and notes on disk to the worklist on disk, beside the same work as it is usually written.

    python benchmarks/end_to_end.py [CLAIMS] [CLAIMS_OF_THE_MODEL]

A world of CLAIMS is simulated and scored with 2 processes by a model trained on a smaller world: from 837 and notes,
and from the claims table without notes. The usual way is measured on the first 500 claims in the same run: claims one
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
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

if str(Path(__file__).parent) in sys.path:
    sys.path.remove(str(Path(__file__).parent))  # shap.py beside this file is not the package shap
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))  # so that it runs without an install, too

from denialrisk.cli.inputs import Claims, remit_table
from denialrisk.data.simulate import simulate
from denialrisk.features.build import build
from denialrisk.features.frames import Frames
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


def ours(batches: Claims, bundle: Path, out: Path) -> float:
    """Seconds of a run with 2 processes."""
    began = time.perf_counter()
    score(Job(batches, bundle, out, processes=2))
    return time.perf_counter() - began


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
        seconds = {
            "837 and notes": ours(Claims([world / "claims"], world / "notes.jsonl"), bundle, world / "a"),
            "837 without notes": ours(Claims([world / "claims"], None), bundle, world / "b"),
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
