"""Tables of issues and features: how often, how much they weigh, what was denied with and without them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.features.build import CONTEXT_GROUPS, Feature
from denialrisk.features.rules.registry import pack
from denialrisk.serving.bundle import Bundle
from denialrisk.serving.contributions import Explainer
from denialrisk.training.dataset import Dataset
from denialrisk.training.evaluate import Answers, mean

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Explained:
    """Contributions on the test slice, in log-odds: ``by_feature`` (claims, features), ``by_owner`` (claims, owners:
    the issues, then the context groups), the names of the owners, and whether each issue's rule fired (claims, issues).
    """

    by_feature: Floats
    by_owner: Floats
    owners: tuple[str, ...]
    fired: Bools
    matrix: Floats
    base: float


def explain(booster: str, features: tuple[Feature, ...], matrix: Floats, threads: int) -> Explained:
    """Exact contributions by a booster, given as LightGBM's text of it, that knows these features.

    A rule that is none of its features counts as one that did not fire.
    """
    explained = Explainer(booster, threads=threads).explain(matrix)
    owners = (*(rule.code for rule in pack()), *CONTEXT_GROUPS)
    by_owner = np.zeros((len(matrix), len(owners)))
    fired = np.zeros((len(matrix), len(pack())), dtype=bool)
    for place, feature in enumerate(features):
        owner = owners.index(feature.owner)
        by_owner[:, owner] += explained.values[:, place]
        if feature.name == feature.owner and feature.issue:
            fired[:, owner] = matrix[:, place] > 0
    return Explained(explained.values, by_owner, owners, fired, matrix, explained.base)


def issue_table(explained: Explained, answers: Answers) -> pd.DataFrame:
    """One row per issue of the pack, the weightiest first.

    Columns: issue, title, severity, reason_family, claims, share, mean_contribution (log-odds, where it fired),
    denied_with, denied_without (rates), denied_dollars_with.
    """
    rows = []
    for place, rule in enumerate(pack()):
        fired = explained.fired[:, place]
        rows.append({
            "issue": rule.code,
            "title": rule.title,
            "severity": rule.severity,
            "reason_family": rule.reason_family,
            "claims": int(fired.sum()),
            "share": float(fired.mean()),
            "mean_contribution": mean(explained.by_owner[fired, place]),
            "denied_with": mean(answers.denied[fired]),
            "denied_without": mean(answers.denied[~fired]),
            "denied_dollars_with": float(answers.dollars[fired].sum()),
        })  # fmt: skip
    table = pd.DataFrame(rows)
    weight = table["claims"] * table["mean_contribution"].fillna(0)
    return table.loc[weight.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def owner_table(explained: Explained) -> pd.DataFrame:
    """Issues and context groups by mean absolute contribution. Columns: owner, kind, mean_abs_contribution."""
    table = pd.DataFrame(
        {
            "owner": explained.owners,
            "kind": np.where(np.isin(explained.owners, CONTEXT_GROUPS), "context", "issue"),
            "mean_abs_contribution": np.abs(explained.by_owner).mean(axis=0),
        }
    )
    return table.sort_values("mean_abs_contribution", ascending=False, kind="stable", ignore_index=True)


def feature_table(data: Dataset, bundle: Bundle, explained: Explained) -> pd.DataFrame:
    """One row per feature, the weightiest first.

    Columns: feature, owner, kind, monotone, mean_abs_contribution, splits, missing (share).
    """
    splits = bundle.model().feature_importance("split")
    table = pd.DataFrame(
        {
            "feature": [feature.name for feature in data.features],
            "owner": [feature.owner for feature in data.features],
            "kind": ["issue" if feature.issue else "context" for feature in data.features],
            "monotone": [feature.monotone for feature in data.features],
            "mean_abs_contribution": np.abs(explained.by_feature).mean(axis=0),
            "splits": splits,
            "missing": np.isnan(explained.matrix).mean(axis=0),
        }
    )
    return table.sort_values("mean_abs_contribution", ascending=False, kind="stable", ignore_index=True)
