"""Numbers that say how bad an issue is, or how near a claim is to one that only the payer's own rule decides.

A payer's filing limit or authorisation list need not be known: the measure belongs to the issue, the model learns
from past answers where each payer draws the line. A measure only ever raises risk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from denialrisk.features.frames import Frames


@dataclass(frozen=True)
class Measure:
    """A numeric feature that belongs to the issue ``owner``; higher is worse."""

    name: str
    owner: str
    value: Callable[[Frames], npt.NDArray[np.float64]]


MEASURES: Final[tuple[Measure, ...]] = ()
