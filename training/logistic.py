"""Logistic regression drawn towards what is expected beforehand, on margins that are given.

scikit-learn draws coefficients to 0 only, all alike, and takes no margins to start from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_STEPS: Final = 25
_LONGEST_STEP: Final = 1.0  # a separable sample would step beyond all numbers


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

    Newton's method on the likelihood of the claims, each counted ``weight`` times, and of the prior.
    """
    precision = prior.spread**-2.0
    found = prior.expected.copy()
    for _ in range(_STEPS):
        fitted = 1 / (1 + np.exp(-np.clip(margin + design @ found, -30, 30)))
        slope = design.T @ (weight * (denied - fitted)) - precision * (found - prior.expected)
        curve = (design * (weight * fitted * (1 - fitted))[:, None]).T @ design + np.diag(precision)
        step = np.linalg.solve(curve, slope)
        found = found + np.clip(step, -_LONGEST_STEP, _LONGEST_STEP)
        if np.abs(step).max() < 1e-10:
            break
    return found
