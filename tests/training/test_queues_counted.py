"""What reviewers catch from each queue, and what acting on a threshold is worth: ten claims, counted by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from denialrisk.training import evaluate
from denialrisk.training.bootstrap import draws
from denialrisk.training.evaluate import Answers, capacity, decision_curve, gains, thresholds

CLAIMS = (  # day, probability, charge, denied dollars
    (1, 0.90, 100, 100),
    (1, 0.60, 1000, 0),
    (1, 0.50, 400, 300),
    (2, 0.80, 50, 50),
    (2, 0.40, 2000, 1000),
    (2, 0.30, 90, 0),
    (2, 0.20, 600, 0),
    (3, 0.70, 200, 0),
    (3, 0.10, 5000, 4000),
    (3, 0.05, 10, 0),
)
DOLLARS = 5450


def _answers(rows: tuple[tuple[float, ...], ...] = CLAIMS, patients: int = 1) -> Answers:
    day, probability, charge, dollars = np.array(rows, dtype=float).T
    return Answers(
        denied=dollars > 0,
        probability=probability,
        dollars=dollars,
        charge=charge,
        day=np.datetime64("2026-01-01") + day.astype("timedelta64[D]"),
        patient=np.arange(len(rows)) % patients,
    )


def _row(table: pd.DataFrame, **where: object) -> pd.Series:
    for column, value in where.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


@pytest.mark.parametrize(
    ("queue", "reach", "reviewed", "hits", "dollars"),
    [
        ("model", "top 1%", 1, 1, 100),  # a tenth of a claim is one
        ("model", "top 20%", 2, 2, 150),
        ("model, dollars at risk", "top 20%", 2, 1, 1000),  # 800 and 600 at risk
        ("highest dollars first", "top 20%", 2, 2, 5000),
        ("oldest first", "top 20%", 2, 1, 100),
        ("model", "1 a day", 3, 2, 150),
        ("model, dollars at risk", "1 a day", 3, 2, 5000),
        ("highest dollars first", "2 a day", 6, 3, 5300),
        ("oldest first", "2 a day", 6, 4, 5150),
        ("model", "50 a day", 10, 5, DOLLARS),
    ],
)
def test_a_queue_catches_what_is_denied_among_its_first(
    *, monkeypatch: pytest.MonkeyPatch, queue: str, reach: str, reviewed: int, hits: int, dollars: int
) -> None:
    monkeypatch.setattr(evaluate, "A_DAY", (1, 2, 50))
    found = _row(capacity(_answers(), seed=0, times=10), queue=queue, capacity=reach)
    assert found["reviewed"] == reviewed
    assert found["precision"] == pytest.approx(hits / reviewed)
    assert found["recall"] == pytest.approx(hits / 5)
    assert found["lift"] == pytest.approx(hits / reviewed / 0.5)
    assert found["dollars_caught"] == dollars
    assert found["dollars_share"] == pytest.approx(dollars / DOLLARS)


def test_a_busy_day_leaves_no_time_for_the_next() -> None:
    table = capacity(_answers(tuple((int(n < 120), n / 150, 1, n % 2) for n in range(150))), seed=0, times=10)
    worked = table[(table["queue"] == "model") & table["capacity"].str.endswith("a day")]
    assert dict(zip(worked["capacity"], worked["reviewed"], strict=True)) == {
        "50 a day": 50 + 30,
        "100 a day": 100 + 30,
        "250 a day": 120 + 30,
    }


def test_gains_add_up_the_denied_dollars_in_the_order_of_each_queue() -> None:
    found = gains(_answers(), points=5)
    assert found["reviewed"].tolist() == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])
    for queue, caught in {
        "model": [0, 150, 150, 1450, 1450, 5450],
        "model, dollars at risk": [0, 1000, 5300, 5300, 5450, 5450],
        "highest dollars first": [0, 5000, 5000, 5300, 5400, 5450],
        "oldest first": [0, 100, 450, 1450, 1450, 5450],
    }.items():
        assert (found[queue] * DOLLARS).tolist() == pytest.approx(caught), queue


@pytest.mark.parametrize(
    ("threshold", "flagged", "hits", "cost_ratio"),
    [(0.05, 10, 5, 19), (0.2, 8, 4, 4), (0.25, 7, 4, 3), (0.5, 5, 3, 1), (0.6, 4, 2, 2 / 3)],
)
def test_a_threshold_flags_from_itself_on(threshold: float, flagged: int, hits: int, cost_ratio: float) -> None:
    found = _row(thresholds(_answers()), threshold=threshold)
    assert found["flagged"] == flagged
    assert found["share"] == pytest.approx(flagged / 10)
    assert found["precision"] == pytest.approx(hits / flagged)
    assert found["recall"] == pytest.approx(hits / 5)
    assert found["false_alarms_per_hit"] == pytest.approx((flagged - hits) / hits)
    assert found["cost_ratio"] == pytest.approx(cost_ratio)


def test_a_threshold_that_flags_nothing_has_no_precision() -> None:
    found = _row(thresholds(_answers(((1, 0.5, 1, 1), (1, 0.4, 1, 0)))), threshold=0.6)
    assert (found["flagged"], found["recall"]) == (0, 0)
    assert found[["precision", "false_alarms_per_hit"]].isna().all()


@pytest.mark.parametrize(
    ("threshold", "model", "everything"),
    [
        (0.2, 4 / 10 - 4 / 10 / 4, 5 / 10 - 5 / 10 / 4),  # a false alarm costs a quarter of what a hit is worth
        (0.5, 3 / 10 - 2 / 10, 0),  # as much
        (0.6, 2 / 10 - 2 / 10 * 1.5, 5 / 10 - 5 / 10 * 1.5),  # half as much again
    ],
)
def test_net_benefit_is_hits_less_false_alarms_at_the_odds_of_the_threshold(
    threshold: float, model: float, everything: float
) -> None:
    found = _row(decision_curve(_answers(), seed=0, times=10), threshold=threshold)
    assert found["model"] == pytest.approx(model)
    assert found["review all"] == pytest.approx(everything)
    assert found["review none"] == 0
    assert (found["low"], found["high"]) == pytest.approx((model, model)), "of one patient, every draw is the same"


def test_intervals_are_those_of_claims_repeated_as_their_patient_was_drawn() -> None:
    answers = _answers(patients=4)
    again = [np.repeat(np.arange(10), weight.astype(int)) for weight in draws(answers.patient, seed=3, times=40)]
    top = _row(capacity(answers, seed=3, times=40), queue="model, dollars at risk", capacity="top 20%")
    worked = [rows[np.isin(rows, [1, 4])] for rows in again]  # 800 and 600 at risk
    caught = np.quantile([answers.dollars[rows].sum() for rows in worked], [0.025, 0.975])
    assert (top["dollars_low"], top["dollars_high"]) == pytest.approx(tuple(caught))
    right = np.quantile([answers.denied[rows].mean() for rows in worked if len(rows)], [0.025, 0.975])
    assert (top["precision_low"], top["precision_high"]) == pytest.approx(tuple(right))
    reviewed = [answers.denied[rows][answers.probability[rows] >= 0.5] for rows in again]
    benefit = [(2 * hits.sum() - len(hits)) / len(rows) for hits, rows in zip(reviewed, again, strict=True)]
    half = _row(decision_curve(answers, seed=3, times=40), threshold=0.5)
    assert (half["low"], half["high"]) == pytest.approx(tuple(np.quantile(benefit, [0.025, 0.975])))
