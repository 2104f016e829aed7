"""Exact SHAP contributions: our outcome tables, and peers on the same model and rows in the same run.

    python benchmarks/shap.py [ROWS]

The model has the default shape (depth 4, 15 leaves, 96 features: 70 flags, 20 numbers with holes, 6 categories), 500
trees. Slow peers get the first rows only, as many as the table says. Every method's values are compared with
LightGBM's own. A peer that is not installed is named and passed over (``pip install denialrisk[bench]``).
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import lightgbm
import numpy as np
import numpy.typing as npt

sys.path.remove(str(Path(__file__).parent))  # this file is not the package shap
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))  # so that it runs without an install, too

from denialrisk.serving.contributions import Explainer

ROWS = 200_000
ROWS_FOR_LIGHTGBM = 4_000
ROWS_FOR_PEERS = 4_000
TREES = 500
FLAGS, NUMBERS, CATEGORIES = 70, 20, 6
Floats = npt.NDArray[np.float64]


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


def model(x: Floats, y: Floats) -> lightgbm.Booster:
    """A booster of the default shape."""
    params = {"objective": "binary", "max_depth": 4, "num_leaves": 15, "min_data_in_leaf": 40, "verbose": -1,
              "num_threads": 2, "monotone_constraints": [1] * FLAGS + [0] * (NUMBERS + CATEGORIES)}  # fmt: skip
    categories = list(range(FLAGS + NUMBERS, FLAGS + NUMBERS + CATEGORIES))
    return lightgbm.train(params, lightgbm.Dataset(x, y, categorical_feature=categories), TREES)


def by_shap(booster: lightgbm.Booster) -> Callable[[Floats], Floats]:
    """shap.TreeExplainer."""
    import shap

    return shap.TreeExplainer(booster).shap_values


def by_fasttreeshap(booster: lightgbm.Booster) -> Callable[[Floats], Floats]:
    """fasttreeshap, algorithm v2."""
    import fasttreeshap

    return fasttreeshap.TreeExplainer(booster, algorithm="v2", n_jobs=2).shap_values


def by_woodelf(booster: lightgbm.Booster) -> Callable[[Floats], Floats]:
    """woodelf, without its GPU."""
    import pandas as pd
    from woodelf import WoodelfExplainer

    explainer = WoodelfExplainer(booster)
    return lambda x: np.asarray(explainer.shap_values(pd.DataFrame(x, columns=booster.feature_name())))


def timed(work: Callable[[Floats], Floats], x: Floats) -> tuple[Floats, float]:
    """Values, and seconds of the second call."""
    work(x[:100])  # compiles, fills tables
    began = time.perf_counter()
    values = work(x)
    return values, time.perf_counter() - began


def main() -> None:
    """Print the table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    x, y = table(max(rows, 50_000))
    booster = model(x[:50_000], y[:50_000])
    x = x[:rows]
    explainer = Explainer(booster)
    few = x[:ROWS_FOR_LIGHTGBM]
    expected, seconds = timed(lambda part: np.asarray(booster.predict(part, pred_contrib=True, num_threads=2)), few)
    base = len(few) / seconds
    print(f"{booster.num_trees()} trees; {platform.machine()}, 2 threads, Python {platform.python_version()}, "
          f"LightGBM {version('lightgbm')}, {datetime.now(UTC):%Y-%m-%d}\n")  # fmt: skip
    print("| method | rows | rows/s | times pred_contrib | largest difference |\n|---|---|---|---|---|")
    values, seconds = timed(lambda part: explainer.explain(part).values, x)
    difference = np.abs(values[: len(few)] - expected[:, :-1]).max()
    print(f"| denialrisk, {explainer.method} | {rows:,} | {rows / seconds:,.0f} | {rows / seconds / base:.1f} | "
          f"{difference:.0e} |")  # fmt: skip
    print(f"| LightGBM pred_contrib | {len(few):,} | {base:,.0f} | 1.0 | |")
    for name, peer in (("shap", by_shap), ("fasttreeshap", by_fasttreeshap), ("woodelf", by_woodelf)):
        try:
            work = peer(booster)
            values, seconds = timed(work, x[:ROWS_FOR_PEERS])
        except Exception as error:  # noqa: BLE001 -- whatever a peer stumbles over is its line in the table
            print(f"| {name} | | not measured: {type(error).__name__} | | |")
            continue
        rate = ROWS_FOR_PEERS / seconds
        difference = np.abs(np.asarray(values).reshape(-1, x.shape[1])[-ROWS_FOR_PEERS:] - expected[:, :-1]).max()
        print(f"| {name} | {ROWS_FOR_PEERS:,} | {rate:,.0f} | {rate / base:.1f} | {difference:.0e} |")


if __name__ == "__main__":
    main()
