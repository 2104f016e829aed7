"""Calibration: near the booster's own log-odds on few claims, and right on many."""

import numpy as np

from denialrisk.training.calibrate import calibrate, isotonic, near_platt


def _answers(n: int, slope: float, shift: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    margin = rng.normal(-1.5, 1.0, n)
    return margin, rng.random(n) < 1 / (1 + np.exp(-(shift + slope * margin)))


def test_many_claims_overrule_what_was_expected() -> None:
    margin, denied = _answers(200_000, slope=0.6, shift=0.4)
    line = near_platt(margin, denied)
    assert np.isclose((line.log_odds[1] - line.log_odds[0]) / 2, 0.6, atol=0.03)
    assert np.isclose(sum(line.log_odds) / 2, 0.4, atol=0.05)


def test_few_claims_leave_it_near_the_margin() -> None:
    margin, denied = _answers(40, slope=3.0, shift=0.0)
    line = near_platt(margin, denied)
    assert 0.8 < (line.log_odds[1] - line.log_odds[0]) / 2 < 1.3


def test_few_denials_are_not_learned_by_heart() -> None:
    margin, denied = _answers(1200, slope=1.0, shift=0.0)
    assert calibrate(margin, denied, seed=0)[0].method == "platt"


def test_isotonic_follows_a_bend_and_rises() -> None:
    rng = np.random.default_rng(1)
    margin = rng.normal(0, 2, 40_000)
    chance = np.where(margin < 0, 0.1, 0.6)  # no line in log-odds
    denied = rng.random(len(margin)) < chance
    found, scores = calibrate(margin, denied, seed=0)
    assert found.method == "isotonic"
    assert scores["isotonic"] < scores["platt"]
    assert np.allclose(found.probability(np.array([-2.0, 2.0])), [0.1, 0.6], atol=0.05)
    assert np.all(np.diff(isotonic(margin, denied).probability(np.linspace(-6, 6, 200))) > 0)
