"""What the model must beat: the base rate, a past rate, a count of rules, and a logistic regression."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from denialrisk.training.bootstrap import Interval, draws, interval
from denialrisk.training.calibrate import platt
from denialrisk.training.dataset import Dataset, PredictLater, Rows
from denialrisk.training.evaluate import Answers, Figures

Floats = npt.NDArray[np.float64]

MODEL = "model"
PAST_RATE = "past_payer_procedure_rate"


def compare(data: Dataset, answers: Answers, seed: int, times: int) -> pd.DataFrame:
    """The model and each baseline on the test slice, one row each, the model first.

    Columns: name, the headline figures, auc_ahead (the model's AUC less the baseline's) with its 95% interval
    ahead_low, ahead_high: draws of patients are the same for both. Baselines are calibrated as the model is, so that
    their Brier scores can be compared.
    """
    chances = {MODEL: answers.probability} | dict(_baselines(data))
    figures = {name: Figures(answers.denied, chance) for name, chance in chances.items()}
    drawn: dict[str, list[float]] = {name: [] for name in chances}
    for weight in draws(answers.patient, seed, times):
        for name, each in figures.items():
            drawn[name].append(each.ranking.roc_auc(weight))
    rows = []
    for name, each in figures.items():
        low, high = _ahead(drawn[MODEL], drawn[name])
        said = dict(each())
        ahead = figures[MODEL].ranking.roc_auc() - said["roc_auc"]
        rows.append({"name": name, **said, "auc_ahead": ahead, "ahead_low": low, "ahead_high": high})
    return pd.DataFrame(rows)


def beaten(table: pd.DataFrame) -> list[str]:
    """Baselines of compare() that rank at least as well as the model, or err no more by Brier score."""
    model, others = table.iloc[0], table.iloc[1:]
    good = (others["roc_auc"] >= model["roc_auc"]) | (others["brier"] <= model["brier"])
    return list(others.loc[good, "name"])


def hardly_beaten(table: pd.DataFrame) -> list[str]:
    """Baselines of compare() that the model beats, but ranks better than by no more than chance may give."""
    by_chance = table[table["ahead_low"] <= 0]["name"]
    return [name for name in by_chance if name != MODEL and name not in beaten(table)]


def said(table: pd.DataFrame, names: list[str]) -> str:
    """The named baselines of compare(), each with how far ahead of it the model is."""
    brier = table["brier"].iloc[0]
    return "; ".join(
        f"{row['name']} (AUC {row['auc_ahead']:+.4f}, 95% interval {row['ahead_low']:+.4f} "
        f"to {row['ahead_high']:+.4f}; Brier score {brier:.4f} beside {row['brier']:.4f})"
        for row in table[table["name"].isin(names)].to_dict("records")
    )


def _ahead(model: list[float], other: list[float]) -> Interval:
    return interval(np.array(model) - np.array(other))


def _baselines(data: Dataset) -> Iterator[tuple[str, Floats]]:
    fit, test = data.part("fit"), data.part("test")
    yield "base rate", np.full(len(test), data.denied(fit).mean())

    def calibrated(predict_later: PredictLater) -> Floats:
        calibration, predicted = data.predict_folds(predict_later)
        return platt(predicted, data.denied(calibration)).probability(predict_later(fit, test))

    column = {feature.name: place for place, feature in enumerate(data.features)}
    rate = data.matrix[:, column[PAST_RATE]]
    yield "payer x procedure past rate", calibrated(lambda _, later: np.log(rate[later] / (1 - rate[later])))
    flags = [column[feature.name] for feature in data.features if feature.issue and feature.name == feature.owner]
    yield "count of fired rules", calibrated(lambda _, later: data.matrix[later][:, flags].sum(axis=1))
    yield "logistic regression", calibrated(lambda earlier, later: _regression(data, earlier, later))


def _regression(data: Dataset, earlier: Rows, later: Rows) -> Floats:
    """Log-odds of later rows by a logistic regression on all features: numbers standardised, categories one-hot.

    In single precision, which changes no rank that matters, at half the time and memory; by Newton's method, which ends
    at the optimum where others stop short of it.
    """
    names = [feature.name for feature in data.features]
    categories = [feature.name for feature in data.features if feature.categorical]
    numbers = [name for name in names if name not in categories]
    columns = make_column_transformer(
        (make_pipeline(SimpleImputer(keep_empty_features=True), StandardScaler()), numbers),
        (OneHotEncoder(handle_unknown="ignore", dtype=np.float32), categories),
    )
    regression = make_pipeline(columns, LogisticRegression(C=0.1, solver="newton-cholesky"))
    regression.fit(_frame(data, earlier), data.denied(earlier))
    return np.asarray(regression.decision_function(_frame(data, later)), dtype=np.float64)


def _frame(data: Dataset, rows: Rows) -> pd.DataFrame:
    return pd.DataFrame(data.matrix[rows].astype(np.float32), columns=[feature.name for feature in data.features])
