"""Calibration on later claims: a piecewise line or isotonic, whichever has the lower cross-validated Brier score."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss
from sklearn.model_selection import StratifiedKFold

from denialrisk.serving.calibration import Calibration
from denialrisk.training.logistic import Prior, fit

Floats = npt.NDArray[np.float64]


def calibrate(margin: Floats, denied: npt.NDArray[np.bool_], seed: int) -> tuple[Calibration, dict[str, float]]:
    """The better calibration, and the cross-validated Brier score of each.

    Isotonic regression takes part from ENOUGH denials on: with fewer it learns the slice by heart.
    """
    methods = {name: method for name, method in METHODS.items() if name != "isotonic" or denied.sum() >= ENOUGH}
    scores = {name: _brier(method, margin, denied, seed) for name, method in methods.items()}
    best = min(scores, key=lambda name: scores[name])
    return methods[best](margin, denied), scores


def recentred(margin: Floats, denied: npt.NDArray[np.bool_], fold: npt.NDArray[np.int64]) -> Floats:
    """Margins shifted, for each fold of time, to the level of what was answered in it.

    A booster of earlier claims cannot know that denials rose since. The one that is calibrated has learned from the
    claims of all folds, so that only the shape of the error is its own, not the level.
    """
    levels = margin.copy()
    for each in np.unique(fold):
        rows = fold == each
        alone = np.ones((np.count_nonzero(rows), 1))
        levels[rows] += fit(alone, denied[rows], Prior(np.zeros(1), np.full(1, ANYWHERE)), margin=margin[rows])
    return levels


ANYWHERE: Final = 1e3
"""A level may be off by any number of log-odds."""
ENOUGH: Final = 1000
"""Denials from which isotonic regression takes part (Niculescu-Mizil and Caruana 2005)."""
SLOPE_SPREAD: Final = 0.1
SHIFT_SPREAD: Final = 0.2
"""How far, as standard deviations, a booster's own log-odds are expected to be off: in slope, and in level."""
KNOTS: Final = 8
KNOT_SPREAD: Final = 0.25
"""Knots of a piecewise line, and how far it is expected to lie off the straight one at each, in log-odds."""
LEAST_SLOPE: Final = 0.01
"""Calibration rises everywhere, by so much at least."""


def piecewise(margin: Floats, denied: npt.NDArray[np.bool_]) -> Calibration:
    """A line with a correction at each of KNOTS places, drawn towards the booster's own log-odds (slope 1, no other).

    A thousand claims tell the slope to within 0.1 only, so what is expected beforehand counts as much as they do, and
    less with every further claim. Trees with random thresholds draw extremes to the middle and the middle outwards,
    which no line alone can undo. Between knots it is linear.
    """
    knots = np.unique(np.quantile(margin, np.linspace(0.02, 0.98, KNOTS)))

    def design(at: Floats) -> Floats:
        corrections = [np.interp(at, knots, one) for one in np.eye(len(knots))]
        return np.column_stack([at, np.ones(len(at)), *corrections])

    expected = np.r_[1.0, np.zeros(len(knots) + 1)]
    spread = np.r_[SLOPE_SPREAD, SHIFT_SPREAD, np.full(len(knots), KNOT_SPREAD)]
    at = np.r_[knots[0] - 1, knots, knots[-1] + 1]
    log_odds = design(at) @ fit(design(margin), denied, Prior(expected, spread))
    rising = at * LEAST_SLOPE + np.maximum.accumulate(log_odds - at * LEAST_SLOPE + np.arange(len(at)) * 1e-9)
    return Calibration("piecewise", tuple(map(float, at)), tuple(map(float, rising)))


def platt(margin: Floats, denied: npt.NDArray[np.bool_]) -> Calibration:
    """Logistic regression on any score, as two knots."""
    model = LogisticRegression(C=1e6).fit(margin[:, None], denied)
    return _line(max(float(model.coef_[0, 0]), 1e-3), float(model.intercept_[0]))


def _line(slope: float, shift: float) -> Calibration:
    return Calibration("platt", (-1.0, 1.0), (shift - slope, shift + slope))


def isotonic(margin: Floats, denied: npt.NDArray[np.bool_]) -> Calibration:
    """Isotonic regression; a knot for each block of equal probability, at its mean margin.

    Where the blocks are too few to draw a line (one or two), Platt's line is what isotonic regression says too.
    """
    fitted = IsotonicRegression(y_min=1e-4, y_max=1 - 1e-4).fit_transform(margin, denied)
    levels, block = np.unique(fitted, return_inverse=True)
    size = np.bincount(block)
    means = np.bincount(block, weights=margin) / size
    chance = (levels * size + 0.5 * denied.mean()) / (size + 0.5)  # half a claim at the base rate: no certainties
    rising = np.concatenate([[True], (np.diff(means) > 1e-9) & (np.diff(chance) > 1e-9)])
    means, chance = means[rising], chance[rising]
    if len(means) < 3 or np.any(np.diff(chance) <= 0) or np.any(np.diff(means) <= 0):
        return platt(margin, denied)
    log_odds = np.log(chance / (1 - chance))
    return Calibration("isotonic", tuple(map(float, means)), tuple(map(float, log_odds)))


IN_WORDS: Final = {
    "piecewise": "a piecewise line",
    "isotonic": "isotonic regression",
    "platt": "a straight line (Platt)",
}
"""What a calibration is called where it is told."""

METHODS: dict[str, Callable[[Floats, npt.NDArray[np.bool_]], Calibration]] = {
    "piecewise": piecewise,
    "isotonic": isotonic,
}


def _brier(method: Callable[..., Calibration], margin: Floats, denied: npt.NDArray[np.bool_], seed: int) -> float:
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    losses = [
        brier_score_loss(denied[held], method(margin[rest], denied[rest]).probability(margin[held]))
        for rest, held in folds.split(margin, denied)
    ]
    return float(np.mean(losses))
