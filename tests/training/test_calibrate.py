"""Calibration: near the booster's own log-odds on few claims, and right on many."""

import numpy as np

from denialrisk.serving.calibration import Calibration
from denialrisk.training.calibrate import calibrate, isotonic, piecewise, platt, recentred


def _answers(n: int, slope: float, shift: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    margin = rng.normal(-1.5, 1.0, n)
    return margin, rng.random(n) < 1 / (1 + np.exp(-(shift + slope * margin)))


def _line(calibration: Calibration, margin: np.ndarray) -> tuple[float, float]:
    """Slope and shift of the line that lies nearest to the calibrated log-odds of the margins."""
    chance = calibration.probability(margin)
    slope, shift = np.polyfit(margin, np.log(chance / (1 - chance)), 1)
    return float(slope), float(shift)


def test_many_claims_overrule_what_was_expected() -> None:
    margin, denied = _answers(200_000, slope=0.6, shift=0.4)
    slope, shift = _line(piecewise(margin, denied), margin)
    assert np.isclose(slope, 0.6, atol=0.03)
    assert np.isclose(shift, 0.4, atol=0.05)


def test_few_claims_leave_it_near_the_margin() -> None:
    margin, denied = _answers(40, slope=3.0, shift=0.0)
    slope, _ = _line(piecewise(margin, denied), margin)
    assert 0.8 < slope < 1.3


def test_few_denials_are_not_learned_by_heart() -> None:
    margin, denied = _answers(1200, slope=1.0, shift=0.0)
    found, scores = calibrate(margin, denied, seed=0)
    assert "isotonic" not in scores
    middle = np.linspace(-3, 0, 50)
    assert np.abs(found.probability(middle) - 1 / (1 + np.exp(-middle))).mean() < 0.02


def test_a_bent_line_follows_what_no_line_can_and_rises() -> None:
    rng = np.random.default_rng(2)
    margin = rng.normal(-1.5, 1.2, 5_000)
    chance = 1 / (1 + np.exp(-(margin + 0.5 * np.sin(2 * margin))))
    denied = rng.random(len(margin)) < chance
    off = [np.abs(fit(margin, denied).probability(margin) - chance).mean() for fit in (platt, piecewise)]
    assert off[1] < off[0] / 2
    upside_down = piecewise(margin, rng.random(len(margin)) < 1 / (1 + np.exp(3 * margin)))
    assert np.all(np.diff(upside_down.probability(np.linspace(-6, 6, 200))) > 0)


def test_a_level_that_moved_is_not_learned() -> None:
    margin, denied = _answers(20_000, slope=1.0, shift=0.5)
    fold = (np.arange(len(margin)) >= 10_000).astype(np.int64)
    level = recentred(margin, denied, fold)
    assert np.allclose(level - margin, 0.5, atol=0.1)
    fitted = 1 / (1 + np.exp(-level))
    assert np.allclose([fitted[fold == 1].mean()], denied[fold == 1].mean())


def test_the_better_by_brier_score_follows_a_step_and_rises() -> None:
    rng = np.random.default_rng(1)
    margin = rng.normal(0, 2, 40_000)
    chance = np.where(margin < 0, 0.1, 0.6)  # no line in log-odds
    denied = rng.random(len(margin)) < chance
    found, scores = calibrate(margin, denied, seed=0)
    assert set(scores) == {"piecewise", "isotonic"}
    assert found.method == min(scores, key=lambda name: scores[name])
    for each in (found, isotonic(margin, denied)):
        assert np.allclose(each.probability(np.array([-2.0, 2.0])), [0.1, 0.6], atol=0.05)
        assert np.all(np.diff(each.probability(np.linspace(-6, 6, 200))) > 0)
