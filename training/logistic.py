"""Logistic regression drawn towards what is expected beforehand, on margins that are given.

scikit-learn draws coefficients to 0 only, all alike, and takes no margins to start from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import expit

Floats = npt.NDArray[np.float64]

_STEPS: Final = 50
_SMALLEST_STEP: Final = 1e-10


@dataclass(frozen=True)
class Prior:
    """What is expected of each coefficient, and how far off it may be: a standard deviation; both (columns,)."""

    expected: Floats
    spread: Floats


def fit(
    design: Floats,
    denied: npt.NDArray[np.bool_] | Floats,
    prior: Prior,
    *,
    weight: Floats | float = 1.0,
    margin: Floats | float = 0.0,
) -> Floats:
    """Coefficients of the columns of ``design`` (claims, columns), to be added up on ``margin`` (claims,), in log-odds.

    The likeliest by claims, each counted ``weight`` times, and prior together, by Newton's method. A step that makes
    them less likely is halved: where margins are far too sure, whole steps go to and fro and end nowhere.
    """
    precision = prior.spread**-2.0

    def loss(coefficients: Floats) -> float:
        log_odds = margin + design @ coefficients
        of_claims = np.sum(weight * (np.logaddexp(0, log_odds) - denied * log_odds))
        return float(of_claims + np.sum(precision * (coefficients - prior.expected) ** 2) / 2)

    found = prior.expected.copy()
    least = loss(found)
    for _ in range(_STEPS):
        fitted = expit(margin + design @ found)
        slope = design.T @ (weight * (denied - fitted)) - precision * (found - prior.expected)
        curve = (design * (weight * fitted * (1 - fitted))[:, None]).T @ design + np.diag(precision)
        step = np.linalg.solve(curve, slope)
        if np.abs(step).max() < _SMALLEST_STEP:
            break
        while (after := loss(found + step)) > least * (1 + 1e-12):
            step = step / 2
        found, least = found + step, after
    return found
