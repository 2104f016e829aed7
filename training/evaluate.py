"""How good the model is on the held-out later slice, as a sceptic would ask (docs/evaluation.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, precision_recall_curve, roc_auc_score

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def headline(denied: Bools, probability: Floats) -> dict[str, float]:
    """The figures that head every report, by name."""
    slope, intercept = calibration_line(denied, probability)
    return {
        "claims": float(len(denied)),
        "base_rate": float(denied.mean()),
        "roc_auc": float(roc_auc_score(denied, probability)),
        "pr_auc": float(average_precision_score(denied, probability)),
        "recall_at_95_precision": recall_at_precision(denied, probability, 0.95),
        "brier": float(brier_score_loss(denied, probability)),
        "calibration_error": calibration_error(denied, probability),
        "calibration_slope": slope,
        "calibration_intercept": intercept,
    }


def recall_at_precision(denied: Bools, probability: Floats, precision: float) -> float:
    """Highest recall at which precision is still met; 0 where it never is."""
    met, recall, _ = precision_recall_curve(denied, probability)
    return float(recall[met >= precision].max(initial=0.0))


def calibration_error(denied: Bools, probability: Floats, bins: int = 10) -> float:
    """Expected calibration error over bins of equal size: mean gap of predicted and observed, weighted by claims."""
    order = np.argsort(probability, kind="stable")
    parts = np.array_split(order, bins)
    gaps = [abs(probability[part].mean() - denied[part].mean()) * len(part) for part in parts if len(part)]
    return float(np.sum(gaps) / len(denied))


def calibration_line(denied: Bools, probability: Floats) -> tuple[float, float]:
    """Calibration slope (1 is right) and intercept (0 is right) of a logistic fit on the predicted log-odds."""
    clipped = np.clip(probability, 1e-6, 1 - 1e-6)
    log_odds = np.log(clipped / (1 - clipped))
    model = LogisticRegression(C=1e6).fit(log_odds[:, None], denied)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


@dataclass(frozen=True)
class Answers:
    """The evaluated slice: what was answered, what was predicted, and what decides queues and segments.

    All arrays have shape (claims,). ``dollars`` are denied dollars, ``charge`` the charge at stake, ``day`` the
    submission day; ``patient`` numbers patients, for intervals.
    """

    denied: Bools
    probability: Floats
    dollars: Floats
    charge: Floats
    day: npt.NDArray[np.datetime64]
    patient: npt.NDArray[np.int64]


def intervals(
    denied: Bools, probability: Floats, patient: npt.NDArray[np.int64], seed: int, times: int = 200
) -> dict[str, tuple[float, float]]:
    """95% bootstrap intervals of ROC and PR AUC, Brier score and calibration error, resampling patients."""
    draws = [
        {
            "roc_auc": roc_auc_score(denied[rows], probability[rows]),
            "pr_auc": average_precision_score(denied[rows], probability[rows]),
            "brier": brier_score_loss(denied[rows], probability[rows]),
            "calibration_error": calibration_error(denied[rows], probability[rows]),
        }
        for rows in resamples(patient, seed, times)
        if 0 < denied[rows].sum() < len(rows)
    ]
    table = pd.DataFrame(draws)
    return {str(name): (float(table[name].quantile(0.025)), float(table[name].quantile(0.975))) for name in table}


def resamples(patient: npt.NDArray[np.int64], seed: int, times: int) -> Iterator[npt.NDArray[np.int64]]:
    """Rows of bootstrap samples in which patients are drawn with replacement, with all their claims."""
    rng = np.random.default_rng(seed)
    order = np.argsort(patient, kind="stable")
    _, starts, sizes = np.unique(patient[order], return_index=True, return_counts=True)
    for _ in range(times):
        drawn = rng.integers(0, len(starts), len(starts))
        length = sizes[drawn]
        offset = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        yield order[np.repeat(starts[drawn], length) + offset]


QUEUES: Final = ("model", "highest dollars first", "oldest first")
A_DAY: Final = (50, 100, 250)
TOP: Final = (0.01, 0.05, 0.10, 0.20)


def capacity(answers: Answers) -> pd.DataFrame:
    """What reviewers catch who work so many claims a day, or so large a share of all, from each queue.

    Columns: queue, capacity, reviewed, precision, recall, lift, dollars_caught, dollars_share.
    """
    rows = []
    nobody = np.zeros(len(answers.denied))
    for queue, urgency in _urgency(answers).items():
        within_day = _rank_within(answers.day, urgency)
        rows += [_caught(answers, queue, f"{n} a day", within_day < n) for n in A_DAY]
        overall = _rank_within(nobody, urgency)
        rows += [_caught(answers, queue, f"top {share:.0%}", overall < share * len(urgency)) for share in TOP]
    return pd.DataFrame(rows)


def _urgency(answers: Answers) -> dict[str, Floats]:
    first = np.arange(len(answers.denied), dtype=np.float64)
    return dict(zip(QUEUES, (answers.probability, answers.charge, -first), strict=True))


def _rank_within(group: npt.NDArray[Any], urgency: Floats) -> npt.NDArray[np.int64]:
    """Place of each row in its group, most urgent first, from 0."""
    ranks = pd.Series(urgency).groupby(group).rank(method="first", ascending=False)
    return np.asarray(ranks, dtype=np.int64) - 1


def _caught(answers: Answers, queue: str, name: str, reviewed: Bools) -> dict[str, object]:
    hits = answers.denied & reviewed
    precision = float(hits.sum() / max(reviewed.sum(), 1))
    return {
        "queue": queue,
        "capacity": name,
        "reviewed": int(reviewed.sum()),
        "precision": precision,
        "recall": float(hits.sum() / answers.denied.sum()),
        "lift": precision / float(answers.denied.mean()),
        "dollars_caught": float(answers.dollars[hits].sum()),
        "dollars_share": float(answers.dollars[hits].sum() / max(answers.dollars.sum(), 0.01)),
    }


def decision_curve(denied: Bools, probability: Floats) -> pd.DataFrame:
    """Net benefit of acting on the model, on all and on none, by threshold (Vickers and Elkin 2006).

    Net benefit is TP/n - FP/n * t/(1-t), at the threshold t at which a review is worth its cost.
    """
    thresholds = np.round(np.arange(0.02, 0.61, 0.02), 2)
    odds = thresholds / (1 - thresholds)
    flagged = probability[None, :] >= thresholds[:, None]
    hits = (flagged & denied).mean(axis=1)
    false = (flagged & ~denied).mean(axis=1)
    everyone = denied.mean() - (1 - denied.mean()) * odds
    return pd.DataFrame(
        {"threshold": thresholds, "model": hits - odds * false, "review all": everyone, "review none": 0.0}
    )


def by_segment(heads: pd.DataFrame, denied: Bools, probability: Floats, seed: int, least: int = 100) -> pd.DataFrame:
    """Figures for each value of each segment column, with bootstrap intervals; small segments are counted only.

    Columns: segment, value, claims, denied, base_rate, predicted, roc_auc, low, high, calibration_gap, flagged. A
    segment is flagged when the interval of its AUC lies below the overall AUC, or its calibration gap exceeds three
    standard errors.
    """
    overall = roc_auc_score(denied, probability)
    rows = []
    for segment in heads.columns:
        for value, part in heads.groupby(segment, observed=True).indices.items():
            rows.append(
                {"segment": segment, "value": str(value)} | _segment(denied[part], probability[part], seed, least)
            )
    table = pd.DataFrame(rows)
    noise = np.sqrt(table["predicted"] * (1 - table["predicted"]) / table["claims"])
    table["flagged"] = (table["high"] < overall) | (table["calibration_gap"].abs() > 3 * noise)
    return table


def _segment(denied: Bools, probability: Floats, seed: int, least: int) -> dict[str, float]:
    figures = {
        "claims": len(denied),
        "denied": int(denied.sum()),
        "base_rate": float(denied.mean()),
        "predicted": float(probability.mean()),
        "calibration_gap": float(probability.mean() - denied.mean()),
        "roc_auc": np.nan,
        "low": np.nan,
        "high": np.nan,
    }
    if len(denied) >= least and 10 <= denied.sum() <= len(denied) - 10:
        samples = [rows for rows in resamples(np.arange(len(denied)), seed, 100) if 0 < denied[rows].sum() < len(rows)]
        aucs = [roc_auc_score(denied[rows], probability[rows]) for rows in samples]
        figures |= {"roc_auc": float(roc_auc_score(denied, probability))}
        figures |= {"low": float(np.quantile(aucs, 0.025)), "high": float(np.quantile(aucs, 0.975))}
    return figures
