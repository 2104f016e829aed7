"""How good the model is on the held-out later slice, as a sceptic would ask (docs/evaluation.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit

from denialrisk.training.bootstrap import Interval, Ranking, draws, interval, intervals

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

BINS: Final = 10


@dataclass(frozen=True)
class Answers:
    """The evaluated slice: what was answered, what was predicted, and what decides queues and intervals.

    All arrays have shape (claims,). ``dollars`` are denied dollars, ``charge`` the charge at stake, ``day`` the
    submission day; ``patient`` numbers patients, for intervals.
    """

    denied: Bools
    probability: Floats
    dollars: Floats
    charge: Floats
    day: npt.NDArray[np.datetime64]
    patient: Ints


def answers_of(heads: pd.DataFrame, probability: Floats) -> Answers:
    """Answers of labelled claims, in the order of ``heads``. Without a patient, each is its own."""
    patient = pd.factorize(heads["patient_key"])[0].astype(np.int64)
    alone = patient < 0
    patient[alone] = patient.max(initial=-1) + 1 + np.arange(alone.sum())
    return Answers(
        denied=heads["denied"].to_numpy(dtype=bool),
        probability=probability,
        dollars=heads["denied_amount"].to_numpy(dtype=np.float64, na_value=0.0),
        charge=heads["total_charge"].to_numpy(dtype=np.float64),
        day=heads["submitted_on"].to_numpy(dtype="datetime64[D]"),
        patient=patient,
    )


def headline(answers: Answers, seed: int) -> dict[str, float]:
    """The figures that head every report, by name."""
    figures = dict(Figures(answers.denied, answers.probability)())
    figures["calibration_error_by_chance"] = error_by_chance(answers.probability, seed)
    return {"claims": float(len(answers.denied)), "base_rate": float(answers.denied.mean())} | figures


def error_by_chance(probability: Floats, seed: int, times: int = 100) -> float:
    """The calibration error that these probabilities would show if every one were right: what sampling alone gives."""
    rng = np.random.default_rng(seed)
    bin_of, weight = bins(probability), np.ones(len(probability))
    found = [
        calibration_error(rng.random(len(probability)) < probability, probability, bin_of, weight) for _ in range(times)
    ]
    return float(np.mean(found))


def headline_intervals(answers: Answers, seed: int, times: int) -> dict[str, Interval]:
    """95% bootstrap intervals of the headline figures, by patients."""
    figures = Figures(answers.denied, answers.probability)
    return intervals(figures, answers.patient, seed, times, raised=("calibration_error",))


class Figures:
    """Headline figures as a function of the claims' weights."""

    def __init__(self, denied: Bools, probability: Floats) -> None:
        self._denied, self._probability = denied, probability
        self.ranking = Ranking(denied, probability)
        self._bin = bins(probability)

    def __call__(self, weight: Floats | None = None) -> Mapping[str, float]:
        weight = np.ones(len(self._denied)) if weight is None else weight
        slope, intercept = calibration_line(self._denied, self._probability, weight)
        return {
            "roc_auc": self.ranking.roc_auc(weight),
            "pr_auc": self.ranking.average_precision(weight),
            "recall_at_95_precision": self.ranking.recall_at_precision(0.95, weight),
            "brier": float(np.average((self._probability - self._denied) ** 2, weights=weight)),
            "calibration_error": calibration_error(self._denied, self._probability, self._bin, weight),
            "calibration_slope": slope,
            "calibration_intercept": intercept,
        }


def bins(probability: Floats, count: int = BINS) -> Ints:
    """Bin of each claim, from 0: as many claims in each as can be, lowest probability first."""
    place = np.empty(len(probability), dtype=np.int64)
    place[np.argsort(probability, kind="stable")] = np.arange(len(probability))
    return place * count // max(len(probability), 1)


def calibration_error(denied: Bools | Floats, probability: Floats, bin_of: Ints, weight: Floats) -> float:
    """Expected calibration error: the mean gap of predicted and observed over bins, weighted by claims."""
    gap = np.bincount(bin_of, weight * (probability - denied))
    return float(np.abs(gap).sum() / weight.sum())


def calibration_line(denied: Bools, probability: Floats, weight: Floats) -> Interval:
    """Calibration slope (1 is right) and intercept (0 is right) of a logistic fit on the predicted log-odds.

    Newton's method on two parameters, with a trace of ridge, so that a separable sample stays finite. A step that makes
    the answers less likely is halved: where predictions are far too sure, whole ones go to and fro and end nowhere.
    """
    clipped = np.clip(probability, 1e-6, 1 - 1e-6)
    design = np.column_stack([np.log(clipped / (1 - clipped)), np.ones(len(clipped))])

    def loss(line: Floats) -> float:
        log_odds = design @ line
        return float(np.sum(weight * (np.logaddexp(0, log_odds) - denied * log_odds)) + 5e-7 * np.sum(line**2))

    line = np.array([1.0, 0.0])
    least = loss(line)
    for _ in range(50):
        fitted = expit(design @ line)
        slope = design.T @ (weight * (denied - fitted)) - 1e-6 * line
        curve = (design * (weight * fitted * (1 - fitted))[:, None]).T @ design + 1e-6 * np.eye(2)
        step = np.linalg.solve(curve, slope)
        if np.abs(step).max() < 1e-9:
            break
        while (found := loss(line + step)) > least * (1 + 1e-12):
            step = step / 2
        line, least = line + step, found
    return float(line[0]), float(line[1])


def reliability(answers: Answers, seed: int, times: int) -> pd.DataFrame:
    """Predicted and observed denial rate in ten bins of equal size, with intervals. Columns: claims, predicted,
    observed, low, high.
    """
    bin_of = bins(answers.probability)
    claims = np.bincount(bin_of)
    drawn = []
    for weight in draws(answers.patient, seed, times):
        with np.errstate(invalid="ignore"):
            drawn.append(np.bincount(bin_of, weight * answers.denied) / np.bincount(bin_of, weight))
    bounds = [interval(column) for column in np.array(drawn).T]
    return pd.DataFrame(
        {
            "claims": claims,
            "predicted": np.bincount(bin_of, answers.probability) / claims,
            "observed": np.bincount(bin_of, answers.denied) / claims,
            "low": [low for low, _ in bounds],
            "high": [high for _, high in bounds],
        }
    )


A_DAY: Final = (50, 100, 250)
TOP: Final = (0.01, 0.05, 0.10, 0.20)


def capacity(answers: Answers, seed: int, times: int) -> pd.DataFrame:
    """What reviewers catch who work so many claims a day, or so large a share of all, from each queue.

    Columns: queue, capacity, reviewed, precision, recall, lift, dollars_caught, dollars_share, and the 95% intervals
    precision_low, precision_high, dollars_low, dollars_high. The model's queue is in order of probability times charge
    under the name ``model, dollars at risk``, in order of probability under ``model``.
    """
    plans = _plans(answers)
    reviewed = np.array([mask for _, _, mask in plans], dtype=np.float64).T
    table = pd.DataFrame([_caught(answers, *plan) for plan in plans])
    hits = reviewed[answers.denied]
    dollars = hits * answers.dollars[answers.denied, None]
    precision, caught = [], []
    for weight in draws(answers.patient, seed, times):
        of_denied = weight[answers.denied]
        with np.errstate(invalid="ignore"):
            precision.append((of_denied @ hits) / (weight @ reviewed))
        caught.append(of_denied @ dollars)
    for name, drawn in (("precision", np.array(precision)), ("dollars", np.array(caught))):
        bounds = [interval(column) for column in drawn.T]
        table[f"{name}_low"] = [low for low, _ in bounds]
        table[f"{name}_high"] = [high for _, high in bounds]
    return table


def _plans(answers: Answers) -> list[tuple[str, str, Bools]]:
    """Queue, capacity, and the claims that are reviewed then."""
    nobody = np.zeros(len(answers.denied))
    plans = []
    for queue, urgency in urgencies(answers).items():
        within_day = _rank_within(answers.day, urgency)
        plans += [(queue, f"{n} a day", within_day < n) for n in A_DAY]
        overall = _rank_within(nobody, urgency)
        plans += [(queue, f"top {share:.0%}", overall < share * len(urgency)) for share in TOP]
    return plans


def urgencies(answers: Answers) -> dict[str, Floats]:
    """What each queue is worked by, highest first."""
    return {
        "model": answers.probability,
        "model, dollars at risk": answers.probability * answers.charge,
        "highest dollars first": answers.charge,
        "oldest first": -answers.day.astype(np.float64),
    }


def _rank_within(group: npt.NDArray[Any], urgency: Floats) -> Ints:
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


def gains(answers: Answers, points: int = 50) -> pd.DataFrame:
    """Share of denied dollars caught by the share of claims reviewed, for each queue. Columns: reviewed, and queues."""
    share = np.linspace(0, 1, points + 1)
    at = np.round(share * len(answers.denied)).astype(np.int64)
    total = max(float(answers.dollars.sum()), 0.01)
    curves = {"reviewed": share}
    for queue, urgency in urgencies(answers).items():
        caught = np.cumsum(answers.dollars[np.argsort(-urgency, kind="stable")])
        curves[queue] = np.r_[0.0, caught][at] / total
    return pd.DataFrame(curves)


def thresholds(answers: Answers) -> pd.DataFrame:
    """What each threshold flags.

    Columns: threshold, flagged, share, precision, recall, false_alarms_per_hit, cost_ratio.

    ``cost_ratio`` is how many false alarms a caught denial must be worth for the threshold to pay: (1-t)/t.
    """
    rows = []
    for threshold in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6):
        flagged = answers.probability >= threshold
        hits = int((flagged & answers.denied).sum())
        rows.append({
            "threshold": threshold,
            "flagged": int(flagged.sum()),
            "share": float(flagged.mean()),
            "precision": hits / flagged.sum() if flagged.any() else float("nan"),
            "recall": hits / answers.denied.sum(),
            "false_alarms_per_hit": (flagged.sum() - hits) / hits if hits else float("nan"),
            "cost_ratio": (1 - threshold) / threshold,
        })  # fmt: skip
    return pd.DataFrame(rows)


def decision_curve(answers: Answers, seed: int, times: int) -> pd.DataFrame:
    """Net benefit of acting on the model, on all and on none, by threshold (Vickers and Elkin 2006).

    Net benefit is TP/n - FP/n * t/(1-t), at the threshold t at which a review is worth its cost. Columns: threshold,
    model, low, high, review all, review none.
    """
    thresholds = np.round(np.arange(0.02, 0.61, 0.02), 2)
    odds = thresholds / (1 - thresholds)
    flagged = answers.probability[:, None] >= thresholds
    worth = np.where(answers.denied[:, None], flagged.astype(float), -odds * flagged)
    drawn = np.array([weight @ worth / weight.sum() for weight in draws(answers.patient, seed, times)])
    bounds = [interval(column) for column in drawn.T]
    base = answers.denied.mean()
    return pd.DataFrame(
        {
            "threshold": thresholds,
            "model": worth.mean(axis=0),
            "low": [low for low, _ in bounds],
            "high": [high for _, high in bounds],
            "review all": base - (1 - base) * odds,
            "review none": 0.0,
        }
    )


def mean(values: npt.NDArray[np.generic]) -> float:
    """The mean, NaN of none."""
    return float(values.astype(np.float64).mean()) if len(values) else float("nan")
