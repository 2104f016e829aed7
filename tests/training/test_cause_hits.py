"""Whether the first issues name the true cause, and how often a lot would: claims counted by hand, and every order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from denialrisk.data.errors import InputError
from denialrisk.features.rules.registry import pack
from denialrisk.training.oracle import against_oracle, cause_hits, truth_of

PLACE = {rule.code: place for place, rule in enumerate(pack())}
ENTRY = Counter(entry for rule in pack() for entry in rule.knowledge).most_common(1)[0][0]
"""The entry of the coding knowledge behind the causes below: SHARING are the rules that share it, OTHERS do not."""
SHARING = [rule.code for rule in pack() if ENTRY in rule.knowledge]
OTHERS = [code for code in PLACE if code not in SHARING]
NAMES = SHARING[0]

Issues = Mapping[str, float]


def _hits(claims: list[tuple[bool, bool, Issues]], unfired: Issues | None = None) -> dict[str, float]:
    """Figures of claims, each with whether it has a cause, whether it was denied, and what each rule that fired adds;
    ``unfired`` add as much to all claims without having fired.
    """
    contributions, flags = np.zeros((len(claims), len(PLACE))), np.zeros((len(claims), len(PLACE)), dtype=bool)
    for row, (_, _, issues) in enumerate(claims):
        for code, added in {**(unfired or {}), **issues}.items():
            contributions[row, PLACE[code]] = added
            flags[row, PLACE[code]] = code in issues
    truth = pd.DataFrame({
        "cause": ["a cause" if caused else None for caused, _, _ in claims],
        "cause_knowledge": [["another", ENTRY] if caused else [] for caused, _, _ in claims],
    })  # fmt: skip
    return cause_hits(truth, np.array([denied for _, denied, _ in claims]), contributions, flags)


def _with(*added: float) -> Issues:
    """The rule that names the cause adds the first, and other rules each of the others."""
    return dict(zip([NAMES, *OTHERS], added, strict=False))


def test_causes_are_counted_over_denied_claims_that_have_one() -> None:
    found = _hits(
        [
            (True, True, _with(1.2, 0.3)),  # first; by lot one in two
            (True, True, _with(0.5, 0.9, 0.6, 0.4)),  # third; by lot one in four, and three in four
            (True, True, _with(0.1, 0.9, 0.5, 0.3, 0.2)),  # fifth; one in five, three in five
            (True, True, {OTHERS[0]: 0.4}),  # the rule did not fire: never
            (True, True, {}),  # nothing did
            (True, False, _with(1.0)),  # paid
            (False, True, _with(1.0)),  # denied for nothing that is known
        ],
        unfired={NAMES: 9.0},
    )
    assert found == pytest.approx({
        "denied_with_cause": 5,
        "cause_first": 1 / 5,
        "cause_in_three": 2 / 5,
        "cause_first_by_chance": (1 / 2 + 1 / 4 + 1 / 5) / 5,
        "cause_in_three_by_chance": (1 + 3 / 4 + 3 / 5) / 5,
    })  # fmt: skip


@pytest.mark.parametrize(("right", "wrong"), [(1, 2), (1, 4), (2, 3), (3, 2), (4, 1), (0, 3)])
def test_chance_is_what_every_order_of_the_issues_gives_together(right: int, wrong: int) -> None:
    assert len(SHARING) >= 4
    fired = [*SHARING[:right], *OTHERS[:wrong]]
    orders = permutations(range(1, len(fired) + 1))
    found = _hits([(True, True, dict(zip(fired, map(float, order), strict=True))) for order in orders])
    assert found["cause_first_by_chance"] == pytest.approx(found["cause_first"]) == pytest.approx(right / len(fired))
    assert found["cause_in_three_by_chance"] == pytest.approx(found["cause_in_three"])


def test_without_a_denial_of_known_cause_nothing_is_said() -> None:
    assert _hits([(True, False, _with(1.0)), (False, True, _with(1.0))]) == {}


def test_the_share_of_the_oracle_is_that_of_its_lead_over_chance() -> None:
    """Two of five claims denied, six pairs: the true risk puts five in order, the model four and a tie."""
    denied = np.array([True, True, False, False, False])
    truth = pd.DataFrame({"denial_probability": [0.5, 0.3, 0.4, 0.2, 0.1]})
    found = against_oracle(truth, denied, np.array([0.7, 0.3, 0.4, 0.3, 0.1]))
    assert found["oracle_auc"] == pytest.approx(5 / 6)
    assert found["share_of_oracle"] == pytest.approx((4.5 / 6 - 1 / 2) / (5 / 6 - 1 / 2))
    assert found["oracle_calibration_error"] == pytest.approx((0.5 + 0.7 + 0.4 + 0.2 + 0.1) / 5)
    assert found["calibration_error_of_truth"] == pytest.approx((0.2 + 0 + 0 + 0.1 + 0) / 5)


def test_the_truth_is_that_of_the_first_sending_in_the_order_asked(tmp_path: Path) -> None:
    days = pd.to_datetime(["2026-02-01", "2026-01-01", "2026-01-05", "2026-01-09"]).date
    table = {
        "claim_id": ["A", "A", "B", "C"], "submitted_on": days, "denial_probability": [0.9, 0.1, 0.2, 0.3],
        "cause": ["late", "first", None, "other"], "cause_knowledge": [["W1"], ["W2"], [], ["W3"]],
        "family": ["a", "b", "c", "d"],
    }  # fmt: skip
    pq.write_table(pa.table(table), tmp_path / "truth.parquet")
    found = truth_of(tmp_path / "truth.parquet", pd.Series(["C", "A"]), ("family",))
    assert found["denial_probability"].tolist() == [0.3, 0.1]
    assert found["cause"].tolist() == ["other", "first"]
    assert found["family"].tolist() == ["d", "b"]
    with pytest.raises(InputError, match="knows nothing of 1 of 2 claims"):
        truth_of(tmp_path / "truth.parquet", pd.Series(["A", "Z"]))
