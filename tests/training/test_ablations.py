"""Ablations learn from a bounded part of the claims, and are judged on all that the model is judged on."""

from __future__ import annotations

import numpy as np
import pytest
from training_quick import QUICK

from denialrisk.training import ablations
from denialrisk.training.dataset import Dataset
from denialrisk.training.train import Trained


def test_a_sample_takes_from_what_is_learned_from_only(data: Dataset) -> None:
    some = data.sampled(300, seed=1)
    assert len(some.part("fit")) == 300
    assert np.isin(some.part("fit"), data.part("fit")).all()
    assert np.array_equal(some.part("test"), data.part("test"))
    assert np.array_equal(some.part("calibration"), data.part("calibration"))
    for drawn, all_of_them in zip(some.slices.folds, data.slices.folds, strict=True):
        assert not (drawn.earlier & ~(all_of_them.earlier & some.slices.fit)).any()
        assert drawn.earlier.any()
    assert data.sampled(len(data.part("fit")), seed=1) is data


def test_ablations_of_a_sample_say_how_many_claims_they_learned_from(
    data: Dataset, trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ablations, "ENOUGH", 300)
    table = ablations.ablations(
        data, trained.results.answers, 80, QUICK, lambda explained: {"cause_first": float(explained.fired.sum())}
    )
    assert list(table["without"]) == ["nothing", *ablations.LEFT_OUT]
    assert set(table["learned_from"]) == {300}
    assert table.loc[0, "auc_lost"] == 0
    left_out = table.set_index("without")["features_left_out"]
    assert left_out["rules"] > left_out["documentation"] > left_out["nothing"] == 0
    fired = table.set_index("without")["cause_first"]
    assert fired["nothing"] == fired["history"] > fired["documentation"] > fired["rules"] == 0
