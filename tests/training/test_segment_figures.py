"""Figures by segment, and which segments are flagged: groups of claims whose figures are known beforehand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from denialrisk.training.bootstrap import intervals
from denialrisk.training.evaluate import Answers
from denialrisk.training.segments import by_segment, columns

GROUPS = {  # claims, denied, probability of the denied and of the paid, flag
    "right": (100, 20, 0.8, 0.05, ""),
    "backwards": (100, 20, 0.1, 0.225, "ranks worse"),  # on average right
    "too high": (100, 20, 0.9, 0.4, "off"),
    "too low": (100, 20, 0.3, 0.01, "off"),
    "both": (100, 20, 0.4, 0.6, "ranks worse, off"),
    "too small": (99, 20, 0.4, 0.6, ""),
    "few denied": (100, 9, 0.4, 0.6, ""),
    "few paid": (100, 91, 0.4, 0.6, ""),
    "just enough": (100, 10, 0.4, 0.6, "ranks worse, off"),
}


def _made() -> tuple[pd.DataFrame, Answers]:
    """Claims of all groups, mixed."""
    rows = [
        (name, place < denied, high if place < denied else low)
        for name, (claims, denied, high, low, _) in GROUPS.items()
        for place in range(claims)
    ]
    name, denied, probability = (pd.Series(each) for each in zip(*rows, strict=True))
    mixed = np.random.default_rng(0).permutation(len(rows))
    ones, patient = np.ones(len(rows)), np.arange(len(rows))
    answers = Answers(denied[mixed].to_numpy(), probability[mixed].to_numpy(), ones, ones,
                      np.zeros(len(rows), "datetime64[D]"), patient)  # fmt: skip
    halves = pd.Series(np.where(patient % 2, "odd", "even"))
    return pd.DataFrame({"group": name[mixed].to_numpy(), "half": halves}), answers


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return by_segment(*_made(), seed=0, times=50)


def test_each_value_of_each_segment_is_counted(table: pd.DataFrame) -> None:
    assert set(zip(table["segment"], table["value"], strict=True)) == {
        *(("group", name) for name in GROUPS), ("half", "odd"), ("half", "even"),
    }  # fmt: skip
    everyone = sum(claims for claims, *_ in GROUPS.values())
    assert table.groupby("segment")["claims"].sum().to_dict() == {"group": everyone, "half": everyone}


@pytest.mark.parametrize("name", GROUPS)
def test_a_segment_has_its_own_figures(table: pd.DataFrame, name: str) -> None:
    claims, denied, high, low, flag = GROUPS[name]
    found = table[table["value"] == name].iloc[0]
    base, predicted = denied / claims, (denied * high + (claims - denied) * low) / claims
    assert (found["claims"], found["denied"]) == (claims, denied)
    assert found[["base_rate", "predicted"]].tolist() == pytest.approx([base, predicted])
    assert found["calibration_gap"] == pytest.approx(predicted - base)
    assert found["flag"] == flag
    judged = found[["gap_low", "gap_high", "roc_auc", "auc_low", "auc_high"]]
    if claims < 100 or min(denied, claims - denied) < 10:
        assert judged.isna().all()
    else:
        assert found["gap_low"] < predicted - base < found["gap_high"]
        assert judged[["roc_auc", "auc_low", "auc_high"]].tolist() == [float(high > low)] * 3


def test_the_interval_of_a_gap_is_that_of_the_patients_of_the_segment(table: pd.DataFrame) -> None:
    parts, answers = _made()
    part = (parts["half"] == "odd").to_numpy()
    gap = (answers.probability - answers.denied)[part]
    expected = intervals(lambda weight: {"gap": float(gap @ weight / weight.sum())}, answers.patient[part], 0, 50)
    found = table[table["value"] == "odd"].iloc[0]
    assert (found["gap_low"], found["gap_high"]) == pytest.approx(expected["gap"])


def test_halves_drawn_by_lot_do_not_rank_worse_beyond_chance(table: pd.DataFrame) -> None:
    halves = table[table["segment"] == "half"]
    assert (halves["auc_low"] < halves["roc_auc"].mean()).all()
    assert not halves["flag"].str.contains("ranks worse").any()


def test_a_segment_no_worse_than_all_is_not_flagged_for_its_ranking() -> None:
    """Both halves rank as badly as the whole does, all backwards: a flag says worse than the others, not bad."""
    denied = np.arange(400) % 4 == 0
    probability = np.where(denied, 0.1, 0.3)  # on average right
    answers = Answers(denied, probability, np.ones(400), np.ones(400), np.zeros(400, "datetime64[D]"), np.arange(400))
    found = by_segment(pd.DataFrame({"half": np.arange(400) < 200}), answers, seed=0, times=50)
    assert found["roc_auc"].tolist() == [0, 0]
    assert found["flag"].tolist() == ["", ""]


def test_segments_are_told_in_words_and_what_is_not_given_is_said() -> None:
    ages = [17, 18, 44, 45, 85, None]
    claims = len(ages) + 44 + 49  # fifty of one provider, forty-nine of another
    heads = pd.DataFrame({
        "billing_npi": ["A"] * 50 + ["B"] * 49,
        "form": "professional", "setting": "office", "payer_class": "medicare",
        "patient_sex": ["F", None, "M"] * 33,
        "patient_age": pd.array(ages + [70] * (claims - len(ages)), dtype="Int32"),
        "submitted_on": pd.to_datetime(["2026-01-31"] + ["2026-02-01"] * (claims - 1)),
    })  # fmt: skip
    found = columns(heads)
    assert found["age"].tolist()[:7] == [
        "under 18", "18 to 44", "18 to 44", "45 to 64", "85 and over", "not given", "65 to 74",
    ]  # fmt: skip
    assert found["sex"].tolist()[:3] == ["F", "not given", "M"]
    assert found["provider size"].value_counts().to_dict() == {"50 to 499": 50, "under 50": 49}
    assert found["month"].tolist()[:2] == ["2026-01", "2026-02"]
