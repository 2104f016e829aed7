"""The outcome tables against LightGBM's own pred_contrib, over random models and rows."""

from typing import Any

import lightgbm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denialrisk.serving import trees
from denialrisk.serving.contributions import Explainer, Margins


def _model(seed: int, depth: int, leaves: int, trees: int, missing: bool) -> tuple[lightgbm.Booster, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(400, 6))
    x[:, 1] = rng.integers(0, 2, 400)
    x[:, 2] = rng.integers(0, 12, 400)  # a category
    x[:, 3] = np.round(x[:, 3])
    if missing:
        x[:, :3][rng.random((400, 3)) < 0.2] = np.nan
    y = rng.random(400) < 1 / (1 + np.exp(-(x[:, 0] + np.nan_to_num(x[:, 2]) % 3 - x[:, 4] * x[:, 1])))
    params = {"objective": "binary", "max_depth": depth, "num_leaves": leaves, "verbose": -1, "seed": seed,
              "min_data_in_leaf": 5, "min_data_per_group": 5, "cat_smooth": 1.0, "num_threads": 1}  # fmt: skip
    return lightgbm.train(params, lightgbm.Dataset(x, y.astype(float), categorical_feature=[2]), trees), x


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**31),
    depth=st.integers(1, 9),
    leaves=st.integers(2, 40),
    trees=st.integers(1, 12),
    missing=st.booleans(),
)
def test_equals_pred_contrib(seed: int, depth: int, leaves: int, trees: int, missing: bool) -> None:
    model, x = _model(seed, depth, leaves, trees, missing)
    rng = np.random.default_rng(seed)
    rows = np.vstack([x[:50], rng.normal(scale=30, size=(30, 6)), np.full((1, 6), np.nan), np.zeros((1, 6))])
    rows[60:70, 2] = 999  # a category never seen
    expected = np.asarray(model.predict(rows, pred_contrib=True))

    explained = Explainer(model.model_to_string()).explain(rows)

    assert explained.values == pytest.approx(expected[:, :-1], abs=1e-9)
    assert explained.base == pytest.approx(expected[0, -1], abs=1e-9)
    assert explained.margin == pytest.approx(model.predict(rows, raw_score=True), abs=1e-9)


KEPT = {"split_feature", "decision_type", "threshold", "default_left", "missing_type", "internal_count", "leaf_value",
        "leaf_count", "left_child", "right_child"}  # fmt: skip


def _kept(node: dict[str, Any]) -> dict[str, Any]:
    kept = {name: _kept(value) if isinstance(value, dict) else value for name, value in node.items() if name in KEPT}
    if kept.get("threshold") == 1e300:  # JSON knows no infinity, and LightGBM writes this in its place
        kept["threshold"] = np.inf
    return kept


@pytest.mark.parametrize("seed", range(8))
def test_trees_read_from_text_are_those_that_lightgbm_dumps(seed: int) -> None:
    model, _ = _model(seed, 1 + seed, 31, 10, missing=seed % 2 == 0)
    read, dumped = trees.read(model.model_to_string()), model.dump_model()
    assert read["features"] == model.num_feature()
    assert read["num_tree_per_iteration"] == dumped["num_tree_per_iteration"]
    assert [_kept(each["tree_structure"]) for each in read["tree_info"]] == [
        _kept(each["tree_structure"]) for each in dumped["tree_info"]
    ]


def test_groups_are_sums_of_features() -> None:
    model, x = _model(1, 4, 15, 20, missing=True)
    single, grouped = (
        Explainer(model.model_to_string()).explain(x),
        Explainer(model.model_to_string(), groups=[0, 1, 1, 0, 2, 2]).explain(x),
    )
    sums = np.stack([single.values[:, [0, 3]].sum(1), single.values[:, [1, 2]].sum(1), single.values[:, 4:].sum(1)], 1)
    assert grouped.values == pytest.approx(sums, abs=1e-12)


@pytest.mark.parametrize("covered", [True, False])
def test_a_change_is_the_difference_of_two_margins(covered: bool) -> None:
    model, x = _model(3, 6, 31, 20, missing=True)
    explainer = Explainer(model.model_to_string(), groups=[0, 1, 1, 0, 2, 2])
    if not covered:
        explainer._tables = None
    rng = np.random.default_rng(3)
    row = rng.integers(0, len(x), 5_000)
    edited = np.where(rng.random((len(row), 3)) < 0.3, x[rng.integers(0, len(x), len(row)), :3], x[row, :3])
    after = x[row]
    after[:, :3] = edited
    expected = model.predict(after, raw_score=True) - model.predict(x[row], raw_score=True)
    change = explainer.change(x, row, edited)
    assert change == pytest.approx(expected, abs=1e-12)
    assert not change[(edited == x[row, :3]).all(axis=1)].any()
    assert np.array_equal(explainer.change(x, row[::-1], edited[::-1])[::-1], change)


def test_threads_and_batches_do_not_change_a_bit() -> None:
    model, x = _model(2, 4, 15, 20, missing=True)
    many = np.vstack([x] * 20)
    whole = Explainer(model.model_to_string(), threads=2).explain(many).values
    parts = [Explainer(model.model_to_string(), threads=1).explain(part).values for part in np.array_split(many, 7)]
    assert np.array_equal(whole, np.vstack(parts))


def test_falls_back_to_pred_contrib_and_says_so() -> None:
    x = np.arange(3000.0)[:, None]
    params = {"objective": "binary", "num_leaves": 60, "max_depth": -1, "min_data_in_leaf": 1, "verbose": -1}
    y = np.repeat([0.0, 1.0], [1, 2999]) + np.zeros(3000)
    y[::2] = np.sin(x[::2, 0] ** 1.5) > 0
    model = lightgbm.train(params | {"min_sum_hessian_in_leaf": 0.0, "max_bin": 3000}, lightgbm.Dataset(x, y), 3)
    explainer = Explainer(model.model_to_string())
    assert explainer.method.startswith("pred_contrib")
    assert explainer.explain(x).margin == pytest.approx(model.predict(x, raw_score=True), abs=1e-9)


def test_a_model_without_splits_is_its_base() -> None:
    x = np.zeros((50, 2))
    model = lightgbm.train({"objective": "binary", "verbose": -1}, lightgbm.Dataset(x, np.arange(50.0) % 2), 3)
    explained = Explainer(model.model_to_string()).explain(x)
    assert not explained.values.any()
    assert explained.margin == pytest.approx(model.predict(x, raw_score=True), abs=1e-12)


@pytest.mark.parametrize("outputs", [1, 4])
def test_margins_are_those_of_the_model(outputs: int) -> None:
    rng = np.random.default_rng(outputs)
    x = rng.normal(size=(600, 5))
    x[rng.random(x.shape) < 0.1] = np.nan
    params = {"verbose": -1, "max_depth": 4} | (
        {"objective": "multiclass", "num_class": outputs} if outputs > 1 else {}
    )
    model = lightgbm.train(params, lightgbm.Dataset(x, rng.integers(0, outputs + 1, 600) % max(outputs, 2)), 12)
    raw = np.asarray(model.predict(x, raw_score=True)).reshape(len(x), outputs)
    assert Margins(model.model_to_string()).of(x) == pytest.approx(raw, abs=1e-9)


def test_one_output_only_is_explained() -> None:
    x = np.random.default_rng(0).normal(size=(90, 2))
    params = {"verbose": -1, "objective": "multiclass", "num_class": 3}
    model = lightgbm.train(params, lightgbm.Dataset(x, np.arange(90) % 3), 2)
    with pytest.raises(ValueError, match="Margins"):
        Explainer(model.model_to_string())
