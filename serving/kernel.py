"""The compiled loops of the outcome tables (outcome_tables.py): filling them once, and looking rows up in them.

The arrays of a model, in this order:

- ``used``, ``kinds``, ``cuts``, ``cut_at``: the features that are split on; whether each is a number, a number whose
  missing is zero, or a category; the thresholds of all, and where those of each begin
- ``splits``: a row a split: place in ``used``, lowest and highest bin that goes left, and -1; of a category, 0, 0, and
  where in ``sets`` its bins begin, which say whether each goes left
- ``columns``, ``tables``: the sums that each block adds to, and for each of these what each outcome pattern adds
- ``split_at``, ``column_at``, ``table_at``: where the splits, columns and tables of each block begin
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Arrays = tuple[npt.NDArray[Any], ...]


@numba.njit(cache=True)
def _weighted_subsets(j: int, zero: Floats, one: Floats) -> float:
    """The sum over subsets in _leaf_table: by size, from the product over i != j of (zero_i + one_i * t)."""
    unique = len(zero)
    sizes = np.zeros(unique)
    sizes[0] = 1.0
    for i in range(unique):
        if i != j:
            for size in range(unique - 1, 0, -1):
                sizes[size] = sizes[size] * zero[i] + sizes[size - 1] * one[i]
            sizes[0] *= zero[i]
    total, weight = 0.0, 1.0 / unique  # the weight of the empty subset
    for size in range(unique):
        total += weight * sizes[size]
        if size + 1 < unique:
            weight *= (size + 1) / (unique - size - 1)
    return total


@numba.njit(cache=True)
def _leaf_table(member: npt.NDArray[np.int64], shares: Floats, unique: int, value: float) -> Floats:
    """TreeSHAP of one leaf for each pattern of agreement with its path: shape (features of the path, patterns).

    ``member[i]`` is the feature of the path's i-th split, ``shares[i]`` the share of training rows that went the
    path's way there. For feature j: value * (one_j - zero_j) * sum over subsets S of the other features of
    |S|! (u-|S|-1)! / u! times the product of ``one`` in S and ``zero`` outside it. Here one is 1 where the row
    agrees at all splits of a feature, else 0, and zero is the product of the feature's shares.
    """
    depth = len(member)
    table = np.zeros((unique, 1 << depth))
    zero = np.ones(unique)
    for at in range(depth):
        zero[member[at]] *= shares[at]
    for pattern in range(1 << depth):
        one = np.ones(unique)
        for at in range(depth):
            if not (pattern >> at) & 1:
                one[member[at]] = 0.0
        for j in range(unique):
            table[j, pattern] = value * (one[j] - zero[j]) * _weighted_subsets(j, zero, one)
    return table


@numba.njit(cache=True)
def fill_tables(
    features: npt.NDArray[np.int32],
    shares: Floats,
    own_column: npt.NDArray[np.int64],
    split_at: npt.NDArray[np.int64],
    table_at: npt.NDArray[np.int64],
    bits: npt.NDArray[np.int64],
    lefts: npt.NDArray[np.bool_],
    path_at: npt.NDArray[np.int64],
    values: Floats,
    leaf_at: npt.NDArray[np.int64],
    tables: Floats,
) -> None:
    """Contributions of each block for each outcome pattern: its part of ``tables`` has shape (groups, patterns).

    Of each split: its feature, the share of training rows that went left, and the group of the block it belongs to.
    """
    for block in range(len(split_at) - 1):
        first, patterns = split_at[block], 1 << (split_at[block + 1] - split_at[block])
        for number in range(leaf_at[block], leaf_at[block + 1]):
            start, stop = path_at[number], path_at[number + 1]
            path, left = bits[start:stop], lefts[start:stop]
            depth, unique = len(path), 0
            member, share, column = np.empty(depth, np.int64), np.empty(depth), np.empty(depth, np.int64)
            for at in range(depth):
                split = first + path[at]
                share[at] = shares[split] if left[at] else 1 - shares[split]
                member[at] = unique
                for before in range(at):
                    if features[first + path[before]] == features[split]:
                        member[at] = member[before]
                        break
                if member[at] == unique:
                    column[unique] = own_column[split]
                    unique += 1
            leaf = _leaf_table(member, share, unique, values[number])
            for pattern in range(patterns):
                agrees = 0
                for at in range(depth):
                    agrees |= int(((pattern >> path[at]) & 1) == left[at]) << at
                for j in range(unique):
                    tables[table_at[block] + column[j] * patterns + pattern] += leaf[j, agrees]


@numba.njit(cache=True, nogil=True)
def _bin(values: Floats, kind: int, cuts: Floats, out: npt.NDArray[np.uint16]) -> None:
    """Bins of one feature's values; see _Bins."""
    for row in range(len(values)):
        value = values[row]
        if kind == 2:
            known = value > -1 and value < cuts[0] + 1  # LightGBM cuts fractions off, so -0.5 is category 0
            out[row] = int(value) + 1 if known else 0
            continue
        if np.isnan(value):
            if kind == 0:
                out[row] = 0
                continue
            value = 0.0
        low, high = 0, len(cuts)
        while low < high:
            middle = (low + high) >> 1
            if cuts[middle] < value:
                low = middle + 1
            else:
                high = middle
        out[row] = low + 1


@numba.njit(cache=True, nogil=True)
def _patterns(
    bins: npt.NDArray[np.uint16],
    splits: npt.NDArray[np.int32],
    sets: npt.NDArray[np.bool_],
    pattern: npt.NDArray[np.uint16],
) -> None:
    """Which splits of a block each row satisfies."""
    pattern[:] = 0
    for at in range(len(splits)):
        bit = np.uint16(at)
        own, low, high, members = bins[splits[at, 0]], splits[at, 1], splits[at, 2], splits[at, 3]
        if members < 0:
            lowest, highest = np.uint16(low), np.uint16(high)
            for row in range(len(pattern)):
                goes_left = (own[row] >= lowest) & (own[row] <= highest)
                pattern[row] |= np.uint16(np.uint16(goes_left) << bit)
        else:
            for row in range(len(pattern)):
                pattern[row] |= np.uint16(np.uint16(sets[members + own[row]]) << bit)


@numba.njit(cache=True, nogil=True)
def explain_tile(
    matrix: Floats,
    arrays: Arrays,
    values: Floats,
) -> None:
    """Add the contributions of all blocks to ``values`` (groups, rows of the tile)."""
    used, kinds, cuts, cut_at, splits, sets, columns, tables, split_at, column_at, table_at = arrays
    rows = len(matrix)
    bins = np.empty((len(used), rows), dtype=np.uint16)
    for at in range(len(used)):
        _bin(matrix[:, used[at]], kinds[at], cuts[cut_at[at] : cut_at[at + 1]], bins[at])
    pattern = np.empty(rows, dtype=np.uint16)
    for block in range(len(split_at) - 1):
        _patterns(bins, splits[split_at[block] : split_at[block + 1]], sets, pattern)
        size = 1 << (split_at[block + 1] - split_at[block])
        for at in range(column_at[block], column_at[block + 1]):
            start = table_at[block] + (at - column_at[block]) * size
            table = tables[start : start + size]
            total = values[columns[at]]
            for row in range(rows):
                total[row] += table[pattern[row]]


@numba.njit(cache=True, nogil=True)
def change_tile(
    matrix: Floats,
    row_of: npt.NDArray[np.int64],
    edited: Floats,
    arrays: Arrays,
    values: Floats,
) -> None:
    """Add to ``values`` (edits of the tile,) what the blocks with a changed split say after less before."""
    used, kinds, cuts, cut_at, splits, sets, _, tables, split_at, _, table_at = arrays
    rows = len(edited)
    before, after = np.empty((len(used), rows), dtype=np.uint16), np.empty((len(used), rows), dtype=np.uint16)
    changed = np.zeros(len(used), dtype=np.bool_)
    for at in range(len(used)):
        own_cuts = cuts[cut_at[at] : cut_at[at + 1]]
        _bin(matrix[:, used[at]][row_of], kinds[at], own_cuts, before[at])
        if used[at] < edited.shape[1]:
            _bin(edited[:, used[at]], kinds[at], own_cuts, after[at])
            changed[at] = np.any(after[at] != before[at])
        else:
            after[at] = before[at]
    was, now = np.empty(rows, dtype=np.uint16), np.empty(rows, dtype=np.uint16)
    for block in range(len(split_at) - 1):
        own = splits[split_at[block] : split_at[block + 1]]
        if not np.any(changed[own[:, 0]]):
            continue
        _patterns(before, own, sets, was)
        _patterns(after, own, sets, now)
        table = tables[table_at[block] : table_at[block + 1]]
        for row in range(rows):
            values[row] += table[now[row]] - table[was[row]]
