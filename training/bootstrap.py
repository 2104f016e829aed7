"""Bootstrap intervals that respect patients: a draw takes patients with replacement, with all their claims.

A draw is a vector of weights, one per claim: how often its patient was drawn. Every figure is then a weighted one,
so that a draw costs a few passes over the claims, without copying or sorting them again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

Interval = tuple[float, float]


def draws(patient: Ints, seed: int, times: int) -> Iterator[Floats]:
    """Weights of the claims in each draw, shape (claims,). ``patient`` numbers the patients, in any way."""
    rng = np.random.default_rng(seed)
    _, number = np.unique(patient, return_inverse=True)
    patients = int(number.max(initial=-1)) + 1
    for _ in range(times):
        drawn = np.bincount(rng.integers(0, patients, patients), minlength=patients)
        yield drawn[number].astype(np.float64)


def intervals(
    figures: Callable[[Floats], Mapping[str, float]],
    patient: Ints,
    seed: int,
    times: int = 200,
    raised: Collection[str] = (),
) -> dict[str, Interval]:
    """95% intervals of figures by name, each a function of the claims' weights; (nan, nan) where none could be had.

    ``raised`` are figures that drawing itself raises, such as a mean of absolute gaps, whose draws may all lie above
    what was found: their intervals are lowered by as much as the mean draw lies above it, to zero at the least.
    """
    drawn = [figures(weight) for weight in draws(patient, seed, times)]
    values = {name: np.array([each[name] for each in drawn]) for name in (drawn[0] if drawn else {})}
    found = figures(np.ones(len(patient)))
    for name in raised if drawn else ():
        values[name] = np.maximum(values[name] - (np.nanmean(values[name]) - found[name]), 0.0)
    return {name: interval(each) for name, each in values.items()}


def interval(values: Floats) -> Interval:
    """The middle 95% of values that are numbers.

    >>> interval(np.arange(101.0))
    (2.5, 97.5)
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return (np.nan, np.nan)
    return (float(np.quantile(known, 0.025)), float(np.quantile(known, 0.975)))


@dataclass(frozen=True)
class Ranking:
    """Claims in the order of a score, sorted once; the figures of any weights follow by running sums.

    >>> ranked = Ranking(np.array([True, False, True, False]), np.array([0.9, 0.1, 0.4, 0.4]))
    >>> ranked.roc_auc(), round(ranked.average_precision(), 4)
    (0.875, 0.8333)
    """

    denied: Bools
    score: Floats

    @cached_property
    def _order(self) -> npt.NDArray[np.intp]:
        return np.argsort(-self.score, kind="stable")

    @cached_property
    def _last(self) -> npt.NDArray[np.intp]:
        """The last place of each group of equal scores, highest score first."""
        ranked = self.score[self._order]
        return np.flatnonzero(np.r_[ranked[1:] != ranked[:-1], True])

    def _found(self, weight: Floats | None) -> tuple[Floats, Floats]:
        """Weight of the denied and of the paid claims down to each group."""
        weight = np.ones(len(self.score)) if weight is None else weight
        denied, paid = np.where(self.denied, weight, 0.0), np.where(self.denied, 0.0, weight)
        return np.cumsum(denied[self._order])[self._last], np.cumsum(paid[self._order])[self._last]

    def roc_auc(self, weight: Floats | None = None) -> float:
        """Area under the ROC curve, ties counted half; NaN where all answers are the same."""
        denied, paid = self._found(weight)
        if not denied[-1] or not paid[-1]:
            return float("nan")
        above, step = np.r_[0.0, denied[:-1]], np.diff(paid, prepend=0.0)
        return float(np.sum(step * (above + denied) / 2) / (denied[-1] * paid[-1]))

    def average_precision(self, weight: Floats | None = None) -> float:
        """Area under the precision-recall curve, as average precision; NaN where nothing was denied."""
        denied, paid = self._found(weight)
        if not denied[-1]:
            return float("nan")
        precision = denied / np.maximum(denied + paid, 1e-12)
        return float(np.sum(np.diff(denied, prepend=0.0) * precision) / denied[-1])

    def recall_at_precision(self, precision: float, weight: Floats | None = None) -> float:
        """Highest recall at which the precision is still met; 0 where it never is."""
        denied, paid = self._found(weight)
        met = denied >= precision * (denied + paid)
        return float(denied[met & (denied > 0)].max(initial=0.0) / max(denied[-1], 1e-12))
