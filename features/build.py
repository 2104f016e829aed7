"""From a batch of claims to the model's matrix: the one function that training and scoring both call.

A feature belongs to exactly one issue (a rule's code) or to one context group. Issue features only ever raise risk
(``monotone``), so repairing an issue never raises it.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from denialrisk.features import context, history, priors
from denialrisk.features.frames import Frames
from denialrisk.features.measures import MEASURES
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import pack

HISTORY: Final = "history"
"""Context group of past rates and of the priors that stand in where they are short."""
CONTEXT_GROUPS: Final = ("payer", "procedure", "setting", "timing", "money", "patient", "diagnosis", HISTORY)


@dataclass(frozen=True)
class Feature:
    """A column of the matrix. ``owner`` is a rule's code where ``issue``, else one of CONTEXT_GROUPS."""

    name: str
    owner: str
    issue: bool
    categorical: bool = False

    @property
    def monotone(self) -> int:
        """LightGBM's monotone constraint: an issue can only raise risk."""
        return int(self.issue)


@dataclass(frozen=True)
class Tables:
    """What the features of a claim depend on besides the claim; fitted in training, carried in the bundle."""

    levels: context.Levels
    history: history.HistoryTables
    priors: priors.Priors = priors.NONE


@dataclass(frozen=True)
class Built:
    """Features of a batch: ``matrix`` of shape (claims, features), float64, and the rows each rule found."""

    features: tuple[Feature, ...]
    matrix: npt.NDArray[np.float64]
    found: Mapping[str, Rows]

    @cached_property
    def flags(self) -> dict[str, npt.NDArray[np.bool_]]:
        """For each rule that can fire, the claims in which it fired: bool, shape (claims,)."""
        return {code: rows.claims for code, rows in self.found.items()}


def features() -> tuple[Feature, ...]:
    """All columns of the matrix, in order. A rule's flag is named by the rule's code.

    The order is a contract: the flags of pack() stand first, in its order (drift.py reads them by place), behind them
    the other issue features, and all others last (fixes.py and the contributions cut the matrix there).
    """
    return (
        *(Feature(rule.code, rule.code, issue=True) for rule in pack()),
        *(Feature(measure.name, measure.owner, issue=True) for measure in MEASURES),
        *(Feature(name, owner, issue=True) for name, owner in history.ISSUE_NAMES.items()),
        *(
            Feature(each.name, each.group, issue=False, categorical=each.text is not None)
            for each in context.CONTEXT
        ),
        *(Feature(name, HISTORY, issue=False) for name in (*history.CONTEXT_NAMES, *priors.NAMES)),
    )  # fmt: skip


def build(frames: Frames, tables: Tables) -> Built:
    """Features of a batch, from the claims, their evidence, and what was known before they were submitted."""
    found = {rule.code: rule.found(frames) for rule in pack()}
    past = history.lookup(tables.history, frames) | priors.lookup(tables.priors, frames)
    columns = [
        *_issue_columns(frames, found, tables, past),
        *(context.value(each, frames, tables.levels) for each in context.CONTEXT),
        *(past[name] for name in (*history.CONTEXT_NAMES, *priors.NAMES)),
    ]
    return Built(features(), _matrix(columns, frames.n), found)


def issue_matrix(frames: Frames, tables: Tables, rules: Container[str] | None = None) -> npt.NDArray[np.float64]:
    """The issue features alone, which are the first columns of the matrix: all that an edit of a claim can change.

    Where only some rules are asked for, by their codes, the others count as silent.
    """
    silent = frames.with_claims(np.zeros(frames.n, dtype=bool))
    found = {each.code: each.found(frames) if rules is None or each.code in rules else silent for each in pack()}
    return _matrix(_issue_columns(frames, found, tables, history.lookup_issues(tables.history, frames)), frames.n)


def _issue_columns(
    frames: Frames, found: Mapping[str, Rows], tables: Tables, past: Mapping[str, npt.NDArray[np.float64]]
) -> list[npt.NDArray[np.generic]]:
    return [
        *(rows.claims for rows in found.values()),
        *(measure.value(frames, tables.history) for measure in MEASURES),
        *(past[name] for name in history.ISSUE_NAMES),
    ]


def _matrix(columns: list[npt.NDArray[np.generic]], n: int) -> npt.NDArray[np.float64]:
    matrix = np.empty((n, len(columns)), order="F")  # it is written, and binned by the model's kernel, by column
    for place, column in enumerate(columns):
        matrix[:, place] = column
    return matrix
