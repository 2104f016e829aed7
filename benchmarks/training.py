"""How long training takes and how much memory, beside scikit-learn's HistGradientBoosting and XGBoost on one matrix.

    python benchmarks/training.py [--claims 300000] [--simulated 30000] [--seed 1] [--folder KEPT]

What is timed is `denialrisk train --claims tables --evidence evidence.parquet`: reading the tables, labels, features,
leakage audit, boosting, calibration, reasons, the whole evaluation with baselines, ablations and intervals, pictures,
report, and the MLflow run. What is done before, and not timed: simulating, ingest, and the reading of the notes
(`denialrisk evidence`, which benchmarks/notes.py times). Claims are simulated, and repeated with new claim and patient
numbers until there are enough; with --simulated as many as --claims, none is repeated. ``--folder`` keeps what is made
before, for another run.

Then the boosters alone, scoring of the test rows included, on the matrix of that run: the same rows, columns,
categories, monotone constraints, threads, depth, steps and number of trees, which are those that ours chose. XGBoost
also draws columns and rows for each tree as ours does, which HistGradientBoosting cannot. XGBoost is timed where it is
installed (extra 'bench'). Each piece of work has a process of its own, so that its peak of memory is its own; CPU
seconds tell on a busy machine what time does not.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from denialrisk.cli.inputs import given
from denialrisk.data.schema import CLAIMS, EVIDENCE
from denialrisk.data.simulate import simulate
from denialrisk.features.build import Feature
from denialrisk.features.inputs import Claims, Remits
from denialrisk.features.notes import read
from denialrisk.training.bootstrap import Ranking
from denialrisk.training.config import Config, for_rows
from denialrisk.training.dataset import Dataset, prepare
from denialrisk.training.fit import boost, margins, rounds
from denialrisk.training.tracking import Store
from denialrisk.training.train import train

STEPS: dict[str, float] = {}
"""When each step began, in the order they came."""


def make(folder: Path, claims: int, simulated: int, seed: int) -> None:
    """claims.parquet without notes, remits.parquet and evidence.parquet of so many claims."""
    simulate(simulated, seed, folder / "world")
    batches = list(Claims((folder / "world" / "claims",), folder / "world" / "notes.jsonl")())
    evidence = pa.concat_tables([read(batch) for batch in batches])
    remits = Remits((folder / "world" / "remits",)).table()
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


def alone(work: Callable[..., Any], *about: Any) -> Any:
    """What the work gives, done in a new process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *about).result()


def timed(name: str, work: Callable[[], Any]) -> Any:
    """Do the work and print what it took: time, processor time of all threads, and the process's peak of memory."""
    began, used = time.perf_counter(), time.process_time()
    result = work()
    took, used = time.perf_counter() - began, time.process_time() - used
    print(f"{name:44} {took:8.1f} s   {used:8.1f} CPU s   peak {peak():5.2f} GiB", flush=True)
    return result


def peak() -> float:
    """The most memory this process has held, GiB, on Linux; getrusage counts what it was forked from, too."""
    said = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(said.split()[1]) / 2**20


def whole(tables: tuple[Path, ...], evidence: Path, config: Config, scratch: Path) -> None:
    """All of `denialrisk train`, step by step."""

    def run() -> Any:
        return train(given(Claims(tables, None), evidence, ()), config, Store(scratch / "mlruns"), told)

    began = time.perf_counter()
    trained = timed("denialrisk train, all of it:", run)
    steps(began, time.perf_counter())
    print(f"AUC {trained.results.headline['roc_auc']:.4f}, {trained.bundle.about['trees']} trees", flush=True)


@dataclass(frozen=True)
class Matrix:
    """What boosters learn from and are judged on; ``columns`` are the features that hold anything at all."""

    ARRAYS: ClassVar = ("fit", "denied", "day", "test", "answers")
    fit: Any
    denied: Any
    day: Any
    test: Any
    answers: Any
    columns: tuple[Feature, ...]

    @classmethod
    def of(cls, data: Dataset) -> Matrix:
        """The slices of a data set, without the columns of nothing but holes, which scikit-learn refuses."""
        rows, test = data.part("fit"), data.part("test")
        filled = np.flatnonzero(~np.isnan(data.matrix[rows]).all(axis=0))
        columns = tuple(data.features[place] for place in filled.tolist())
        return cls(
            data.matrix[rows][:, filled], data.denied(rows), data.heads_of(rows)["submitted_on"].to_numpy(),
            data.matrix[test][:, filled], data.denied(test), columns,
        )  # fmt: skip

    def save(self, folder: Path) -> None:
        """Write the arrays, to be read by other processes."""
        for name in self.ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))

    @classmethod
    def load(cls, folder: Path, columns: tuple[Feature, ...]) -> Matrix:
        """What save() wrote."""
        arrays = {name: np.load(folder / f"{name}.npy") for name in cls.ARRAYS}
        return cls(**arrays, columns=columns)


def trees_of(folder: Path, columns: tuple[Feature, ...], config: Config) -> int:
    """How many trees ours takes."""
    on = Matrix.load(folder, columns)
    return int(timed("ours: how many trees", lambda: rounds(on.fit, on.denied, on.day, columns, config)))


def ours(on: Matrix, trees: int, config: Config) -> Any:
    """LightGBM as we use it: scores of the test rows."""
    return margins(boost(on.fit, on.denied, on.columns, trees, config), on.test, config)


def scikit_learn(on: Matrix, trees: int, config: Config) -> Any:
    """HistGradientBoosting's."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=trees, max_depth=config.max_depth, learning_rate=config.learning_rate, early_stopping=False,
        categorical_features=[feature.categorical for feature in on.columns],
        monotonic_cst=[feature.monotone for feature in on.columns], random_state=config.seed,
    )  # fmt: skip
    return model.fit(on.fit, on.denied).predict_proba(on.test)[:, 1]


def xgboost(on: Matrix, trees: int, config: Config) -> Any:
    """XGBoost's."""
    from xgboost import XGBClassifier

    model = XGBClassifier(
        n_estimators=trees, max_depth=config.max_depth, learning_rate=config.learning_rate, tree_method="hist",
        feature_types=["c" if feature.categorical else "q" for feature in on.columns], enable_categorical=True,
        monotone_constraints=tuple(feature.monotone for feature in on.columns),
        colsample_bytree=config.feature_fraction, subsample=config.bagging_fraction,
        n_jobs=config.threads, random_state=config.seed,
    )  # fmt: skip
    return model.fit(on.fit, on.denied).predict_proba(on.test)[:, 1]


BOOSTERS = {"ours: LightGBM": ours, "scikit-learn HistGradientBoosting": scikit_learn, "XGBoost, hist": xgboost}


def judged(name: str, folder: Path, columns: tuple[Feature, ...], trees: int, config: Config) -> None:
    """One booster: what it takes, and how well it ranks the test rows."""
    on = Matrix.load(folder, columns)
    score = timed(name, lambda: BOOSTERS[name](on, trees, config))
    print(f"{'':44} AUC {Ranking(on.answers, np.asarray(score, dtype=np.float64)).roc_auc():.4f}", flush=True)


def boosters(tables: tuple[Path, ...], evidence: Path, config: Config, scratch: Path) -> None:
    """Each booster on the same matrix, with as many trees of the same depth and steps, on so many threads."""
    source = given(Claims(tables, None), evidence, ())
    on = Matrix.of(prepare(source.batches, source.remits, config, source.extras))
    on.save(scratch)
    config = for_rows(config, len(on.fit))  # the steps that training takes
    os.environ["OMP_NUM_THREADS"] = str(config.threads)  # scikit-learn asks nobody else
    trees = alone(trees_of, scratch, on.columns, config)
    rows, held = (f"{len(each):,}" for each in (on.fit, on.test))
    print(f"{trees} trees in steps of {config.learning_rate:g} from {rows} rows of {len(on.columns)} columns; "
          f"AUC on {held}", flush=True)  # fmt: skip
    for name in BOOSTERS:
        if name.startswith("XGBoost") and find_spec("xgboost") is None:
            print("XGBoost is not installed (extra 'bench'): left out")
            continue
        alone(judged, name, scratch, on.columns, trees, config)


def main() -> None:
    """Time each step and print it."""
    said = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    said.add_argument("--claims", type=int, default=300_000)
    said.add_argument("--simulated", type=int, default=30_000)
    said.add_argument("--seed", type=int, default=1)
    said.add_argument("--folder", type=Path, help="keep the tables here, and use them if they are here")
    asked = said.parse_args()
    config = replace(Config(), seed=asked.seed)
    os.environ["OMP_WAIT_POLICY"] = "passive"  # as the command line sets it; alike for all
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        tables, evidence = (folder / "tables",), folder / "evidence.parquet"
        if not evidence.exists():
            make(folder, asked.claims, min(asked.simulated, asked.claims), asked.seed)
        print(f"{pq.read_metadata(tables[0] / 'claims.parquet').num_rows:,} claims", flush=True)
        for work in (whole, boosters):
            alone(work, tables, evidence, config, Path(scratch))


if __name__ == "__main__":
    main()
