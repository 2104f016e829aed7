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

from denialrisk.features.documentation import OWNERS, completeness, demands, unshown
from denialrisk.features.frames import Frames
from denialrisk.features.history import HistoryTables, usually_authorized


@dataclass(frozen=True)
class Measure:
    """A numeric feature that belongs to the issue ``owner``; higher is worse."""

    name: str
    owner: str
    value: Callable[[Frames, HistoryTables], npt.NDArray[np.float64]]


def _days_to_submission(c: Frames, _: HistoryTables) -> npt.NDArray[np.float64]:
    """Days from the last service to submission, 0 where it is not submitted yet."""
    return np.maximum(np.nan_to_num(c.days("service_to", "submitted_on")), 0.0)


def _usually_authorized(c: Frames, past: HistoryTables) -> npt.NDArray[np.float64]:
    """How many of such claims carried an authorization number before, 0-1; 0 where this one does."""
    return np.where(c.header["prior_authorization"].to_numpy(dtype=bool), 0.0, usually_authorized(past, c))


def _missing_share(feature: str) -> Callable[[Frames, HistoryTables], npt.NDArray[np.float64]]:
    return lambda c, _: c.once(completeness)[feature]


def _not_shown(item: str) -> Callable[[Frames, HistoryTables], npt.NDArray[np.float64]]:
    return lambda c, _: unshown(c)[item].astype(np.float64)


MEASURES: Final[tuple[Measure, ...]] = (
    Measure("days_to_submission", "BIL05", _days_to_submission),
    Measure("authorization_usual", "BIL04", _usually_authorized),
    *(Measure(feature, owner, _missing_share(feature)) for feature, owner in OWNERS.items()),
    *(Measure(f"not_shown_{item.name}", item.code, _not_shown(name)) for name, item in demands().items.items()),
)
"""What a note does not show is a measure also where the service does not call for it: payers ask for more than the
demand table says, and which ask is in their answers only."""
