"""Search for better settings with Optuna, on folds in order of time; the test slice is never looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from denialrisk.data.errors import InputError
from denialrisk.training.bootstrap import Ranking
from denialrisk.training.config import Config
from denialrisk.training.dataset import Dataset
from denialrisk.training.fit import fit, margins

FOLDS: Final = 3
SPACE: Final[dict[str, tuple[float, float, bool]]] = {
    "learning_rate": (0.01, 0.1, True),
    "feature_fraction": (0.05, 0.6, False),
    "bagging_fraction": (0.6, 1.0, False),
    "lambda_l2": (0.0, 2.0, False),
    "context_weight": (0.03, 1.0, True),
    "history_weight": (0.03, 1.0, True),
    "min_data_in_leaf": (1, 60, True),
    "cat_smooth": (2.0, 100.0, True),
    "num_leaves": (4, 16, False),
}
"""Settings that are searched: lowest, highest, and whether on a logarithmic scale. Whole numbers stay whole."""


@dataclass(frozen=True)
class Trial:
    """One trial: its settings, its mean AUC over the folds that it was given, and whether it was stopped before all."""

    number: int
    settings: dict[str, Any]
    auc: float
    pruned: bool


@dataclass(frozen=True)
class Tuned:
    """The best settings found, and all trials. ``start`` is the mean AUC of the settings that were given."""

    config: Config
    start: float
    best: float
    trials: tuple[Trial, ...]


def require_optuna() -> None:
    """Raise InputError where settings cannot be searched for."""
    if find_spec("optuna") is None:
        raise InputError(
            "Optuna is not installed",
            expected="the extra 'tune' beside denialrisk",
            do="In the checkout, run pip install -c constraints.txt -e '.[tune]', or leave --tune out.",
        )


def tune(data: Dataset, config: Config, trials: int, progress: Callable[[str, int], None] = lambda *_: None) -> Tuned:
    """Search so many trials; the given settings are the first, so the result is never worse on the folds.

    Each fold fits on the claims answered before a day and is judged on those submitted in the time after it. A trial
    that falls behind the median of the others on its first folds is stopped.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    folds = list(time_folds(data))
    study = optuna.create_study(
        direction="maximize",
        sampler=optuna.samplers.TPESampler(seed=config.seed),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=4, n_warmup_steps=0),
    )
    study.enqueue_trial({name: getattr(config, name) for name in SPACE})

    def objective(trial: Any) -> float:
        proposed = replace(config, **{name: _suggested(trial, name, config) for name in SPACE})
        aucs = []
        for step, (early, late) in enumerate(folds):
            aucs.append(_auc(data, early, late, proposed))
            trial.report(float(np.mean(aucs)), step)
            if trial.should_prune():
                raise optuna.TrialPruned
        return float(np.mean(aucs))

    study.optimize(objective, n_trials=trials, callbacks=[lambda *_: progress(f"trying {trials} settings", 1)])
    found = tuple(
        Trial(each.number, dict(each.params), float(each.value), each.state == optuna.trial.TrialState.PRUNED)
        for each in study.trials
        if each.value is not None
    )
    best = {name: _typed(value, config, name) for name, value in study.best_params.items()}
    return Tuned(replace(config, **best), found[0].auc, float(study.best_value), found)


def time_folds(data: Dataset) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Rows to fit on and rows to judge on, FOLDS times, out of the fit slice; each judges a later span of time."""
    rows = data.part("fit")
    heads = data.heads_of(rows)
    days = heads["submitted_on"].to_numpy(dtype="datetime64[D]")
    edges = np.quantile(days.astype(np.int64), np.linspace(0.4, 1.0, FOLDS + 1)).astype("datetime64[D]")
    for start, end in pairwise(edges):
        known = (heads["known_on"].to_numpy(dtype="datetime64[D]") < start) & (days < start - data.slices.embargo_days)
        yield rows[known], rows[(days >= start) & (days <= end)]


def _auc(data: Dataset, early: npt.NDArray[np.int64], late: npt.NDArray[np.int64], config: Config) -> float:
    heads = data.heads_of(early)
    booster = fit(data.matrix[early], data.denied(early), heads["submitted_on"].to_numpy(), data.features, config)
    return Ranking(data.denied(late), margins(booster, data.matrix[late], config)).roc_auc()


def _suggested(trial: Any, name: str, config: Config) -> Any:
    low, high, logarithmic = SPACE[name]
    if isinstance(getattr(config, name), int):
        return int(trial.suggest_int(name, int(low), int(high), log=logarithmic))
    return float(trial.suggest_float(name, low, high, log=logarithmic))


def _typed(value: float, config: Config, name: str) -> Any:
    return int(value) if isinstance(getattr(config, name), int) else float(value)
