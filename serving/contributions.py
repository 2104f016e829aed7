"""Exact SHAP contributions of a LightGBM model by outcome tables: margin and reasons in one pass.

Path-dependent TreeSHAP (Lundberg et al. 2020, "From local explanations to global understanding with explainable AI
for trees", algorithm 1) gives a leaf's contributions as a function of one thing only: which of the splits on its path
the row satisfies. So

1. every value is mapped once to its bin among the model's own thresholds (``_bin``);
2. each tree is cut into blocks of neighbouring leaves that hang on at most MOST_SPLITS splits, and each block gets a
   table from the pattern of split outcomes to contributions, computed by the TreeSHAP formula (``_leaf_table``);
3. a row then costs, per block, the outcome bits and one table row to add (``_add_block``).

Contributions can be summed to groups (issues, context groups) inside the tables; that is exact, and less to add.
Missing values and categorical splits are outcomes like any other. A model that is not covered (``UncoveredModelError``)
is explained by LightGBM's own ``pred_contrib`` instead, and ``Explainer.method`` says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numba
import numpy as np
import numpy.typing as npt

from denialrisk.serving import trees

if TYPE_CHECKING:
    import lightgbm

Floats = npt.NDArray[np.float64]
Arrays = tuple[npt.NDArray[Any], ...]

MOST_SPLITS: Final = 11
"""Splits of a block: its table has 2 to this power rows."""
TILE: Final = 2048
"""Rows handled at a time: their bins stay in the cache while all trees pass over them."""


class UncoveredModelError(ValueError):
    """The model has something the tables cannot say; explain it with ``pred_contrib``."""


@dataclass(frozen=True)
class Contributions:
    """``values`` of shape (rows, groups) and ``base``, in log-odds; ``margin`` (rows,) is base plus their sum."""

    values: Floats
    base: float

    @property
    def margin(self) -> Floats:
        """Raw model output of each row, log-odds, shape (rows,)."""
        margin: Floats = self.base + self.values.sum(axis=1)
        return margin


class Explainer:
    """Explains a model of one output (binary, regression), given as LightGBM's text of it.

    ``groups`` gives the group of each feature, from 0.

    >>> import lightgbm, numpy
    >>> x = numpy.random.default_rng(0).normal(size=(500, 3))
    >>> model = lightgbm.train({"verbose": -1, "max_depth": 3}, lightgbm.Dataset(x, x[:, 0] > x[:, 1]), 5)
    >>> explained = Explainer(model.model_to_string(), groups=[0, 0, 1]).explain(x)
    >>> explained.values.shape, bool(numpy.allclose(explained.margin, model.predict(x, raw_score=True)))
    ((500, 2), True)
    """

    def __init__(
        self, model: str, groups: Sequence[int] | npt.NDArray[np.int64] | None = None, threads: int = 2
    ) -> None:
        read = trees.read(model)
        width = read["features"]
        self._model = model
        self._groups = np.arange(width) if groups is None else np.asarray(groups, dtype=np.int64)
        if len(self._groups) != width:
            raise ValueError(f"the model has {width} features, groups names {len(self._groups)}")
        if read["num_tree_per_iteration"] != 1:
            raise ValueError("the model has an output for each class; Margins gives them, unexplained")
        self._threads = threads
        try:
            self._tables: _Tables | None = _tables(read, self._groups)
            self.method = "outcome tables"
        except UncoveredModelError as why:
            self._tables = None
            self.method = f"pred_contrib ({why})"

    def explain(self, matrix: Floats) -> Contributions:
        """Contributions of each row of ``matrix`` (rows, features), float64, NaN where missing."""
        if self._tables is not None:
            return Contributions(self._tables.sums(matrix, self._threads), float(self._tables.bases[0]))
        every = np.asarray(_booster(self._model).predict(matrix, pred_contrib=True, num_threads=self._threads))
        by_group = np.zeros((len(matrix), int(self._groups.max(initial=-1)) + 1))
        np.add.at(by_group.T, self._groups, every[:, :-1].T)
        return Contributions(by_group, float(every[0, -1]) if len(every) else 0.0)

    def change(self, matrix: Floats, row: npt.NDArray[np.int64], edited: Floats) -> Floats:
        """By how much the model's output changes with the first features of some rows of ``matrix``, in log-odds.

        ``edited`` of shape (edits, features that may have changed) holds the new values in row ``row[edit]``; the
        result has shape (edits,). Only trees that split on a changed value are asked, so it pays to sort alike edits
        together; the result does not depend on the order.
        """
        if self._ungrouped is not None:
            return self._ungrouped.change(matrix, row, edited, self._threads)
        after = matrix[row]
        after[:, : edited.shape[1]] = edited
        raw = partial(_booster(self._model).predict, raw_score=True, num_threads=self._threads)
        change: Floats = np.asarray(raw(after)) - np.asarray(raw(matrix))[row]
        return change

    @cached_property
    def _ungrouped(self) -> _Tables | None:
        return self._tables and self._tables.ungrouped()


class Margins:
    """Raw outputs of any model by the same tables with one group, which is several times faster than LightGBM.

    >>> import lightgbm, numpy
    >>> x = numpy.random.default_rng(0).normal(size=(500, 3))
    >>> data = lightgbm.Dataset(x, x.argmax(axis=1))
    >>> model = lightgbm.train({"verbose": -1, "objective": "multiclass", "num_class": 3, "max_depth": 3}, data, 5)
    >>> bool(numpy.allclose(Margins(model.model_to_string()).of(x), model.predict(x, raw_score=True)))
    True
    """

    def __init__(self, model: str, threads: int = 2) -> None:
        self._model, self._threads = model, threads
        read = trees.read(model)
        self._outputs = read["num_tree_per_iteration"]
        try:
            self._tables: _Tables | None = _tables(read, np.zeros(read["features"], np.int64))
        except UncoveredModelError:
            self._tables = None

    def of(self, matrix: Floats) -> Floats:
        """Raw scores of each row of ``matrix`` (rows, features): shape (rows, outputs)."""
        if self._tables is not None:
            return self._tables.bases + self._tables.sums(matrix, self._threads)
        raw = _booster(self._model).predict(matrix, raw_score=True, num_threads=self._threads)
        return np.asarray(raw).reshape(len(matrix), self._outputs)


def get_ready() -> None:
    """Have the compiled code read, which takes a process half a second, by a model of one split."""
    leaf = {"leaf_value": 0.0, "leaf_count": 1}
    split = {"split_feature": 0, "decision_type": "<=", "threshold": 0.0, "missing_type": "NaN", "default_left": True}
    tree = split | {"internal_count": 2, "left_child": leaf, "right_child": leaf}
    model = {"num_tree_per_iteration": 1, "linear": False, "tree_info": [{"tree_structure": tree}]}
    tables, row = _tables(model, np.zeros(1, dtype=np.int64)), np.zeros((1, 1), order="F")
    tables.sums(row, threads=1)
    tables.ungrouped().change(row, np.zeros(1, dtype=np.int64), row, threads=1)


@lru_cache(maxsize=4)
def _booster(model: str) -> lightgbm.Booster:
    """The model in LightGBM's own hands, for what the tables do not cover."""
    import lightgbm

    return lightgbm.Booster(model_str=model)


@dataclass(frozen=True)
class _Tables:
    """The model as flat arrays for the kernel; ``arrays`` is what ``_explain_tile`` takes, in its order.

    There are ``columns`` sums: one per group, for each output in turn; ``bases`` has one base per output.
    """

    bases: Floats
    columns: int
    arrays: Arrays

    def ungrouped(self) -> _Tables:
        """The same model of one output with all features in one group: the tables of a block are added up."""
        *splits, _columns, tables, split_at, column_at, table_at = self.arrays
        shapes = zip(table_at[:-1], table_at[1:], np.diff(column_at), strict=True)
        summed = [tables[start:stop].reshape(groups, -1).sum(axis=0) for start, stop, groups in shapes]
        one_each = np.arange(len(split_at))
        sizes = np.cumsum([0, *map(len, summed)])
        return _Tables(
            self.bases,
            1,
            (*splits, 0 * one_each[1:], np.concatenate([*summed, np.empty(0)]), split_at, one_each, sizes),
        )

    def sums(self, matrix: Floats, threads: int) -> Floats:
        """Sums of the contributions of each row of ``matrix``: shape (rows, columns)."""
        kernel: Any = _explain_tile  # see _pack
        values = np.zeros((self.columns, len(matrix)))
        _by_tile(lambda tile: kernel(matrix[tile], self.arrays, values[:, tile]), len(matrix), threads)
        return np.ascontiguousarray(values.T)

    def change(self, matrix: Floats, row: npt.NDArray[np.int64], edited: Floats, threads: int) -> Floats:
        """See Explainer.change(); of tables with one group."""
        kernel: Any = _change_tile  # see _pack
        values = np.zeros(len(edited))
        _by_tile(lambda tile: kernel(matrix, row[tile], edited[tile], self.arrays, values[tile]), len(edited), threads)
        return values


def _by_tile(work: Callable[[slice], object], rows: int, threads: int) -> None:
    """Do some work for all rows, TILE at a time."""
    tiles = [slice(start, start + TILE) for start in range(0, rows, TILE)]
    if threads > 1 and len(tiles) > 1:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, tiles))
    else:
        for tile in tiles:
            work(tile)


@dataclass(frozen=True)
class _Split:
    """One split: the bins of its feature that go left, as an interval or, for categories, as a set."""

    feature: int
    left: frozenset[int] | None
    low: int
    high: int
    left_share: float


Path = tuple[tuple[_Split, bool], ...]


def _tables(model: dict[str, Any], groups: npt.NDArray[np.int64]) -> _Tables:
    if model.get("average_output"):
        raise UncoveredModelError("random forest mode")
    if model["linear"]:
        raise UncoveredModelError("models in the leaves")
    bins = _Bins.of(model)
    outputs, width = int(model["num_tree_per_iteration"]), int(groups.max(initial=-1)) + 1
    bases = np.zeros(outputs)
    blocks: list[_Block] = []
    for number, info in enumerate(model["tree_info"]):
        root, output = info["tree_structure"], number % outputs  # the trees of an iteration are one per output
        if "leaf_value" in root:
            bases[output] += root["leaf_value"]
            continue
        total = root["internal_count"]
        bases[output] += math.fsum(leaf["leaf_value"] * leaf["leaf_count"] / total for leaf in _leaves(root))
        blocks += [replace(block, first_column=output * width) for block in _blocks(root, (), bins)]
    return _Tables(bases, outputs * width, (*bins.arrays, *_pack(blocks, groups, bins)))


def _leaves(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if "leaf_value" in node:
            yield node
        else:
            waiting += (node["left_child"], node["right_child"])


def _count(node: dict[str, Any]) -> int:
    return int(node["leaf_count"] if "leaf_value" in node else node["internal_count"])


@dataclass(frozen=True)
class _Bins:
    """Where each feature's values are cut. Numbers: bin 0 is missing, then one bin between each two thresholds.

    Categories: bin 0 is missing, negative or never split on; a category c is bin c + 1.
    """

    thresholds: dict[int, dict[float, int]]
    """Of each feature, with their places in order."""
    categories: dict[int, int]
    zero_for_missing: frozenset[int]

    @classmethod
    def of(cls, model: dict[str, Any]) -> _Bins:
        cuts: dict[int, set[float]] = {}
        categories: dict[int, int] = {}
        zero = set()
        for node in _splits(model):
            feature = node["split_feature"]
            if node["missing_type"] == "Zero":
                raise UncoveredModelError("zero as missing")
            if node["decision_type"] == "==":
                most = max(map(int, node["threshold"].split("||")))
                categories[feature] = max(categories.get(feature, 0), most)
            else:
                cuts.setdefault(feature, set()).add(float(node["threshold"]))
                if node["missing_type"] == "None":
                    zero.add(feature)
        if any(len(cut) > 65_000 for cut in cuts.values()) or any(most > 65_000 for most in categories.values()):
            raise UncoveredModelError("more than 65,000 thresholds on one feature")
        places = {f: {threshold: at for at, threshold in enumerate(sorted(cut))} for f, cut in cuts.items()}
        return cls(places, categories, frozenset(zero))

    @property
    def used(self) -> list[int]:
        return sorted({*self.thresholds, *self.categories})

    @property
    def arrays(self) -> tuple[npt.NDArray[Any], ...]:
        """Used features, their kind (0 number, 1 number whose missing is zero, 2 category), thresholds, offsets."""
        kinds = [2 if f in self.categories else int(f in self.zero_for_missing) for f in self.used]
        lists = [list(self.thresholds.get(f, [float(self.categories.get(f, 0))])) for f in self.used]
        offsets = np.cumsum([0, *map(len, lists)])
        used, kind = (np.array(each, dtype=np.int64) for each in (self.used, kinds))
        return used, kind, np.array(list(chain.from_iterable(lists)), dtype=np.float64), offsets

    def split(self, node: dict[str, Any]) -> _Split:
        feature = node["split_feature"]
        share = _count(node["left_child"]) / _count(node)
        if node["decision_type"] == "==":
            left = frozenset(int(category) + 1 for category in node["threshold"].split("||"))
            return _Split(feature, left, 0, 0, share)
        place = self.thresholds[feature][float(node["threshold"])]
        missing_left = node["default_left"] and feature not in self.zero_for_missing
        return _Split(feature, None, 0 if missing_left else 1, place + 1, share)


def _splits(model: dict[str, Any]) -> Iterator[dict[str, Any]]:
    waiting = [info["tree_structure"] for info in model["tree_info"]]
    while waiting:
        node = waiting.pop()
        if "leaf_value" not in node:
            yield node
            waiting += [node["left_child"], node["right_child"]]


@dataclass(frozen=True)
class _Block:
    """Neighbouring leaves with the splits they hang on: bit i of a pattern is set when splits[i] goes left.

    ``first_column`` is the column of the first group of the output that the tree belongs to.
    """

    splits: list[_Split]
    leaves: list[tuple[list[int], list[bool], float]]
    first_column: int = 0


def _blocks(node: dict[str, Any], path: Path, bins: _Bins) -> Iterator[_Block]:
    """Cut the tree below ``node``, reached over ``path``, into the largest blocks that are small enough."""
    inner = len(list(_leaves(node))) - 1
    if len(path) + inner <= MOST_SPLITS:
        block = _Block([split for split, _ in path], [])
        _fill_block(block, node, list(range(len(path))), [left for _, left in path], bins)
        yield block
        return
    if len(path) >= MOST_SPLITS:
        raise UncoveredModelError(f"trees deeper than {MOST_SPLITS}")
    split = bins.split(node)
    yield from _blocks(node["left_child"], (*path, (split, True)), bins)
    yield from _blocks(node["right_child"], (*path, (split, False)), bins)


def _fill_block(block: _Block, node: dict[str, Any], bits: list[int], lefts: list[bool], bins: _Bins) -> None:
    if "leaf_value" in node:
        block.leaves.append((bits, lefts, float(node["leaf_value"])))
        return
    bit = len(block.splits)
    block.splits.append(bins.split(node))
    _fill_block(block, node["left_child"], [*bits, bit], [*lefts, True], bins)
    _fill_block(block, node["right_child"], [*bits, bit], [*lefts, False], bins)


def _pack(blocks: list[_Block], groups: npt.NDArray[np.int64], bins: _Bins) -> tuple[npt.NDArray[Any], ...]:
    """Blocks as flat arrays: splits with their block offsets, category sets, tables with their group columns."""
    place = {feature: at for at, feature in enumerate(bins.used)}
    group_of = {feature: int(groups[feature]) for feature in bins.used}
    splits: list[tuple[int, int, int, int]] = []
    sets: list[npt.NDArray[np.bool_]] = []
    set_size = 0
    columns: list[int] = []
    own_column: list[int] = []
    split_at, column_at, table_at = [0], [0], [0]
    for block in blocks:
        for split in block.splits:
            if split.left is None:
                splits.append((place[split.feature], split.low, split.high, -1))
            else:
                members = np.zeros(bins.categories[split.feature] + 2, dtype=np.bool_)
                members[list(split.left)] = True
                splits.append((place[split.feature], 0, 0, set_size))
                sets.append(members)
                set_size += len(members)
        own_groups = sorted({group_of[split.feature] for split in block.splits})
        own_column += [own_groups.index(group_of[split.feature]) for split in block.splits]
        columns += [block.first_column + group for group in own_groups]
        split_at.append(len(splits))
        column_at.append(len(columns))
        table_at.append(table_at[-1] + (len(own_groups) << len(block.splits)))
    packed = np.array(splits, dtype=np.int32).reshape(-1, 4)
    offsets = np.array(split_at), np.array(table_at)
    shares = np.array([split.left_share for block in blocks for split in block.splits], dtype=np.float64)
    tables = np.zeros(table_at[-1])
    fill: Any = _fill_tables  # numba's stubs do not know the arguments of a compiled function
    fill(packed[:, 0], shares, np.array(own_column, dtype=np.int64), *offsets, *_paths(blocks), tables)
    return (
        packed,
        np.concatenate([*sets, np.zeros(0, dtype=np.bool_)]),
        np.array(columns, dtype=np.int64),
        tables,
        offsets[0],
        np.array(column_at),
        offsets[1],
    )


def _paths(blocks: list[_Block]) -> tuple[npt.NDArray[Any], ...]:
    """The leaves of blocks as flat arrays: bits of their paths, ways taken, offsets of paths, values, of blocks."""
    leaves = [leaf for block in blocks for leaf in block.leaves]
    return (
        np.array([bit for bits, _, _ in leaves for bit in bits], dtype=np.int64),
        np.array([left for _, lefts, _ in leaves for left in lefts], dtype=np.bool_),
        np.cumsum([0, *(len(bits) for bits, _, _ in leaves)]),
        np.array([value for _, _, value in leaves], dtype=np.float64),
        np.cumsum([0, *(len(block.leaves) for block in blocks)]),
    )


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
def _fill_tables(
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
def _explain_tile(
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
def _change_tile(
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
