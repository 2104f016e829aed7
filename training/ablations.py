"""What each kind of feature is worth: a booster without rules, without documentation, without history."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.features.build import Feature
from denialrisk.features.rules.registry import Rule, pack
from denialrisk.training.bootstrap import draws, interval
from denialrisk.training.calibrate import platt
from denialrisk.training.config import Config
from denialrisk.training.dataset import Dataset
from denialrisk.training.evaluate import Answers, Figures
from denialrisk.training.fit import boost, foretelling, margins

Bools = npt.NDArray[np.bool_]

HISTORY: Final = "history"


COARSE: Final = 4
"""How many times larger the steps of a compared booster are than the model's, with so many times fewer trees."""


def ablations(data: Dataset, answers: Answers, trees: int, config: Config) -> pd.DataFrame:
    """A booster of all features beside boosters without a kind of them, on the same slices, all in coarse steps.

    ``trees`` is how many the model has. Columns: without, features_left_out, the headline figures, auc_lost with its
    95% interval lost_low, lost_high.
    """
    trees, config = max(20, trees // COARSE), replace(config, learning_rate=config.learning_rate * COARSE)
    full = _refitted(data, np.ones(len(data.features), dtype=bool), trees, config, answers)
    rows: list[dict[str, object]] = [
        {"without": "nothing", "features_left_out": 0, **full(), "auc_lost": 0.0, "lost_low": 0.0, "lost_high": 0.0}
    ]
    kept = {name: np.array([not left_out(feature) for feature in data.features]) for name, left_out in LEFT_OUT.items()}
    kept = {name: keep for name, keep in kept.items() if not keep.all()}
    alone = replace(config, threads=1)  # side by side, each on a thread of its own, they are done sooner than in turn
    with ThreadPoolExecutor(config.threads) as pool:
        refitted = pool.map(lambda keep: _refitted(data, keep, trees, alone, answers), kept.values())
        withouts = dict(zip(kept, refitted, strict=True))
    for name, without in withouts.items():
        keep = kept[name]
        lost = [full.ranking.roc_auc(w) - without.ranking.roc_auc(w)
                for w in draws(answers.patient, config.seed, config.bootstrap)]  # fmt: skip
        low, high = interval(np.array(lost))
        said = dict(without())
        rows.append({
            "without": name, "features_left_out": int((~keep).sum()), **said,
            "auc_lost": full.ranking.roc_auc() - said["roc_auc"], "lost_low": low, "lost_high": high,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _refitted(data: Dataset, keep: Bools, trees: int, config: Config, answers: Answers) -> Figures:
    fit, test = data.part("fit"), data.part("test")
    features = tuple(feature for feature, kept in zip(data.features, keep, strict=True) if kept)
    latest = replace(data.slices, stretches=data.slices.stretches[-1:])  # enough to calibrate what is only compared
    part = replace(data, matrix=data.matrix[:, keep], features=features, slices=latest)
    booster = boost(part.matrix[fit], part.denied(fit), features, trees, config)
    calibration, foretold = part.foretold(foretelling(part, trees, config))
    line = platt(foretold, part.denied(calibration))
    return Figures(answers.denied, line.probability(margins(booster, part.matrix[test], config)))


def reads_notes(rule: Rule) -> bool:
    """Whether a rule looks at what notes say, or at whether there is one."""
    return bool(rule.reads) or rule.reason_family == "documentation"


@cache
def _from_notes() -> frozenset[str]:
    return frozenset(rule.code for rule in pack() if reads_notes(rule))


LEFT_OUT: Final[dict[str, Callable[[Feature], bool]]] = {
    "rules": lambda feature: feature.issue,
    "documentation": lambda feature: feature.owner in _from_notes(),
    "history": lambda feature: feature.owner == HISTORY,
}
"""Which features each ablation leaves out."""
