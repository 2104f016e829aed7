"""From the model's margin to a probability: a table of knots, applied without scikit-learn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """Maps margins (log-odds) to probabilities through another log-odds scale.

    Between two knots the calibrated log-odds are linear in the margin; beyond the ends the first and the last slope
    go on. ``method`` says how the knots came about (platt: two knots; piecewise: a dozen; isotonic: as many as it
    found). Strictly increasing, so calibration never changes an order and no fix can raise a risk by it.

    >>> Calibration("platt", (-1.0, 1.0), (-2.0, 2.0)).probability(np.array([0.0])).tolist()
    [0.5]
    """

    method: str
    margins: tuple[float, ...]
    log_odds: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.margins) < 2 or len(self.margins) != len(self.log_odds):
            raise ValueError("a calibration has two or more knots, and as many log-odds as margins")
        if np.any(np.diff(self.margins) <= 0) or np.any(np.diff(self.log_odds) <= 0):
            raise ValueError("the knots of a calibration rise strictly")

    def probability(self, margin: Floats) -> Floats:
        """Calibrated probabilities of margins, same shape."""
        x, y = np.array(self.margins), np.array(self.log_odds)
        place = np.clip(np.searchsorted(x, margin) - 1, 0, len(x) - 2)
        slope = (y[place + 1] - y[place]) / (x[place + 1] - x[place])
        calibrated: Floats = 1.0 / (1.0 + np.exp(-(y[place] + slope * (margin - x[place]))))
        return calibrated
