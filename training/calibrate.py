"""Calibration on the later slice: Platt or isotonic, whichever has the lower cross-validated Brier score."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss
from sklearn.model_selection import StratifiedKFold

from denialrisk.serving.calibration import Calibration

Floats = npt.NDArray[np.float64]


def calibrate(margin: Floats, denied: npt.NDArray[np.bool_], seed: int) -> tuple[Calibration, dict[str, float]]:
    """The better calibration, and the cross-validated Brier score of each."""
    scores = {name: _brier(method, margin, denied, seed) for name, method in METHODS.items()}
    best = min(scores, key=lambda name: scores[name])
    return METHODS[best](margin, denied), scores


def platt(margin: Floats, denied: npt.NDArray[np.bool_]) -> Calibration:
    """Logistic regression on the margin, as two knots."""
    model = LogisticRegression(C=1e6).fit(margin[:, None], denied)
    slope = max(float(model.coef_[0, 0]), 1e-3)
    offset = float(model.intercept_[0])
    return Calibration("platt", (-1.0, 1.0), (offset - slope, offset + slope))


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


METHODS: dict[str, Callable[[Floats, npt.NDArray[np.bool_]], Calibration]] = {"platt": platt, "isotonic": isotonic}


def _brier(method: Callable[..., Calibration], margin: Floats, denied: npt.NDArray[np.bool_], seed: int) -> float:
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    losses = [
        brier_score_loss(denied[held], method(margin[rest], denied[rest]).probability(margin[held]))
        for rest, held in folds.split(margin, denied)
    ]
    return float(np.mean(losses))
