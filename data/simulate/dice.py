"""Random draws, fast one at a time: uniforms are taken from numpy's Generator in blocks.

Every draw costs exactly one uniform (``normal`` costs one too), so a stream of draws depends on the seed alone.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from statistics import NormalDist
from typing import Generic, TypeVar

import numpy as np

T = TypeVar("T")

_BLOCK = 8192
_STANDARD = NormalDist()


class Dice:
    """A stream of draws from ``numpy.random.default_rng(entropy)``."""

    def __init__(self, *entropy: int) -> None:
        self._rng = np.random.default_rng(list(entropy))
        self._block: list[float] = []

    def uniform(self) -> float:
        """A number in [0, 1)."""
        if not self._block:
            self._block = self._rng.random(_BLOCK).tolist()
        return self._block.pop()

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.uniform() < probability

    def below(self, n: int) -> int:
        """An integer in [0, n)."""
        return int(self.uniform() * n)

    def between(self, low: int, high: int) -> int:
        """An integer in [low, high], both included."""
        return low + int(self.uniform() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, each as likely."""
        return options[int(self.uniform() * len(options))]

    def normal(self, sd: float = 1.0) -> float:
        """A draw from a normal distribution with mean 0."""
        return _STANDARD.inv_cdf(min(max(self.uniform(), 1e-12), 1 - 1e-12)) * sd

    def digits(self, n: int) -> str:
        """A number of n digits that does not start with 0."""
        return str(self.between(10 ** (n - 1), 10**n - 1))


class Weighted(Generic[T]):
    """Options with weights, to draw from often."""

    def __init__(self, options: Sequence[T], weights: Sequence[float]) -> None:
        self.options = list(options)
        self._ends = list(accumulate(weights))

    def draw(self, dice: Dice) -> T:
        """One option, as likely as its weight."""
        return self.options[min(bisect(self._ends, dice.uniform() * self._ends[-1]), len(self.options) - 1)]
