"""Calibration as it is reported: bins, their error, and the line, by hand and against scikit-learn."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, precision_recall_curve, roc_auc_score

from denialrisk.training.evaluate import (
    Answers,
    answers_of,
    bins,
    calibration_error,
    calibration_line,
    error_by_chance,
    headline,
    headline_intervals,
    reliability,
)

Floats = npt.NDArray[np.float64]

TWENTY = np.repeat(np.arange(10) / 10 + 0.05, 2)
"""Predicted: 0.05 twice, 0.15 twice, up to 0.95."""
DENIED = np.array([0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1], dtype=bool)
"""None of two in the first three bins, one of two in the next four, both in the last three."""
SHUFFLED = np.random.default_rng(0).permutation(20)


def _answers(denied: npt.NDArray[np.bool_], probability: Floats, patient: npt.NDArray[np.int64]) -> Answers:
    ones = np.ones(len(denied))
    return Answers(denied, probability, ones, ones, np.zeros(len(denied), "datetime64[D]"), patient)


def _drawn(rows: int, slope: float, shift: float) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Answers to predictions whose calibration line has this slope and intercept."""
    rng = np.random.default_rng(7)
    margin = rng.normal(-1, 1.5, rows)
    return rng.random(rows) < 1 / (1 + np.exp(-(shift + slope * margin))), 1 / (1 + np.exp(-margin))


def test_bins_hold_as_many_claims_each_in_the_order_of_risk() -> None:
    assert bins(TWENTY[SHUFFLED]).tolist() == (SHUFFLED // 2).tolist()
    assert np.bincount(bins(np.linspace(0, 1, 12))).tolist() == [2, 1, 1, 1, 1, 2, 1, 1, 1, 1]


def test_the_error_is_the_mean_gap_of_the_bins_by_weight() -> None:
    """Gaps of the ten bins: .05 .15 .25 -.15 -.05 .05 .15 -.25 -.15 -.05, which add up to 1.3 without their signs."""
    denied, probability, every = DENIED[SHUFFLED], TWENTY[SHUFFLED], np.ones(20)
    assert calibration_error(denied, probability, bins(probability), every) == pytest.approx(0.13)
    thrice = np.where(probability < 0.1, 3.0, 1.0)  # the first bin counts as three
    assert calibration_error(denied, probability, bins(probability), thrice) == pytest.approx((1.3 + 2 * 0.05) / 12)


def test_reliability_shows_predicted_and_observed_of_each_bin() -> None:
    found = reliability(_answers(DENIED[SHUFFLED], TWENTY[SHUFFLED], np.zeros(20, dtype=np.int64)), seed=0, times=10)
    assert found["claims"].tolist() == [2] * 10
    assert found["predicted"].tolist() == pytest.approx((np.arange(10) / 10 + 0.05).tolist())
    assert found["observed"].tolist() == [0, 0, 0, 0.5, 0.5, 0.5, 0.5, 1, 1, 1]
    pd.testing.assert_series_equal(found["low"], found["observed"], check_names=False)  # one patient: every draw alike
    pd.testing.assert_series_equal(found["high"], found["observed"], check_names=False)


def test_reliability_is_scikit_learns_and_its_intervals_hold_it() -> None:
    denied, probability = _drawn(200, slope=0.7, shift=0.3)
    found = reliability(_answers(denied, probability, np.arange(200)), seed=0, times=200)
    observed, predicted = calibration_curve(denied, probability, n_bins=10, strategy="quantile")
    assert found["observed"].tolist() == pytest.approx(observed.tolist())
    assert found["predicted"].tolist() == pytest.approx(predicted.tolist())
    width = 2 * 1.96 * np.sqrt(observed * (1 - observed) / 20)  # of a rate of twenty claims, as it is in every textbook
    middling = (observed > 0.2) & (observed < 0.8)
    assert middling.sum() >= 4
    assert np.allclose((found["high"] - found["low"])[middling], width[middling], rtol=0.3)


def test_a_perfect_model_errs_by_drawing_alone() -> None:
    half = np.full(20, 0.5)
    assert error_by_chance(half[:10], seed=0) == 0.5  # alone in its bin, each claim is off by a half
    assert error_by_chance(half, seed=0) == pytest.approx(0.25, abs=0.05)  # of two, one is denied half of the time
    assert error_by_chance(np.repeat([0.0, 1.0], 10), seed=0) == 0


@pytest.mark.parametrize(
    ("slope", "shift"), [(1, 0), (0.5, 0), (1.6, 0.4), (0.7, 2.8), (0.1, -0.2), (0, 1), (-0.5, 0.5), (2, -3)]
)
def test_the_line_is_that_of_an_unpenalised_regression_on_the_log_odds(slope: float, shift: float) -> None:
    denied, probability = _drawn(600, slope, shift)
    weight = np.random.default_rng(1).integers(0, 4, 600).astype(float)
    log_odds = np.log(probability / (1 - probability))[:, None]
    reference = LogisticRegression(C=1e10, solver="newton-cholesky", tol=1e-10).fit(log_odds, denied, weight)
    expected = (reference.coef_[0, 0], reference.intercept_[0])
    assert calibration_line(denied, probability, weight) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("log_odds", [1, 3, 4, 6, 12])
@pytest.mark.parametrize(("low", "high"), [(1, 3), (1, 2), (2, 2), (3, 1)])
def test_the_line_goes_through_two_rates_however_sure_the_model_was(log_odds: float, low: int, high: int) -> None:
    """Four claims at minus and four at plus these log-odds, of which ``low`` and ``high`` were denied."""
    probability = np.repeat([1 / (1 + np.exp(log_odds)), 1 / (1 + np.exp(-log_odds))], 4)
    denied = np.r_[np.arange(4) < low, np.arange(4) < high]
    ends = np.log([low / (4 - low), high / (4 - high)])
    expected = ((ends[1] - ends[0]) / (2 * log_odds), ends.mean())
    assert calibration_line(denied, probability, np.ones(8)) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("denied", [[0, 0, 1, 1], [0, 0, 0, 0], [1, 1, 0, 0]])
def test_a_line_that_parts_all_answers_stays_finite(denied: list[int]) -> None:
    line = calibration_line(np.array(denied, dtype=bool), np.array([0.0, 0.2, 0.8, 1.0]), np.ones(4))
    assert np.all(np.isfinite(line))


def test_where_all_claims_have_one_risk_the_level_alone_is_told() -> None:
    line = calibration_line(np.array([True, True, True, False]), np.full(4, 0.5), np.ones(4))
    assert line[1] == pytest.approx(np.log(3), abs=1e-5)


def test_the_headline_is_scikit_learns() -> None:
    denied, probability = _drawn(600, slope=3, shift=0.5)
    found = headline(_answers(denied, probability, np.arange(600)), seed=0)
    precision, recall, _ = precision_recall_curve(denied, probability)
    assert found["claims"] == 600
    assert found["base_rate"] == pytest.approx(denied.mean())
    assert found["roc_auc"] == pytest.approx(roc_auc_score(denied, probability))
    assert found["pr_auc"] == pytest.approx(average_precision_score(denied, probability))
    assert found["brier"] == pytest.approx(brier_score_loss(denied, probability))
    assert found["recall_at_95_precision"] == pytest.approx(recall[precision >= 0.95].max())
    assert 0.1 < found["recall_at_95_precision"] < 0.9


def test_the_interval_of_the_error_is_freed_of_what_drawing_adds() -> None:
    """Were it not, it would lie higher: here the model is right, its error is chance, and each draw adds as much."""
    denied, probability = _drawn(1000, slope=1, shift=0)
    answers = _answers(denied, probability, np.arange(1000))
    low, high = headline_intervals(answers, seed=0, times=100)["calibration_error"]
    assert (low + high) / 2 == pytest.approx(headline(answers, seed=0)["calibration_error"], rel=0.15)


def test_a_claim_without_a_patient_is_a_patient_of_its_own() -> None:
    heads = pd.DataFrame({
        "patient_key": ["P", None, "Q", None, "P"], "denied": pd.array([True, False, True, False, False], "boolean"),
        "denied_amount": pd.array([9.5, None, 3, None, None], "Float64"), "total_charge": [10, 20, 30, 40, 50],
        "submitted_on": pd.to_datetime(["2026-01-01"] * 5),
    })  # fmt: skip
    found = answers_of(heads, np.full(5, 0.1))
    first, alone, second, other, again = found.patient
    assert first == again
    assert len({first, alone, second, other}) == 4
    assert found.dollars.tolist() == [9.5, 0, 3, 0, 0]
