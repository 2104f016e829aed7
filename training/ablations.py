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

from denialrisk.features import history
from denialrisk.features.build import HISTORY, Feature
from denialrisk.features.rules.registry import Rule, pack
from denialrisk.training.bootstrap import draws, interval
from denialrisk.training.calibrate import platt
from denialrisk.training.config import LARGEST_STEP, Config
from denialrisk.training.dataset import Dataset
from denialrisk.training.evaluate import Answers, Figures
from denialrisk.training.fit import boost, later_predictor, margins
from denialrisk.training.issues import Explained, explain

Bools = npt.NDArray[np.bool_]
Hits = Callable[[Explained], dict[str, float]]

COARSE: Final = 4
"""How many times larger the steps of a compared booster are than the model's, up to LARGEST_STEP."""
ENOUGH: Final = 50_000
"""Rows that compared boosters learn from at most, drawn by lot: what a kind of feature is worth shows by then."""
CAUSES: Final = ("cause_first", "cause_in_three")
"""Columns of what is lost in finding the cause."""


def ablations(data: Dataset, answers: Answers, trees: int, config: Config, hits: Hits | None = None) -> pd.DataFrame:
    """A booster of all features beside boosters without a kind of them, on the same slices, all in coarse steps.

    ``trees`` is how many the model has; ``hits`` says of contributions how often the true cause stands first, where it
    is known. Columns: without, features_left_out, learned_from (claims), the headline figures, auc_lost
    with its 95% interval lost_low, lost_high, and what of CAUSES ``hits`` knows.
    """
    whole = len(data.part("fit"))
    data = data.sampled(ENOUGH, config.seed)
    learned_from = len(data.part("fit"))
    coarse = replace(
        config, threads=1, learning_rate=max(config.learning_rate, min(config.learning_rate * COARSE, LARGEST_STEP))
    )
    fewer = max(20, round(trees * config.learning_rate / coarse.learning_rate * learned_from / whole))
    kept = {"nothing": np.ones(len(data.features), dtype=bool)}
    kept |= {
        name: np.array([not left_out(feature) for feature in data.features]) for name, left_out in LEFT_OUT.items()
    }
    kept = {name: keep for name, keep in kept.items() if name == "nothing" or not keep.all()}
    with ThreadPoolExecutor(config.threads) as pool:  # side by side on a thread each, they are done sooner than in turn
        refitted = pool.map(lambda keep: _refitted(data, keep, fewer, coarse, answers, hits), kept.values())
        withouts = dict(zip(kept, refitted, strict=True))
    full, _ = withouts["nothing"]
    rows = []
    for name, (without, causes) in withouts.items():
        lost = [full.ranking.roc_auc(w) - without.ranking.roc_auc(w)
                for w in draws(answers.patient, config.seed, config.bootstrap)]  # fmt: skip
        low, high = interval(np.array(lost))
        said = dict(without())
        rows.append({
            "without": name, "features_left_out": int((~kept[name]).sum()), "learned_from": learned_from, **said,
            "auc_lost": full.ranking.roc_auc() - said["roc_auc"], "lost_low": low, "lost_high": high,
            **causes,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _refitted(  # noqa: PLR0913, PLR0917 - one side of a comparison has as many parts
    data: Dataset, keep: Bools, trees: int, config: Config, answers: Answers, hits: Hits | None
) -> tuple[Figures, dict[str, float]]:
    fit, test = data.part("fit"), data.part("test")
    features = tuple(feature for feature, kept in zip(data.features, keep, strict=True) if kept)
    latest = replace(data.slices, folds=data.slices.folds[-1:])  # enough to calibrate what is only compared
    part = replace(data, matrix=data.matrix[:, keep], features=features, slices=latest)
    booster = boost(part.matrix[fit], part.denied(fit), features, trees, config)
    calibration, predicted = part.predict_folds(later_predictor(part, trees, config))
    line = platt(predicted, part.denied(calibration))
    later = part.matrix[test]
    found = hits(explain(booster.model_to_string(), features, later, config.threads)) if hits else {}
    figures = Figures(answers.denied, line.probability(margins(booster, later, config)))
    return figures, {name: found[name] for name in CAUSES if name in found}


def reads_notes(rule: Rule) -> bool:
    """Whether a rule looks at what notes say, or at whether there is one."""
    return bool(rule.reads) or rule.reason_family == "documentation"


@cache
def _from_notes() -> frozenset[str]:
    return frozenset(rule.code for rule in pack() if reads_notes(rule))


_FROM_REMITTANCES: Final = frozenset((*history.ISSUE_NAMES, "authorization_usual"))
"""Features of the past that are linked to an issue."""

LEFT_OUT: Final[dict[str, Callable[[Feature], bool]]] = {
    "rules": lambda feature: feature.issue,
    "documentation": lambda feature: feature.owner in _from_notes(),
    "history": lambda feature: feature.owner == HISTORY or feature.name in _FROM_REMITTANCES,
}
"""Which features each ablation leaves out."""
