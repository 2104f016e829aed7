"""LightGBM of denial, and of the reason family given denial."""

from __future__ import annotations

from typing import Any, Final

import lightgbm
import numpy as np
import numpy.typing as npt
from sklearn.metrics import log_loss

from denialrisk.features.build import HISTORY, Feature
from denialrisk.serving.bundle import Reasons, chances
from denialrisk.training.config import Config
from denialrisk.training.dataset import Dataset, PredictLater

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


LATE: Final = 0.2
"""Share of the rows, the latest, on which the number of trees is found; half as many were off by up to a half."""


MANY: Final = 50_000
"""Rows from which more than one thread is worth the waiting of threads for each other."""


REASON_TREES: Final = 100
"""Rounds of the model of reasons, one tree a family each."""


def parameters(features: tuple[Feature, ...], config: Config, rows: int) -> dict[str, Any]:
    """LightGBM's parameters; issue features are constrained to raise risk only."""
    return {
        "objective": "binary",
        "max_depth": config.max_depth,
        "num_leaves": config.num_leaves,
        "learning_rate": config.learning_rate,
        "min_data_in_leaf": config.min_data_in_leaf,
        "lambda_l2": config.lambda_l2,
        "feature_fraction": config.feature_fraction,
        "bagging_fraction": config.bagging_fraction,
        "bagging_freq": 1,
        "extra_trees": config.extra_trees,
        "cat_smooth": config.cat_smooth,
        "max_cat_threshold": config.max_cat_threshold,
        "max_cat_to_onehot": config.most_levels_alone,
        "feature_contri": [gain_multiplier(feature, config) for feature in features],
        "monotone_constraints": [feature.monotone for feature in features],
        "monotone_constraints_method": config.monotone_method,
        "seed": config.seed,
        "num_threads": threads(rows, config),
        "deterministic": True,
        "force_col_wise": True,  # a quarter less work than row-wise where a tree sees a part of the features
        "is_enable_sparse": False,  # dense bins cost 40% less time than sparse ones of rules that seldom fire
        "verbose": -1,
    }


def gain_multiplier(feature: Feature, config: Config) -> float:
    """By what the gain of a split on this feature is multiplied before the best split is chosen.

    Dozens of numbers of context, and of past rates, offer a threshold that fits by luck where an issue offers one flag.
    Where both explain the same claims, the issue is to have the credit.
    """
    if feature.issue:
        return 1.0
    return config.history_weight if feature.owner == HISTORY else config.context_weight


def fit(matrix: Floats, denied: Bools, day: npt.NDArray[np.datetime64], features: tuple[Feature, ...], config: Config,
        ) -> lightgbm.Booster:  # fmt: skip
    """Boost on all rows, with as many trees as rounds() says."""
    return boost(matrix, denied, features, rounds(matrix, denied, day, features, config), config)


def rounds(matrix: Floats, denied: Bools, day: npt.NDArray[np.datetime64], features: tuple[Feature, ...],
           config: Config) -> int:  # fmt: skip
    """How many trees did best on the latest rows, of a booster of the others.

    All rows together bear a few more; a tree more costs as much in scoring, and one too many more in ranking.
    """
    params = parameters(features, config, len(matrix))
    late = day >= np.quantile(day.astype("datetime64[D]").astype(np.int64), 1 - LATE).astype("datetime64[D]")
    trial = lightgbm.train(
        params,
        _dataset(matrix[~late], denied[~late], features, params),
        config.most_trees,
        valid_sets=[_dataset(matrix[late], denied[late], features, params)],
        callbacks=[lightgbm.early_stopping(config.patience, verbose=False)],
    )
    return max(20, trial.best_iteration)


def margins(booster: lightgbm.Booster, matrix: Floats, config: Config) -> Floats:
    """Raw scores of rows, log-odds, shape (rows,)."""
    return np.asarray(booster.predict(matrix, raw_score=True, num_threads=threads(len(matrix), config)))


def threads(rows: int, config: Config) -> int:
    """How many threads to use on so many rows."""
    return config.threads if rows >= MANY else 1


def boost(matrix: Floats, denied: Bools, features: tuple[Feature, ...], trees: int, config: Config) -> lightgbm.Booster:
    """So many trees on all rows."""
    params = parameters(features, config, len(matrix))
    return lightgbm.train(params, _dataset(matrix, denied, features, params), trees)


def later_predictor(data: Dataset, trees: int, config: Config) -> PredictLater:
    """Log-odds of later rows by a booster of earlier ones that is as sure of itself as the one of the whole fit slice.

    Fewer rows bear fewer trees, by the square root of their share. With as many trees, a booster of few claims is too
    sure, and calibrated by it the model of all was too timid (slope 1.05 on eight worlds); with as many trees a row it
    is too timid, and the model was too sure (0.92). By the root the slope was 0.98.
    """
    rows = len(data.part("fit"))

    def predict_later(earlier: npt.NDArray[np.int64], later: npt.NDArray[np.int64]) -> Floats:
        fewer = max(20, round(trees * (len(earlier) / rows) ** 0.5))
        booster = boost(data.matrix[earlier], data.denied(earlier), data.features, fewer, config)
        return margins(booster, data.matrix[later], config)

    return predict_later


def fit_reasons(
    matrix: Floats, family: npt.NDArray[np.object_], held: Bools, features: tuple[Feature, ...], config: Config
) -> Reasons | None:
    """Model of the reason family on denied claims. None with too few denials.

    Its temperature is that at which a model of the other rows predicts those of ``held`` best.
    """
    families = tuple(sorted({name for name in family[~held] if np.sum(family[~held] == name) >= config.least_level}))
    known = np.isin(family, families)
    if len(families) < 2 or known[held].sum() < config.least_level:
        return None
    target = np.array([families.index(name) if name in families else -1 for name in family])
    params = parameters(features, config, len(matrix)) | {
        "objective": "multiclass",
        "num_class": len(families),
        "max_depth": 3,
    }
    del params["monotone_constraints"], params["monotone_constraints_method"]  # an issue may speak against a reason
    late = known & held

    def boosted(rows: Bools) -> lightgbm.Booster:
        made = _dataset(matrix[rows], target[rows], features, params)
        return lightgbm.train(params | {"num_leaves": 7}, made, REASON_TREES)

    raw = margins(boosted(known & ~held), matrix[late], config).reshape(-1, len(families))

    def loss(temperature: float) -> float:
        return float(log_loss(target[late], chances(raw, temperature), labels=range(len(families))))

    temperature = min(np.geomspace(0.5, 4, 25).tolist(), key=loss)
    return Reasons(boosted(known).model_to_string(), families, temperature)


def _dataset(
    matrix: Floats, target: npt.NDArray[Any], features: tuple[Feature, ...], params: dict[str, Any]
) -> lightgbm.Dataset:
    return lightgbm.Dataset(
        matrix,
        target.astype(np.float64),
        feature_name=[feature.name for feature in features],
        categorical_feature=[place for place, feature in enumerate(features) if feature.categorical],
        params=params,
        free_raw_data=True,
    )
