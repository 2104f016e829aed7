"""How long training takes and how much memory, beside scikit-learn's HistGradientBoosting and XGBoost on one matrix.

    python benchmarks/training.py [--claims 300000] [--simulated 30000] [--seed 1] [--folder KEPT]

What is timed is `denialrisk train --claims tables --evidence evidence.parquet`: reading the tables, labels, features,
leakage audit, boosting, calibration, reasons, the whole evaluation with baselines, ablations and intervals, pictures,
report, and the MLflow run. What is done before, and not timed: simulating, ingest, and the reading of the notes
(`denialrisk evidence`, which benchmarks/notes.py times). Claims are simulated, and repeated with new claim and patient
numbers until there are enough; with --simulated as many as --claims, none is repeated. XGBoost is timed where it is
installed (extra 'bench'). ``--folder`` keeps what is made before, for another run.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from denialrisk.cli.inputs import Claims, given, remit_table
from denialrisk.data.schema import CLAIMS, EVIDENCE
from denialrisk.data.simulate import simulate
from denialrisk.features.notes import read
from denialrisk.training.bootstrap import Ranking
from denialrisk.training.config import Config, for_rows
from denialrisk.training.dataset import Dataset, prepare
from denialrisk.training.fit import fit, margins
from denialrisk.training.tracking import Store
from denialrisk.training.train import train

STEPS: dict[str, float] = {}
"""When each step began, in the order they came."""


def make(folder: Path, claims: int, simulated: int, seed: int) -> None:
    """claims.parquet without notes, remits.parquet and evidence.parquet of so many claims."""
    simulate(simulated, seed, folder / "world")
    batches = list(Claims((folder / "world" / "claims",), folder / "world" / "notes.jsonl")())
    evidence = pa.concat_tables([read(batch) for batch in batches])
    remits = remit_table((folder / "world" / "remits",))
    bare = [batch.set_column(CLAIMS.arrow.get_field_index("notes"), CLAIMS.arrow.field("notes"), _no_notes(batch))
            for batch in batches]  # fmt: skip
    times = max(1, round(claims / sum(batch.num_rows for batch in batches)))
    for name, tables, schema, keys in (
        ("claims", bare, CLAIMS.arrow, ("claim_id", "patient_key")),
        ("remits", [remits], remits.schema, ("claim_id",)),
        ("evidence", [evidence], EVIDENCE.arrow, ("claim_id",)),
    ):
        _repeated(folder / "tables" / f"{name}.parquet", tables, schema, times, keys)
    (folder / "tables" / "evidence.parquet").rename(folder / "evidence.parquet")


def _no_notes(batch: pa.RecordBatch) -> pa.Array:
    return pa.array([[]] * batch.num_rows, CLAIMS.arrow.field("notes").type)


def _repeated(
    file: Path, tables: Iterable[pa.Table | pa.RecordBatch], schema: pa.Schema, times: int, keys: tuple[str, ...]
) -> None:
    """Write the rows so many times over, with the keys made different each time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(file, schema) as writer:
        for number in range(times):
            for table in tables:
                columns = {name: table.column(name) for name in schema.names}
                for key in keys:
                    columns[key] = pc.binary_join_element_wise(columns[key], str(number), "-")
                writer.write_table(pa.table(columns, schema=schema))


def told(step: str, _rows: int) -> None:
    """What train() calls as it goes on: remembers when each step began."""
    STEPS.setdefault(step, time.perf_counter())


def steps(began: float, ended: float) -> None:
    """Print how long each step took. A reading step is told of when its first batch is done."""
    names, starts = list(STEPS), [began, *list(STEPS.values())[1:], ended]
    for name, start, end in zip(names, starts, starts[1:], strict=False):
        print(f"  {name:42} {end - start:8.1f} s")


def timed(name: str, work: Callable[[], Any]) -> Any:
    """Do the work and print how long it took and how much memory the process has held at most."""
    began = time.perf_counter()
    result = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{name:44} {time.perf_counter() - began:8.1f} s   peak {peak:5.2f} GiB", flush=True)
    return result


def peers(data: Dataset, config: Config) -> None:
    """Boosters on the same rows, columns and threads, with as many trees of the same depth."""
    rows, test = data.part("fit"), data.part("test")
    config = for_rows(config, len(rows))  # the steps that training takes
    filled = ~np.isnan(data.matrix[rows]).all(axis=0)  # scikit-learn refuses a column of nothing
    features = tuple(feature for feature, kept in zip(data.features, filled, strict=True) if kept)
    data = replace(data, matrix=data.matrix[:, filled], features=features)
    denied, answers = data.denied(rows), data.denied(test)
    days = data.heads_of(rows)["submitted_on"].to_numpy()
    booster = timed(
        "ours: LightGBM, trees chosen on late rows",
        lambda: fit(data.matrix[rows], denied, days, data.features, config),
    )
    trees = booster.num_trees()
    print(f"{'':44} AUC {Ranking(answers, margins(booster, data.matrix[test], config)).roc_auc():.4f}, {trees} trees")

    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=trees, max_depth=config.max_depth, learning_rate=config.learning_rate, early_stopping=False,
        categorical_features=[feature.categorical for feature in data.features], random_state=config.seed,
    )  # fmt: skip
    timed("scikit-learn HistGradientBoosting", lambda: model.fit(data.matrix[rows], denied))
    print(f"{'':44} AUC {Ranking(answers, model.predict_proba(data.matrix[test])[:, 1]).roc_auc():.4f}")
    try:
        import xgboost
    except ImportError:
        print("XGBoost is not installed (extra 'bench'): left out")
        return
    other = xgboost.XGBClassifier(
        n_estimators=trees, max_depth=config.max_depth, learning_rate=config.learning_rate, tree_method="hist",
        n_jobs=config.threads, random_state=config.seed,
    )  # fmt: skip
    timed("XGBoost, hist", lambda: other.fit(data.matrix[rows], denied))
    print(f"{'':44} AUC {Ranking(answers, other.predict_proba(data.matrix[test])[:, 1]).roc_auc():.4f}")


def main() -> None:
    """Time each step and print it."""
    said = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    said.add_argument("--claims", type=int, default=300_000)
    said.add_argument("--simulated", type=int, default=30_000)
    said.add_argument("--seed", type=int, default=1)
    said.add_argument("--folder", type=Path, help="keep the tables here, and use them if they are here")
    asked = said.parse_args()
    config = replace(Config(), seed=asked.seed)
    if str(Path(__file__).parent) in sys.path:
        sys.path.remove(str(Path(__file__).parent))  # shap is the library, not the benchmark beside this one
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        tables, evidence = (folder / "tables",), folder / "evidence.parquet"
        if not evidence.exists():
            make(folder, asked.claims, min(asked.simulated, asked.claims), asked.seed)
        print(f"{pq.read_metadata(tables[0] / 'claims.parquet').num_rows:,} claims")
        began = time.perf_counter()
        data = timed("denialrisk train, all of it:", lambda: _train(tables, evidence, config, Path(scratch)))
        steps(began, time.perf_counter())
        print(f"AUC {data.results.headline['roc_auc']:.4f}, {data.bundle.about['trees']} trees", flush=True)
        source = given(tables, None, evidence, ())
        peers(prepare(source.batches, source.remits, config, source.beside), config)


def _train(tables: tuple[Path, ...], evidence: Path, config: Config, scratch: Path) -> Any:
    return train(given(tables, None, evidence, ()), config, Store(scratch / "mlruns"), told)


if __name__ == "__main__":
    main()
