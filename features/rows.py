"""Rows that an expression picked from one frame of a batch: what a rule returns.

>>> from denialrisk.features.testing import claims
>>> c = claims({"diagnoses": ["R53.1", "I69.351"]}, {"diagnoses": ["R53.1"]})
>>> c.dx("R53.1").count.tolist(), c.dx("I69.-").claims.tolist()
([1, 1], [True, False])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from denialrisk.data.by_claim import runs

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Rows:
    """Some rows of one frame of a batch: the diagnoses, lines, notes or evidence that an expression picked.

    ``claim`` holds the claim number of every row of the frame, ``mask`` says which rows are picked; both have one
    entry per row of the frame. ``&``, ``|`` and ``~`` combine picks of the same frame.
    """

    frame: str
    claim: npt.NDArray[np.int64]
    mask: Mask
    n: int

    def __and__(self, other: Rows) -> Rows:
        return self._with(self.mask & self._same(other).mask)

    def __or__(self, other: Rows) -> Rows:
        return self._with(self.mask | self._same(other).mask)

    def __invert__(self) -> Rows:
        return self._with(~self.mask)

    @property
    def claims(self) -> Mask:
        """Claims with at least one picked row: bool, shape (n,); a copy of one's own."""
        return self._claims.copy()

    @cached_property
    def _claims(self) -> Mask:
        found = np.zeros(self.n, dtype=bool)
        found[self.claim[np.flatnonzero(self.mask)]] = True
        return found

    @cached_property
    def count(self) -> npt.NDArray[np.int64]:
        """Picked rows of each claim, shape (n,)."""
        return kept(np.bincount(self.claim[self.mask], minlength=self.n))

    @cached_property
    def first_row(self) -> npt.NDArray[np.int64]:
        """Place in the frame of the first picked row of each claim, shape (n,); -1 where there is none."""
        first = np.full(self.n, -1)
        rows = np.flatnonzero(self.mask)[::-1]
        first[self.claim[rows]] = rows  # of several, the last written stays
        return kept(first)

    @property
    def first_listed(self) -> Rows:
        """Of these, the rows that stand first in their claim."""
        first = np.ones(len(self.claim), dtype=bool)
        first[1:] = self.claim[1:] != self.claim[:-1]
        return self._with(self.mask & first)

    def where(self, claims: Mask) -> Rows:
        """Of these, the rows of claims for which ``claims`` (shape (n,)) holds."""
        return self._with(self.mask & claims[self.claim])

    def take(self, claims: npt.NDArray[np.int64]) -> Rows:
        """The same rows in the batch that ``Frames.take(claims)`` gives."""
        rows, owner = rows_of(self.claim, claims, self.n)
        return Rows(self.frame, owner, self.mask[rows], len(claims))

    @staticmethod
    def joined(parts: Sequence[Rows]) -> Rows:
        """Rows of one frame of several batches, as rows of the batch that holds their claims one after the other."""
        before = np.cumsum([0, *(part.n for part in parts)])
        claim = [part.claim + start for part, start in zip(parts, before, strict=False)]
        return Rows(
            parts[0].frame, np.concatenate(claim), np.concatenate([part.mask for part in parts]), int(before[-1])
        )

    def _with(self, mask: Mask) -> Rows:
        return Rows(self.frame, self.claim, mask, self.n)

    def _same(self, other: Rows) -> Rows:
        if other.frame != self.frame:
            raise TypeError(f"{self.frame} cannot be combined row by row with {other.frame}; use .where(rows.claims)")
        return other


def rows_of(
    claim: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64], n: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows of a sorted frame that belong to the wanted claims, and the new claim number of each."""
    starts = np.searchsorted(claim, np.arange(n + 1))
    lengths = (starts[1:] - starts[:-1])[wanted]
    return runs(starts[wanted], lengths)


def kept(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The array, closed to writing: what is worked out once is shared by all that ask."""
    array.flags.writeable = False
    return array
