"""What the model is compared with: baselines on the same claims, and on simulated payers the truth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from training_quick import QUICK

from denialrisk.features.build import features
from denialrisk.training import baselines, oracle
from denialrisk.training.config import Config
from denialrisk.training.fit import boost


def _compared() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("model", 0.80, 0.110, 0.0, 0.0, 0.0),
            ("base rate", 0.50, 0.140, 0.30, 0.28, 0.32),
            ("count of fired rules", 0.79, 0.112, 0.01, -0.002, 0.022),
            ("logistic regression", 0.81, 0.105, -0.01, -0.02, 0.001),
        ],
        columns=["name", "roc_auc", "brier", "auc_ahead", "ahead_low", "ahead_high"],
    )


def test_a_lead_that_chance_may_give_is_told_and_one_that_is_none_counts_as_lost() -> None:
    compared = _compared()
    assert baselines.beaten(compared) == ["logistic regression"]
    assert baselines.hardly_beaten(compared) == ["count of fired rules"]
    told = baselines.said(compared, baselines.beaten(compared))
    assert told == (
        "logistic regression (AUC -0.0100, 95% interval -0.0200 to +0.0010; Brier score 0.1100 beside 0.1050)"
    )


def test_the_truth_has_the_calibration_error_of_drawing_and_the_model_its_own() -> None:
    rng = np.random.default_rng(0)
    true = rng.uniform(0.02, 0.5, 3000)
    denied = rng.random(3000) < true
    perfect = oracle.against_oracle(pd.DataFrame({"denial_probability": true}), denied, true)
    assert perfect["share_of_oracle"] == pytest.approx(1)
    assert perfect["calibration_error_of_truth"] == pytest.approx(0)
    assert 0.005 < perfect["oracle_calibration_error"] < 0.03
    raised = oracle.against_oracle(pd.DataFrame({"denial_probability": true}), denied, true + 0.05)
    assert raised["calibration_error_of_truth"] == pytest.approx(0.05)
    assert raised["oracle_calibration_error"] == perfect["oracle_calibration_error"]


def test_an_issue_has_the_credit_where_a_past_rate_says_the_same() -> None:
    """A rule's flag and a past rate with one value more for each claim: by chance the rate fits a little better."""
    of = {feature.name: feature for feature in features()}
    rng = np.random.default_rng(1)
    flag = rng.random(4000) < 0.1
    rate = np.where(flag, 0.3, 0.1) + rng.normal(0, 0.06, 4000)
    denied = rng.random(4000) < np.where(flag, 0.5, 0.1)
    both = (of["DOC03"], of["past_payer_rate"])

    def gained(config: Config) -> float:
        made = boost(np.column_stack([flag, rate]), denied, both, 100, config)
        gain = made.feature_importance("gain")
        return float(gain[0] / gain.sum())

    weighed = replace(QUICK, feature_fraction=1.0)
    assert gained(weighed) > gained(replace(weighed, history_weight=1.0)) + 0.02
