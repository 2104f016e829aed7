"""Running counts by day: how many claims of a kind there were before any day, and how many of them were so and so.

Counts are kept from the first day on, so that those of any span of days are two look-ups and one difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
Factorized = tuple[npt.NDArray[np.intp], pd.Index]
"""Codes of the rows of a text column, -1 for none, and the texts they stand for."""

_SPAN: Final = 1 << 17  # days since 1970 that a 4-digit year can reach, and more


@dataclass(frozen=True)
class Level:
    """Running counts of the claims that agree in ``columns``: one row per key and day, sorted by key, then day.

    A key is the tuple of the places of the claim's texts in ``texts``, each sorted, as one number in mixed radix.
    ``n`` counts the claims on or before ``day`` (days since 1970), and ``hits`` those of them that were so and so.
    """

    columns: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...]
    key: Ints
    day: Ints
    n: Ints
    hits: Ints

    @cached_property
    def indexes(self) -> tuple[pd.Index, ...]:
        """``texts`` as hash tables."""
        return tuple(pd.Index(texts, dtype=object) for texts in self.texts)

    @cached_property
    def rows(self) -> Ints:
        """Key and day of each row as one ascending number."""
        return self.key * _SPAN + self.day

    def texts_of_rows(self) -> dict[str, npt.NDArray[np.object_]]:
        """The texts of each row's key, by column."""
        rest, found = self.key, {}
        for column, texts in reversed(list(zip(self.columns, self.texts, strict=True))):
            rest, place = np.divmod(rest, len(texts)) if len(texts) else (rest, rest)
            found[column] = np.array(texts, dtype=object)[place]
        return found


def count(columns: tuple[str, ...], known: pd.DataFrame, day: Ints, hit: Ints) -> Level:
    """Count claims by the columns of ``known``, leaving out those with a null in one: ``day`` of each, shape (claims,),
    and whether it is a hit (0 or 1).
    """
    held = known[list(columns)].notna().all(axis=1).to_numpy()
    texts, key = _keyed(columns, known.loc[held])
    rows, place = np.unique(key * _SPAN + day[held], return_inverse=True)
    n = np.bincount(place, minlength=len(rows)).astype(np.int64)
    hits = np.bincount(place, hit[held], minlength=len(rows)).astype(np.int64)
    return Level(columns, texts, rows // _SPAN, rows % _SPAN, *_running(rows // _SPAN, n, hits))


def of_rows(columns: tuple[str, ...], rows: pd.DataFrame) -> Level:
    """The level whose rows these are: texts_of_rows(), and ``day``, ``n`` and ``hits``."""
    return Level(
        columns, *_keyed(columns, rows), *(rows[name].to_numpy(dtype=np.int64) for name in ("day", "n", "hits"))
    )


def _keyed(columns: tuple[str, ...], rows: pd.DataFrame) -> tuple[tuple[tuple[str, ...], ...], Ints]:
    """``texts`` and ``key`` of a Level with these rows."""
    texts = tuple(tuple(sorted(rows[column].unique())) for column in columns)
    indexes = tuple(pd.Index(each, dtype=object) for each in texts)
    return texts, _key(indexes, [_factorized(rows[column]) for column in columns], len(rows))


def _running(key: Ints, *counts: Ints) -> tuple[Ints, ...]:
    """Running sums that start again at each key."""
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.empty(0, dtype=np.int64)
    lengths = np.diff(np.r_[starts, len(key)])
    running = []
    for count in counts:
        total = np.cumsum(count)
        running.append(total - np.repeat(total[starts] - count[starts], lengths))
    return tuple(running)


def factorized(known: pd.DataFrame) -> dict[str, Factorized]:
    """Columns of texts or categories as codes."""
    return {str(name): _factorized(known[name]) for name in known}


def _factorized(column: pd.Series) -> Factorized:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.intp), pd.Index(column.cat.categories, dtype=object)
    codes, texts = pd.factorize(column)
    return codes, pd.Index(texts, dtype=object)


def _key(indexes: tuple[pd.Index, ...], columns: list[Factorized], n: int) -> Ints:
    """The number of each row's tuple of texts, shape (n,); -1 where one of them is null or was never seen."""
    key = np.zeros(n, dtype=np.int64)
    for index, (codes, texts) in zip(indexes, columns, strict=True):
        place = np.append(index.get_indexer(texts), -1)[codes]  # code -1 takes the last
        key = np.where((key < 0) | (place < 0), -1, key * len(index) + place)
    return key


def counts(level: Level, known: Mapping[str, Factorized], on: Ints, days: int) -> tuple[Ints, Ints]:
    """Claims like each of ``known`` in the ``days`` days before ``on`` (days since 1970), and the hits among them."""
    key = _key(level.indexes, [known[column] for column in level.columns], len(on))
    n, hits = np.r_[level.n, 0], np.r_[level.hits, 0]  # the last stands for "nothing yet"
    now, then = (_row_before(level, key, day) for day in (on, on - days))
    return n[now] - n[then], hits[now] - hits[then]


def _row_before(level: Level, key: Ints, on: Ints) -> Ints:
    """The last row of each key before the day ``on``; -1 where there is none."""
    place = np.searchsorted(level.rows, key * _SPAN + np.clip(on, 0, _SPAN - 1), side="left") - 1
    same = (place >= 0) & (key >= 0)
    same[same] = level.key[place[same]] == key[same]
    return np.where(same, place, -1)
