"""How long training takes and how much memory, beside scikit-learn's HistGradientBoosting and XGBoost on one matrix.

    python benchmarks/training.py [--claims 300000] [--simulated 20000] [--seed 1]

Claims are simulated, and repeated with new claim and patient numbers until there are enough, since
what is timed is the reading of notes, the building of features and the boosting, not how the claims came about.
Reading time is that of claims.parquet. XGBoost is timed where it is installed (extra 'bench').
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from denialrisk.cli.inputs import Claims, remit_table
from denialrisk.data.simulate import simulate
from denialrisk.training.bootstrap import Ranking
from denialrisk.training.config import Config
from denialrisk.training.dataset import Dataset, prepare
from denialrisk.training.fit import fit, margins
from denialrisk.training.train import make_bundle


def repeated(table: pa.Table, times: int, keys: tuple[str, ...]) -> pa.Table:
    """The rows so many times over, with the keys made different each time."""
    return pa.concat_tables([_renamed(table, str(number), keys) for number in range(times)])


def _renamed(table: pa.Table, suffix: str, keys: tuple[str, ...]) -> pa.Table:
    for key in keys:
        place = table.schema.get_field_index(key)
        table = table.set_column(place, table.schema.field(key), pc.binary_join_element_wise(table[key], suffix, "-"))
    return table


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
    filled = ~np.isnan(data.matrix[rows]).all(axis=0)  # scikit-learn refuses a column of nothing
    features = tuple(feature for feature, kept in zip(data.features, filled, strict=True) if kept)
    data = replace(data, matrix=data.matrix[:, filled], features=features)
    heads = data.heads_of(rows)
    denied, answers = heads["denied"].to_numpy(bool), data.heads_of(test)["denied"].to_numpy(bool)
    days = heads["submitted_on"].to_numpy()
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
    said.add_argument("--simulated", type=int, default=20_000)
    said.add_argument("--seed", type=int, default=1)
    given = said.parse_args()
    config = replace(Config(), seed=given.seed)
    with tempfile.TemporaryDirectory() as folder:
        world = Path(folder)
        simulate(min(given.simulated, given.claims), given.seed, world)
        batches = list(Claims((world / "claims",), world / "notes.jsonl")())
        remits = remit_table((world / "remits",))
    times = max(1, round(given.claims / sum(batch.num_rows for batch in batches)))
    remits = repeated(remits, times, ("claim_id",))

    def claims() -> Iterator[pa.RecordBatch]:
        for number in range(times):
            for batch in batches:
                again = _renamed(pa.Table.from_batches([batch]), str(number), ("claim_id", "patient_key"))
                yield from again.combine_chunks().to_batches()

    print(f"{times * sum(batch.num_rows for batch in batches):,} claims")
    data = timed("labels, notes, features", lambda: prepare(claims, remits, config))
    timed("boosting, calibration, reason model", lambda: make_bundle(data, config))
    peers(data, config)


if __name__ == "__main__":
    main()
