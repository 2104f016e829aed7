"""From 837 files and notes on disk to the worklist on disk, beside the same work as it is usually written.

    python benchmarks/end_to_end.py [CLAIMS] [CLAIMS_OF_THE_MODEL]

A world of CLAIMS is simulated and scored with 2 processes by a model trained on a smaller world: from 837 and notes,
from 837 without notes, and from the claims table (claims.parquet) without notes and with the evidence of the notes
given, each way three times: the median is told, with the slowest and the fastest, as other work on a machine slows
whole minutes of it. The usual way is measured on the first 500 claims in the same run: claims one by one, twenty words
looked for in each note by medspaCy with ConText where ``make bench-medspacy`` has made its environment (else by regular
expressions), one row of features at a time, LightGBM's predict and shap.TreeExplainer on that row. It knows none of the
rules and writes no fixes, so it does less.
"""

from __future__ import annotations

import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
import zlib
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.append(str(Path(__file__).parents[1] / "scripts"))

from medspacy_reader import WORDS, installed, read_notes

from denialrisk.data.simulate import simulate
from denialrisk.features.inputs import Claims, Remits
from denialrisk.features.notes import read
from denialrisk.serving import bundle as bundles
from denialrisk.training.assemble import make_bundle
from denialrisk.training.config import Config
from denialrisk.training.dataset import prepare

CLAIMS, CLAIMS_OF_THE_MODEL = 100_000, 5_000
RUNS = 3
USUAL, USUAL_KNOWN = 500, 1_000
"""Claims that are scored in the usual way, and those that its model is trained on."""
PREFIXES = ("R531", "R538", "M6281", "G72", "G81", "G83", "I69", "I63", "R54", "E87")
STARTS = ("971", "975", "99", "959", "958", "705", "721", "G")


def trained(world: Path, claims: int) -> Path:
    """A bundle of a model of so many claims."""
    simulate(claims, seed=2, out=world)
    config = Config()
    data = prepare(Claims([world / "claims"], world / "notes.jsonl"), Remits([world / "remits"]).table(), config)
    bundles.save(make_bundle(data, config), world / "bundle")
    return world / "bundle"


def ours(bundle: Path, out: Path, *words: str | Path) -> list[float]:
    """Seconds of the command with 2 processes, its start and all reading among them, in each of RUNS, sorted."""
    command = [sys.executable, "-m", "denialrisk", "score", "--model", bundle, "--out", out, *words]
    return sorted(_seconds(command) for _ in range(RUNS))


def _seconds(command: list[str | Path]) -> float:
    os.sync()  # what was written before is not to be written meanwhile
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
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


Row = dict[str, float]


def by_hand(claim: dict[str, Any], words: set[str]) -> Row:
    """One claim as a good data scientist describes it: counts, flags of the usual codes, words of its notes."""
    codes = [diagnosis["code"] for diagnosis in claim["diagnoses"]]
    lines = claim["lines"]
    procedures = [line["procedure"] or "" for line in lines]
    waited = (claim["submitted_on"] - claim["service_to"]).days if claim["submitted_on"] else 0
    row = {
        "charge": float(claim["total_charge"]), "lines": len(lines), "diagnoses": len(codes), "waited": waited,
        "units": sum(line["units"] or 0 for line in lines), "age": claim["patient_age"] or -1,
        "authorized": claim["prior_authorization"], "institutional": claim["form"] == "institutional",
        "modifiers": len({modifier for line in lines for modifier in line["modifiers"]}),
        "no_modifier": sum(not line["modifiers"] for line in lines), "notes": len(claim["notes"]),
        "payer": zlib.crc32((claim["payer_id"] or "").encode()) % 64, "place": int(claim["place_of_service"] or 0),
    }  # fmt: skip
    row |= {f"first {prefix}": codes[0].startswith(prefix) if codes else False for prefix in PREFIXES}
    row |= {f"any {prefix}": any(code.startswith(prefix) for code in codes) for prefix in PREFIXES}
    row |= {f"bills {start}": any(code.startswith(start) for code in procedures) for start in STARTS}
    return row | {word: word in words for word in WORDS}


def words_of(claims: list[dict[str, Any]]) -> tuple[float, list[set[str]]]:
    """Seconds of reading the notes of claims, and the words found in those of each."""
    texts = [note["text"] for claim in claims for note in claim["notes"]]
    if installed():
        seconds, found = read_notes(texts)
    else:
        patterns = [re.compile(rf"\b{word}", re.IGNORECASE) for word in WORDS]
        began = time.perf_counter()
        found = [[word for word, each in zip(WORDS, patterns, strict=True) if each.search(text)] for text in texts]
        seconds = time.perf_counter() - began
    each = iter(found)
    return seconds, [{word for _ in claim["notes"] for word in next(each)} for claim in claims]


def usual(batch: pa.RecordBatch, world: Path) -> float:
    """Seconds of the usual way for the first claims of a batch; its model is trained on the others."""
    import lightgbm
    import shap

    claims = batch.slice(0, USUAL + USUAL_KNOWN).to_pylist()
    denied = pq.read_table(world / "truth.parquet", columns=["claim_id", "denied"]).to_pandas()
    answers = denied.set_index("claim_id")["denied"].reindex([claim["claim_id"] for claim in claims]).to_numpy(float)
    known = described(claims[USUAL:], words_of(claims[USUAL:])[1])
    params = {"objective": "binary", "verbose": -1, "num_threads": 2}
    booster = lightgbm.train(params, lightgbm.Dataset(known, answers[USUAL:]), 300)
    explainer = shap.TreeExplainer(booster)
    seconds, words = words_of(claims[:USUAL])
    rows = []
    began = time.perf_counter()
    for claim, found in zip(claims[:USUAL], words, strict=True):
        row = described([claim], [found])
        rows.append({"claim": claim["claim_id"], "risk": float(booster.predict(row)[0]),
                     "values": np.asarray(explainer.shap_values(row)).ravel().tolist()})  # fmt: skip
    pd.DataFrame(rows).to_csv(world / "usual.csv")
    return seconds + time.perf_counter() - began


def described(claims: list[dict[str, Any]], words: list[set[str]]) -> np.ndarray:
    """Claims with the words of their notes, a row of features each."""
    return pd.DataFrame([by_hand(claim, found) for claim, found in zip(claims, words, strict=True)]).to_numpy(float)


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
        x12, notes = ("--claims", world / "claims"), ("--notes", world / "notes.jsonl")
        seconds = {
            "837 and notes": ours(bundle, world / "a", *x12, *notes),
            "837 without notes": ours(bundle, world / "b", *x12),
            "claims table without notes": ours(bundle, world / "c", "--claims", table),
            "claims table, evidence given": ours(bundle, world / "d", "--claims", table, "--evidence", evidence),
        }
        first = next(iter(Claims([world / "claims"], world / "notes.jsonl")))
        slow = usual(first, world) / USUAL
    print(f"{platform.machine()}, 2 processes, Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}\n")
    print(f"| from | claims | claims/s, median of {RUNS} | slowest to fastest | times the usual way |")
    print("|---|---|---|---|---|")
    for name, each in seconds.items():
        fastest, middle, slowest = (sizes[0] / total for total in (each[0], statistics.median(each), each[-1]))
        print(f"| {name} | {sizes[0]:,} | {middle:,.0f} | {slowest:,.0f} to {fastest:,.0f} | {middle * slow:,.0f} |")
    reader = "medspaCy" if installed() else "regular expressions; medspaCy: make bench-medspacy"
    print(f"| the usual way ({reader}), 837 and notes already in memory | {USUAL:,} | {1 / slow:,.1f} | | 1 |")


if __name__ == "__main__":
    main()
