"""Exact SHAP contributions of a LightGBM model: margin and reasons in one pass, by outcome tables.

A model that the tables do not cover (outcome_tables.py says how they work) is explained by LightGBM's own
``pred_contrib`` instead, and ``Explainer.method`` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from denialrisk.serving import outcome_tables, trees
from denialrisk.serving.outcome_tables import Tables, UncoveredModelError

if TYPE_CHECKING:
    import lightgbm

    from denialrisk.serving.kernel import Floats


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
            self._tables: Tables | None = outcome_tables.build(read, self._groups)
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
    def _ungrouped(self) -> Tables | None:
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
            self._tables: Tables | None = outcome_tables.build(read, np.zeros(read["features"], np.int64))
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
    tables, row = outcome_tables.build(model, np.zeros(1, dtype=np.int64)), np.zeros((1, 1), order="F")
    tables.sums(row, threads=1)
    tables.ungrouped().change(row, np.zeros(1, dtype=np.int64), row, threads=1)


@lru_cache(maxsize=4)
def _booster(model: str) -> lightgbm.Booster:
    """The model in LightGBM's own hands, for what the tables do not cover."""
    import lightgbm

    return lightgbm.Booster(model_str=model)
