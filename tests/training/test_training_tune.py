"""Tuning: folds in order of time, and never worse than what was given."""

from __future__ import annotations

from dataclasses import replace

import pytest
from training_quick import QUICK

from denialrisk.training.dataset import Dataset
from denialrisk.training.tune import SPACE, time_folds, tune


def test_folds_judge_later_claims_than_they_fit(data: Dataset) -> None:
    folds = list(time_folds(data))
    assert len(folds) == 3
    for early, late in folds:
        start = data.heads_of(late)["submitted_on"].min()
        assert (data.heads_of(early)["known_on"] < start).all()
        assert set(early) | set(late) <= set(data.part("fit"))


def test_best_is_at_least_the_start(data: Dataset) -> None:
    pytest.importorskip("optuna")
    given = replace(QUICK, most_trees=15)
    tuned = tune(data, given, 3)
    assert tuned.trials[0].settings == {name: getattr(given, name) for name in SPACE}
    assert tuned.best == max(each.auc for each in tuned.trials if not each.pruned) >= tuned.start
