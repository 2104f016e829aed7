"""Exact SHAP contributions: our outcome tables, and peers on the same model and rows in the same run.

    python benchmarks/contributions.py [ROWS]

The first model has the default shape (depth 4, 15 leaves, 96 features: 70 flags, 20 numbers with holes, 6 categories),
500 trees. fasttreeshap and woodelf do not read categorical splits, so a second model, of the same data without
categories and holes, lets every method run. Slow peers get the first rows only, as many as the table says. Every
method's values are compared with LightGBM's own. A peer that is not installed or fails is named and passed over:
``make bench-shap`` runs this in an environment of the peers' own, since fasttreeshap needs NumPy before 2.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import lightgbm
import numpy as np
import numpy.typing as npt

from denialrisk.serving.contributions import Explainer

ROWS = 200_000
ROWS_FOR_LIGHTGBM = 4_000
ROWS_FOR_PEERS = 4_000
ROWS_FOR_BULK = 50_000
TREES = 500
FLAGS, NUMBERS, CATEGORIES = 70, 20, 6
Floats = npt.NDArray[np.float64]
Work = Callable[[Floats], Floats]


def table(rows: int) -> tuple[Floats, Floats]:
    """Features and outcomes such as the product has: flags that raise risk, numbers with holes, categories."""
    rng = np.random.default_rng(0)
    flags = rng.random((rows, FLAGS)) < rng.uniform(0.01, 0.3, FLAGS)
    numbers = rng.normal(size=(rows, NUMBERS))
    numbers[rng.random((rows, NUMBERS)) < 0.1] = np.nan
    levels = rng.integers(0, 40, (rows, CATEGORIES))
    raised = flags @ rng.exponential(0.3, FLAGS) + np.nan_to_num(numbers[:, :5]).sum(axis=1) * 0.3
    chance = 1 / (1 + np.exp(2.5 - raised - 0.5 * np.sin(levels[:, 0])))
    return np.column_stack([flags, numbers, levels]).astype(float), (rng.random(rows) < chance).astype(float)


def plain(x: Floats) -> Floats:
    """The same rows with 0 in the holes; a model of them takes the categories for numbers."""
    return np.nan_to_num(x)


def model(x: Floats, y: Floats, categories: int = CATEGORIES) -> lightgbm.Booster:
    """A booster of the default shape; the last columns are categories."""
    params = {"objective": "binary", "max_depth": 4, "num_leaves": 15, "min_data_in_leaf": 40, "verbose": -1,
              "num_threads": 2, "monotone_constraints": [1] * FLAGS + [0] * (NUMBERS + CATEGORIES)}  # fmt: skip
    last = list(range(x.shape[1] - categories, x.shape[1]))
    return lightgbm.train(params, lightgbm.Dataset(x, y, categorical_feature=last), TREES)


def by_shap(booster: lightgbm.Booster) -> Work:
    """shap.TreeExplainer."""
    import shap

    explainer = shap.TreeExplainer(booster)
    return lambda x: np.asarray(explainer.shap_values(x))


def by_fasttreeshap(algorithm: str) -> Callable[[lightgbm.Booster], Work]:
    """fasttreeshap, one of its algorithms."""

    def of(booster: lightgbm.Booster) -> Work:
        import fasttreeshap

        explainer = fasttreeshap.TreeExplainer(booster, algorithm=algorithm, n_jobs=2)
        return lambda x: explainer.shap_values(x, check_additivity=False)

    return of


def by_woodelf(booster: lightgbm.Booster) -> Work:
    """woodelf, without its GPU."""
    import pandas as pd
    from woodelf import WoodelfExplainer

    explainer = WoodelfExplainer(booster)

    def work(x: Floats) -> Floats:
        with Path(os.devnull).open("w") as none, redirect_stdout(none), redirect_stderr(none):  # it tells of itself
            return np.asarray(explainer.shap_values(pd.DataFrame(x, columns=booster.feature_name())))

    return work


PEERS: dict[str, tuple[int, Callable[[lightgbm.Booster], Work]]] = {
    "shap": (ROWS_FOR_PEERS, by_shap),
    "fasttreeshap v1": (ROWS_FOR_PEERS, by_fasttreeshap("v1")),
    "fasttreeshap v2": (ROWS_FOR_PEERS, by_fasttreeshap("v2")),
    "woodelf": (ROWS_FOR_BULK, by_woodelf),
}
"""How many rows each peer gets, and how it is made. woodelf prepares much for each call, and wants many rows."""


def timed(work: Work, x: Floats) -> tuple[Floats, float]:
    """Values, and seconds of the second call."""
    work(x[:100])  # compiles, fills tables
    began = time.perf_counter()
    values = work(x)
    return values, time.perf_counter() - began


def compare(title: str, booster: lightgbm.Booster, x: Floats) -> None:
    """Print the table of one model."""
    explainer = Explainer(booster.model_to_string())
    few = x[:ROWS_FOR_LIGHTGBM]
    expected, seconds = timed(lambda part: np.asarray(booster.predict(part, pred_contrib=True, num_threads=2)), few)
    base = len(few) / seconds
    print(f"\n{title}\n\n| method | rows | rows/s | times pred_contrib | largest difference |\n|---|---|---|---|---|")

    def line(name: str, rows: int, work: Work) -> None:
        values, seconds = timed(work, x[:rows])
        shaped = np.asarray(values).reshape(-1, rows, x.shape[1])[-1]  # some give a matrix for each class
        difference = np.abs(shaped[: len(few)] - expected[:rows, :-1]).max()
        print(f"| {name} | {rows:,} | {rows / seconds:,.0f} | {rows / seconds / base:.1f} | {difference:.0e} |")

    line(f"denialrisk, {explainer.method}", len(x), lambda part: explainer.explain(part).values)
    print(f"| LightGBM pred_contrib | {len(few):,} | {base:,.0f} | 1.0 | |")
    for name, (rows, peer) in PEERS.items():
        try:
            line(name, min(rows, len(x)), peer(booster))
        except Exception as error:  # noqa: BLE001 -- whatever a peer stumbles over is its line in the table
            print(f"| {name} | | not measured: {type(error).__name__} | | |")


def main() -> None:
    """Print the tables."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    x, y = table(max(rows, 50_000))
    print(f"{TREES} trees; {platform.machine()}, 2 threads, Python {platform.python_version()}, NumPy {np.__version__}"
          f", LightGBM {version('lightgbm')}, {datetime.now(UTC):%Y-%m-%d}")  # fmt: skip
    compare("The default shape: categories, and numbers with holes", model(x[:50_000], y[:50_000]), x[:rows])
    x = plain(x)
    compare("Without categories and holes", model(x[:50_000], y[:50_000], categories=0), x[:rows])


if __name__ == "__main__":
    main()
