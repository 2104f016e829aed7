"""How well reason families are named: six denied claims counted by hand, and a temperature that is known beforehand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from scipy.special import softmax
from sklearn.metrics import log_loss

from denialrisk.features.build import features
from denialrisk.serving.bundle import Reasons
from denialrisk.serving.contributions import Margins
from denialrisk.training.bootstrap import draws
from denialrisk.training.config import Config
from denialrisk.training.fit import fit_reasons
from denialrisk.training.reasons import Named, figures, table

FAMILIES = ("auth", "coding", "need", "timely")
CHANCES = np.array([  # of auth, coding, need and timely; the true family, and its place among the four
    (0.7, 0.2, 0.1, 0.0),  # auth, first
    (0.2, 0.5, 0.3, 0.0),  # auth, third
    (0.1, 0.8, 0.1, 0.0),  # coding, first
    (0.6, 0.3, 0.1, 0.0),  # coding, second
    (0.5, 0.3, 0.2, 0.0),  # coding, second
    (0.5, 0.4, 0.1, 0.0),  # need, third
])  # fmt: skip
TRUE = np.array([0, 0, 1, 1, 1, 2])


def _named(patients: int = 1) -> Named:
    usual = np.array([0.2, 0.1, 0.3, 0.4])  # so that by shares it is timely, then need
    return Named(FAMILIES, TRUE, CHANCES, usual, np.arange(6) % patients)


def test_figures_count_the_place_of_the_true_family() -> None:
    found = figures(_named(), seed=0, times=10)
    assert found["first"] == pytest.approx(2 / 6)
    assert found["first_two"] == pytest.approx(4 / 6)
    assert found["first_by_shares"] == 0
    assert found["first_two_by_shares"] == pytest.approx(1 / 6)
    assert found["log_loss"] == pytest.approx(log_loss(TRUE, CHANCES, labels=range(4)))
    assert found["log_loss_by_shares"] == pytest.approx(-np.log([0.2, 0.2, 0.1, 0.1, 0.1, 0.3]).mean())
    each = abs(0.7 - 1), 0.5, abs(0.8 - 1), 0.6, 0.5, 0.5  # a claim a bin: the named family's probability, and if right
    assert found["calibration_error"] == pytest.approx(sum(each) / 6)
    for name in ("first", "log_loss"):
        assert (found[f"{name}_low"], found[f"{name}_high"]) == pytest.approx((found[name], found[name])), "one patient"


def test_intervals_draw_patients() -> None:
    found, right = figures(_named(patients=3), seed=4, times=40), np.array([1, 0, 1, 0, 0, 0])
    drawn = [right[np.repeat(np.arange(6), weight.astype(int))].mean() for weight in draws(np.arange(6) % 3, 4, 40)]
    assert (found["first_low"], found["first_high"]) == pytest.approx(tuple(np.quantile(drawn, [0.025, 0.975])))


def test_the_table_says_of_each_family_how_often_it_is_named_and_how_often_rightly() -> None:
    found = table(_named()).set_index("family")
    assert found["denied"].to_dict() == {"auth": 2, "coding": 3, "need": 1, "timely": 0, "all": 6}
    expected = {  # share, predicted, named where it is true, true where it is named
        "auth": (2 / 6, 2.6 / 6, 1 / 2, 1 / 4),
        "coding": (3 / 6, 2.5 / 6, 1 / 3, 1 / 2),
        "need": (1 / 6, 0.9 / 6, 0, np.nan),
        "timely": (0, 0, np.nan, np.nan),
        "all": (1, 1, 2 / 6, 2 / 6),
    }
    columns = ["share", "predicted_share", "named_first", "when_named"]
    said = dict(zip(found.index, found[columns].to_numpy(), strict=True))
    assert list(said) == list(expected)
    for family, row in expected.items():
        assert said[family] == pytest.approx(row, nan_ok=True), family


CONTEXT = tuple(feature for feature in features() if not feature.issue and not feature.categorical)[:3]
CONFIG = replace(Config(), threads=1, feature_fraction=1.0, least_level=20)
ROWS = 4000


def _drawn(
    sure: float, sure_held: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.object_], npt.NDArray[np.bool_]]:
    """Rows of three flags, each of which speaks for a family, by so much in log-odds; the later half are ``held``."""
    rng = np.random.default_rng(5)
    matrix = (rng.random((2 * ROWS, 3)) < 0.5).astype(np.float64)
    held = np.arange(2 * ROWS) >= ROWS
    chances = softmax(matrix * np.where(held, sure_held, sure)[:, None], axis=1)
    drawn = (chances.cumsum(axis=1) < rng.random(2 * ROWS)[:, None]).sum(axis=1).clip(max=2)
    return matrix, np.array(FAMILIES[:3], dtype=object)[drawn], held


def _fitted(sure: float, sure_held: float) -> Reasons:
    matrix, family, held = _drawn(sure, sure_held)
    found = fit_reasons(matrix, family, held, CONTEXT, CONFIG)
    assert found is not None
    return found


@pytest.mark.parametrize(("sure", "sure_held"), [(1.5, 1.5), (3, 1.5), (3, 1), (1.5, 2.25)])
def test_the_temperature_is_by_how_much_surer_the_earlier_rows_are_than_those_held(
    sure: float, sure_held: float
) -> None:
    assert _fitted(sure, sure_held).temperature == pytest.approx(sure / sure_held, rel=0.15)


def test_log_odds_are_divided_by_the_temperature_and_foretell_held_rows_better() -> None:
    found = _fitted(3, 1)
    matrix, family, held = _drawn(3, 1)
    unscaled = replace(found, temperature=1.0)
    loss = [log_loss(family[held], _chances(each, matrix[held]), labels=FAMILIES[:3]) for each in (found, unscaled)]
    assert loss[0] < loss[1]
    raw = np.log(_chances(unscaled, matrix[:8]))
    expected = softmax(raw / found.temperature, axis=1)
    np.testing.assert_allclose(_chances(found, matrix[:8]), expected)


def _chances(reasons: Reasons, matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return reasons.chances(Margins(reasons.booster).of(matrix))


def test_a_family_of_few_claims_is_left_out_and_with_one_family_there_is_no_model() -> None:
    matrix, family, held = _drawn(2, 2)
    family[np.flatnonzero(family == "need")[19:]] = "coding"
    found = fit_reasons(matrix, family, held, CONTEXT, CONFIG)
    assert found is not None
    assert found.families == ("auth", "coding")
    family[family == "auth"] = "coding"
    assert fit_reasons(matrix, family, held, CONTEXT, CONFIG) is None


def test_with_few_rows_to_judge_by_there_is_no_model() -> None:
    matrix, family, held = _drawn(2, 2)
    few = held & (np.arange(len(held)) < ROWS + 19)
    rows = ~held | few
    assert fit_reasons(matrix[rows], family[rows], held[rows], CONTEXT, CONFIG) is None
