"""The leakage audit: silent on honest data, and loud at each kind of leak when it is planted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from training_quick import QUICK

from denialrisk.features import history
from denialrisk.features.build import Feature
from denialrisk.training import audit, coverage, segments
from denialrisk.training.dataset import Dataset
from denialrisk.training.split import split


def _with(data: Dataset, name: str, values: np.ndarray) -> Dataset:
    feature = Feature(name, "money", issue=False)
    return replace(data, matrix=np.column_stack([data.matrix, values]), features=(*data.features, feature))


def _denied(data: Dataset) -> np.ndarray:
    return data.heads["denied"].to_numpy(dtype=bool, na_value=False)[data.rows]


def test_honest_data_pass(data: Dataset) -> None:
    checks = audit.audit(data, QUICK)
    audit.require(checks)
    assert {check.name for check in checks if not check.passed} <= {"split at random against split by date"}


@pytest.mark.parametrize("name", ["paid", "reason_family", "anything_new"])
def test_feature_of_a_remit_or_of_unknown_origin_is_found(data: Dataset, name: str) -> None:
    check = audit.origins(_with(data, name, np.zeros(len(data.matrix))).features)
    assert not check.passed
    assert name in check.found


def test_feature_that_knows_the_answer_stops_the_run_unless_it_is_named(data: Dataset) -> None:
    rng = np.random.default_rng(0)
    leaky = _with(data, "days_to_pay", _denied(data) + rng.normal(0, 0.2, len(data.matrix)))
    with pytest.raises(audit.LeakError, match="days_to_pay"):
        audit.require([audit.single_features(leaky, QUICK)])
    assert audit.single_features(leaky, replace(QUICK, allowed_strong=("days_to_pay",))).passed


def test_category_that_knows_the_answer_is_found(data: Dataset) -> None:
    leaky = _with(data, "batch", 10.0 + 3 * _denied(data) + np.arange(len(data.matrix)) % 3)
    leaky = replace(leaky, features=(*data.features, Feature("batch", "money", issue=False, categorical=True)))
    assert "batch" in audit.single_features(leaky, QUICK).found


def _known_at_once(data: Dataset) -> Dataset:
    """History as a careless join would make it: every answer known the day before its claim was submitted."""
    early = (data.heads["submitted_on"] - pd.Timedelta(days=1)).where(data.heads["known_on"].notna())
    day = pa.array(early, from_pandas=True).cast(pa.date32())
    place = data.labels.schema.get_field_index("known_on")
    labels = data.labels.set_column(place, "known_on", day)
    tables = history.fit(data.keys, labels)
    submitted = data.heads["submitted_on"].to_numpy(dtype="datetime64[D]")[data.rows]
    past = history.of_keys(tables, data.keys.iloc[data.rows], submitted)
    matrix = data.matrix.copy()
    for place, feature in enumerate(data.features):
        if feature.name in past:
            matrix[:, place] = past[feature.name]
    return replace(data, matrix=matrix, labels=labels, tables=replace(data.tables, history=tables))


def test_past_rates_that_hold_the_claims_own_answer_are_found(data: Dataset) -> None:
    leaky = _known_at_once(data)
    assert not audit.shuffled_history(leaky, seed=1).passed
    assert not audit.future_answers(replace(leaky, labels=data.labels)).passed


def test_claims_in_both_slices_are_found_by_permuted_labels(data: Dataset) -> None:
    leaky = replace(data, slices=replace(data.slices, test=data.slices.fit))
    assert audit.permuted_labels(data, QUICK).passed
    assert not audit.permuted_labels(leaky, QUICK).passed
    assert not audit.apart(leaky).passed


def test_calibration_by_claims_not_known_yet_is_found(data: Dataset) -> None:
    first, *rest = data.slices.folds
    for leaking in (first.later, first.earlier | data.slices.test):
        leaky = replace(data, slices=replace(data.slices, folds=(replace(first, earlier=leaking), *rest)))
        assert not audit.apart(leaky).passed


def test_slices_keep_apart_and_lose_nothing_else(data: Dataset) -> None:
    heads, slices = data.heads, data.slices
    assert audit.apart(data).passed
    answered = heads["denied"].notna().to_numpy(dtype=bool)
    assert slices.embargo_days == QUICK.embargo_days, "denials come as soon as payments here"
    run_out, labelled = pd.Timedelta(days=slices.embargo_days), answered
    before = heads["submitted_on"] < slices.test_from - run_out
    eligible = labelled & (before & (heads["known_on"] < slices.test_from)).to_numpy()
    later = labelled & (heads["submitted_on"] >= slices.test_from).to_numpy()
    in_test, in_fit = (heads["patient_key"].isin(heads["patient_key"][part]) for part in (slices.test, slices.fit))
    assert (slices.fit == eligible & ~in_test).all()
    assert (slices.test == later & ~in_fit).all()
    assert all(slices.left_out[side] > 0 for side in ("fit_patient_later", "test_patient_earlier")), "the lot falls"
    assert int(answered.sum()) == int((slices.fit | slices.test).sum()) + sum(slices.left_out.values())
    predicted = sum(fold.later.astype(int) for fold in slices.folds)
    assert (predicted == slices.calibration).all()
    assert (slices.calibration <= slices.fit).all()


def test_batches_told_apart_are_found_by_a_random_split(data: Dataset) -> None:
    batch = data.heads["submitted_on"].to_numpy(dtype="datetime64[D]").astype(np.int64) // 14
    answer = np.random.default_rng(0).random(batch.max() + 1)[batch] < 0.5  # whole fortnights paid or denied
    heads = data.heads.assign(denied=data.heads["denied"].mask(data.heads["denied"].notna(), answer))
    leaky = _with(replace(data, heads=heads), "batch_number", batch[data.rows].astype(float))
    assert not audit.random_split(leaky, QUICK).passed


def test_rules_that_never_fire_are_seen(data: Dataset) -> None:
    heads = data.heads_of(np.arange(len(data.rows)))
    parts = segments.columns(heads)
    place = next(at for at, feature in enumerate(data.features) if data.matrix[:, at].any() and feature.issue)
    matrix = data.matrix.copy()
    matrix[:, place] = 0
    table = coverage.activation(replace(data, matrix=matrix), parts).set_index("issue")
    assert table.loc[data.features[place].name, "note"] == "never fires here"
    matrix[:, place] = (parts["form"] == "professional").to_numpy()
    table = coverage.activation(replace(data, matrix=matrix), parts).set_index("issue")
    assert table.loc[data.features[place].name, "note"] == "silent on institutional"


def test_the_outcome_that_comes_sooner_does_not_weigh_more() -> None:
    """Payments come after 20 days and denials after 60: of the claims of the last weeks only payments are known."""
    generator = np.random.default_rng(0)
    sent = pd.Timestamp("2025-01-01") + pd.to_timedelta(generator.integers(0, 400, 8000), "D")
    denied = pd.Series(generator.random(8000) < 0.2, dtype="boolean")
    known = pd.Series(sent + pd.to_timedelta(np.where(denied, 60, 20), "D"))
    open_yet = known > sent.max()
    heads = pd.DataFrame({
        "submitted_on": sent, "known_on": known.mask(open_yet), "denied": denied.mask(open_yet),
        "patient_key": [str(n) for n in range(8000)],
    })  # fmt: skip
    with_run_out, without = split(heads, QUICK), split(heads, replace(QUICK, run_out=1.0))
    assert with_run_out.embargo_days == 60
    for part in ("fit", "test"):
        assert heads["denied"][getattr(with_run_out, part)].mean() == pytest.approx(0.2, abs=0.02), part
        assert heads["denied"][getattr(without, part)].mean() < 0.185, part
