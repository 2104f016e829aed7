"""A LightGBM model as outcome tables: exact contributions of a row by one lookup a block of leaves.

Path-dependent TreeSHAP (Lundberg et al. 2020, "From local explanations to global understanding with explainable AI
for trees", algorithm 1) gives a leaf's contributions as a function of one thing only: which of the splits on its path
the row satisfies. So

1. every value is mapped once to its bin among the model's own thresholds (``_Bins``);
2. each tree is cut into blocks of neighbouring leaves that hang on at most MOST_SPLITS splits (``_blocks``), and each
   block gets a table from the pattern of split outcomes to contributions, computed by the TreeSHAP formula;
3. a row then costs, per block, the outcome bits and one table row to add.

Contributions can be summed to groups (issues, context groups) inside the tables; that is exact, and less to add.
Missing values and categorical splits are outcomes like any other. The loops over rows are compiled (kernel.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from denialrisk.serving.kernel import Arrays, Floats

MOST_SPLITS: Final = 11
"""Splits of a block: its table has 2 to this power rows."""
TILE: Final = 2048
"""Rows handled at a time: their bins stay in the cache while all trees pass over them."""


class UncoveredModelError(ValueError):
    """The model has something the tables cannot say; explain it with ``pred_contrib``."""


@dataclass(frozen=True)
class Tables:
    """The model as flat arrays for the kernel; ``arrays`` is what the kernel takes, in its order.

    There are ``columns`` sums: one per group, for each output in turn; ``bases`` has one base per output.
    """

    bases: Floats
    columns: int
    arrays: Arrays

    def ungrouped(self) -> Tables:
        """The same model of one output with all features in one group: the tables of a block are added up."""
        *splits, _columns, tables, split_at, column_at, table_at = self.arrays
        shapes = zip(table_at[:-1], table_at[1:], np.diff(column_at), strict=True)
        summed = [tables[start:stop].reshape(groups, -1).sum(axis=0) for start, stop, groups in shapes]
        one_each = np.arange(len(split_at))
        sizes = np.cumsum([0, *map(len, summed)])
        return Tables(
            self.bases,
            1,
            (*splits, 0 * one_each[1:], np.concatenate([*summed, np.empty(0)]), split_at, one_each, sizes),
        )

    def sums(self, matrix: Floats, threads: int) -> Floats:
        """Sums of the contributions of each row of ``matrix``: shape (rows, columns)."""
        tile_sums = _kernel().explain_tile
        values = np.zeros((self.columns, len(matrix)))
        _by_tile(lambda tile: tile_sums(matrix[tile], self.arrays, values[:, tile]), len(matrix), threads)
        return np.ascontiguousarray(values.T)

    def change(self, matrix: Floats, row: npt.NDArray[np.int64], edited: Floats, threads: int) -> Floats:
        """See Explainer.change(); of tables with one group."""
        tile_change = _kernel().change_tile
        values = np.zeros(len(edited))
        _by_tile(
            lambda tile: tile_change(matrix, row[tile], edited[tile], self.arrays, values[tile]), len(edited), threads
        )
        return values


def _kernel() -> Any:
    """The compiled loops, read when they are asked for: a process that only reads and merges can do without numba.

    Of any type, as numba's stubs do not know the arguments of a compiled function.
    """
    from denialrisk.serving import kernel

    return kernel


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


def build(model: dict[str, Any], groups: npt.NDArray[np.int64]) -> Tables:
    """The tables of a model (trees.py); ``groups`` is the group of each feature.

    Raises UncoveredModelError.
    """
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
    return Tables(bases, outputs * width, (*bins.arrays, *_pack(blocks, groups, bins)))


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
    def arrays(self) -> Arrays:
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


def _pack(blocks: list[_Block], groups: npt.NDArray[np.int64], bins: _Bins) -> Arrays:
    """Blocks as flat arrays: splits with their block offsets, category sets, tables with their group columns."""
    own_groups = [sorted({int(groups[split.feature]) for split in block.splits}) for block in blocks]
    pairs = list(zip(blocks, own_groups, strict=True))
    columns = [block.first_column + group for block, own in pairs for group in own]
    own_column = [own.index(groups[split.feature]) for block, own in pairs for split in block.splits]
    shares = [split.left_share for block in blocks for split in block.splits]
    split_at = np.cumsum([0, *(len(block.splits) for block in blocks)])
    column_at = np.cumsum([0, *map(len, own_groups)])
    table_at = np.cumsum([0, *(len(own) << len(block.splits) for block, own in pairs)])
    splits, sets = _pack_splits(blocks, bins)
    tables = np.zeros(table_at[-1])
    fill = _kernel().fill_tables
    fill(splits[:, 0], np.array(shares, dtype=np.float64), np.array(own_column, dtype=np.int64), split_at, table_at,
         *_paths(blocks), tables)  # fmt: skip
    return splits, sets, np.array(columns, dtype=np.int64), tables, split_at, column_at, table_at


def _pack_splits(blocks: list[_Block], bins: _Bins) -> Arrays:
    """The splits of all blocks, shape (splits, 4), and the category sets that they point to; see kernel.py."""
    place = {feature: at for at, feature in enumerate(bins.used)}
    splits: list[tuple[int, int, int, int]] = []
    sets: list[npt.NDArray[np.bool_]] = [np.zeros(0, dtype=np.bool_)]
    begins = 0
    for split in chain.from_iterable(block.splits for block in blocks):
        if split.left is None:
            splits.append((place[split.feature], split.low, split.high, -1))
            continue
        members = np.zeros(bins.categories[split.feature] + 2, dtype=np.bool_)
        members[list(split.left)] = True
        splits.append((place[split.feature], 0, 0, begins))
        sets.append(members)
        begins += len(members)
    return np.array(splits, dtype=np.int32).reshape(-1, 4), np.concatenate(sets)


def _paths(blocks: list[_Block]) -> Arrays:
    """The leaves of blocks as flat arrays: bits of their paths, ways taken, offsets of paths, values, of blocks."""
    leaves = [leaf for block in blocks for leaf in block.leaves]
    return (
        np.array([bit for bits, _, _ in leaves for bit in bits], dtype=np.int64),
        np.array([left for _, lefts, _ in leaves for left in lefts], dtype=np.bool_),
        np.cumsum([0, *(len(bits) for bits, _, _ in leaves)]),
        np.array([value for _, _, value in leaves], dtype=np.float64),
        np.cumsum([0, *(len(block.leaves) for block in blocks)]),
    )
