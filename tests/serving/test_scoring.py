"""One batch, scored: contributions add up, fixes keep their law, what is not known is said."""

import datetime as dt
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from case_files import LISTED, cases
from hypothesis import given, settings
from hypothesis import strategies as st

from denialrisk.data.schema import CLAIMS, EVIDENCE, WORKLIST
from denialrisk.data.validate import validate
from denialrisk.features.flatten import flatten
from denialrisk.features.notes import read
from denialrisk.features.rules.registry import pack
from denialrisk.features.testing import batch, evidence
from denialrisk.serving.batch import Options, score_batch
from denialrisk.serving.fixes import Fixes, Tried, fixes
from denialrisk.serving.scorer import Scored, Scorer
from denialrisk.serving.worklist import in_holdout

ROUNDING = 1e-12


def _ranked(table: pa.Table) -> pa.Table:
    return table.set_column(0, WORKLIST.arrow.field("rank"), pa.array(range(1, table.num_rows + 1)))


def test_worklist_is_what_its_schema_says(worklist: pa.Table, claims: pa.RecordBatch) -> None:
    assert worklist.num_rows == claims.num_rows
    assert [str(each) for each in validate(_ranked(worklist), WORKLIST)] == []
    assert {"low", "medium", "high"} == set(worklist.column("risk_tier").to_pylist())
    assert any(worklist.column("issues").to_pylist())


def test_base_and_all_contributions_are_the_margin_of_every_row(
    worklist: pa.Table, claims: pa.RecordBatch, scorer: Scorer
) -> None:
    rows = worklist.to_pylist()
    sums = [
        row["base"] + sum(each["contribution"] for name in ("issues", "context") for each in row[name]) for row in rows
    ]
    margin = worklist.column("margin").to_numpy()
    assert sums == pytest.approx(margin, abs=1e-9)

    matrix = scorer.score(claims, read(claims)).built.matrix
    assert margin == pytest.approx(scorer.bundle.model().predict(matrix, raw_score=True), abs=1e-9)
    expected = scorer.bundle.calibration.probability(margin)
    assert worklist.column("denial_probability").to_numpy() == pytest.approx(expected, abs=1e-12)


def test_points_of_an_issue_are_the_calibrated_risk_less_that_without_it(worklist: pa.Table, scorer: Scorer) -> None:
    rows = [(row, issue) for row in worklist.to_pylist() for issue in row["issues"]]
    margin = np.array([row["margin"] - issue["contribution"] for row, issue in rows])
    lost = [row["denial_probability"] for row, _ in rows] - scorer.bundle.calibration.probability(margin)
    assert [issue["contribution_points"] for _, issue in rows] == pytest.approx(lost, abs=1e-12)
    assert scorer.bundle.calibration.margins != scorer.bundle.calibration.log_odds, "a calibration that changes nothing"


def test_every_rule_that_fired_is_an_issue_and_no_other(worklist: pa.Table) -> None:
    for row in worklist.select(["issues", "rule_flags"]).to_pylist():
        assert [issue["code"] for issue in row["issues"]] == row["rule_flags"]


def test_issues_stand_in_the_order_of_what_their_fix_saves(worklist: pa.Table) -> None:
    for issues in worklist.column("issues").to_pylist():
        after = [issue["probability_after_fix"] for issue in issues]
        assert after == sorted(after)


def _holds_the_law(scored: Scored, fixed: Fixes) -> None:
    """No fix, and no more fixes, raises risk: law 4."""
    before = scored.probability[fixed.claim]
    assert (fixed.after <= before + ROUNDING).all()
    assert (fixed.all_fixed[fixed.claim] <= fixed.after + ROUNDING).all()


def test_no_fix_raises_risk(scorer: Scorer, claims: pa.RecordBatch) -> None:
    scored = scorer.score(claims, read(claims))
    fixed = fixes(scorer, scored, floor=0.0)
    _holds_the_law(scored, fixed)


def test_fixes_that_mend_the_same_are_not_both_needed() -> None:
    issues = np.array([[0.0, 0, 1, 1], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]])  # the second is part of the first
    after = issues @ [0.1, 0.25, 0.2, 0.05]
    tried = Tried(lambda _, features: features @ [0.1, 0.25, 0.2, 0.05], np.zeros(4, dtype=np.int64), issues, after)
    assert tried.few(0.1, np.ones(4, dtype=bool)).tolist() == [True, False, True, False]
    assert tried.few(0.3, np.ones(4, dtype=bool)).tolist() == [True, False, False, False]
    assert not tried.few(0.1, np.zeros(4, dtype=bool)).any()


def test_the_fixes_named_are_enough_and_no_fewer_are(
    scorer: Scorer, claims: pa.RecordBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Tried] = []
    monkeypatch.setattr("denialrisk.serving.fixes.Tried", lambda *parts: made.append(Tried(*parts)) or made[-1])
    scored = scorer.score(claims, read(claims))
    fixed = fixes(scorer, scored, floor=0.0)
    (tried,), goal, sizes = made, scorer.bundle.thresholds.medium, set()
    for claim in range(scored.frames.n):
        own = np.flatnonzero(fixed.claim == claim)
        needed = int(fixed.needed[own].sum())
        sizes.add(needed)
        if scored.probability[claim] < goal or fixed.all_fixed[claim] >= goal:
            assert not needed
            continue
        for size in range(1, min(needed, 3) + 1):
            sets = np.array(list(combinations(own, size)))
            risk = tried.probability(np.full(len(sets), claim), tried.issues[sets].min(axis=1))
            assert (risk < goal).any() == (size == needed), "fewer are enough"
        risk = tried.probability(np.array([claim]), tried.issues[own[fixed.needed[own]]].min(axis=0, keepdims=True))
        assert risk < goal
    assert sizes >= {0, 1, 2}


def _case_claims() -> list[dict[str, Any]]:
    return [case for code in LISTED for case in cases(code, "fires")]


def test_no_fix_raises_risk_for_any_rule_of_the_pack(scorer: Scorer) -> None:
    cases = _case_claims()
    scored = scorer.score(batch(*cases), evidence(*cases))
    fixed = fixes(scorer, scored, floor=0.0)
    assert len(np.unique(fixed.rule)) > 0.8 * len(pack())  # the rules that look across claims need past lines
    _holds_the_law(scored, fixed)


CODES = ("R53.1", "M62.81", "R53.83", "I63.9", "I69.351", "G81.91", "I10", "E87.6", "G72.9", "R29.898", "R54", "Z99999")
LINES = ("99214", "97110", "97110 GP x9", "95910 ->2", "70551", "99284", "96365", "97530 GO ->1,2", "-")
SAID = (
    "weakness", "weakness negated", "weakness focal", "strength reduced left 3", "strength normal 5", "fatigue",
    "cause stroke", "cause uncertain stroke", "paresis hemiparesis left", "gait", "plan", "assessment", "signature",
    "skilled_need negated", "copied_forward", "onset", "falls",
)  # fmt: skip
CLAIM = st.fixed_dictionaries(
    {
        "diagnoses": st.lists(st.sampled_from(CODES), max_size=6, unique=True),
        "lines": st.lists(st.sampled_from(LINES), max_size=4),
        "evidence": st.lists(st.sampled_from(SAID), max_size=8),
    }
)


@settings(max_examples=8)
@given(shorthand=st.lists(CLAIM, min_size=1, max_size=12))
def test_no_fix_raises_risk_on_any_claim(scorer: Scorer, shorthand: list[dict[str, Any]]) -> None:
    scored = scorer.score(batch(*shorthand), evidence(*shorthand))
    _holds_the_law(scored, fixes(scorer, scored, floor=0.0))


def test_a_claim_s_row_does_not_depend_on_its_batch(worklist: pa.Table, scorer: Scorer, claims: pa.RecordBatch) -> None:
    alone = [score_batch(scorer, claims.slice(at, 7), options=Options(floor=0.0)) for at in range(0, 70, 7)]
    assert pa.concat_tables(alone).equals(worklist.slice(0, 70).combine_chunks())


def test_claims_below_the_floor_are_not_scored_again(scorer: Scorer, claims: pa.RecordBatch) -> None:
    rows = score_batch(scorer, claims.slice(0, 100), options=Options(floor=0.2)).to_pylist()
    for row in rows:
        known = [row["all_fixed_probability"], *(issue["probability_after_fix"] for issue in row["issues"])]
        assert [value is not None for value in known] == [row["denial_probability"] >= 0.2] * len(known)


def test_claims_with_nothing_in_them_are_scored(scorer: Scorer) -> None:
    odd = batch(
        {"diagnoses": [], "lines": []},
        {"diagnoses": ["R53.1"], "lines": [], "payer_id": None, "patient_age": None, "billing_npi": None},
        {"diagnoses": [], "lines": ["-"], "total_charge": 0, "place_of_service": None, "notes": [""]},
    )
    table = score_batch(scorer, odd, options=Options(floor=0.0))
    assert [str(each) for each in validate(_ranked(table), WORKLIST)] == []
    assert np.isfinite(table.column("denial_probability").to_numpy()).all()


def test_claims_not_yet_submitted_are_scored_as_of_a_day(scorer: Scorer) -> None:
    service = {
        "diagnoses": ["R53.1"],
        "lines": ["97110 GP $40"],
        "service_from": dt.date(2026, 1, 5),
        "payer_class": "commercial",
    }
    sent, still_here = (
        score_batch(
            scorer, batch(service | {"submitted_on": day}), options=Options(as_of=dt.date(2026, 6, 1))
        ).to_pylist()[0]
        for day in (dt.date(2026, 6, 1), None)
    )
    assert "BIL05" in sent["rule_flags"]
    assert still_here == sent | {"submitted_on": None}
    tonight = score_batch(scorer, batch(service | {"submitted_on": None})).to_pylist()[0]
    assert "BIL05" in tonight["rule_flags"], "today, unless another day is given"
    soon = score_batch(scorer, batch(service | {"submitted_on": None}), options=Options(as_of=dt.date(2026, 1, 9)))
    assert "BIL05" not in soon.to_pylist()[0]["rule_flags"]


def test_no_claims_give_an_empty_worklist(scorer: Scorer) -> None:
    empty = pa.RecordBatch.from_pylist([], schema=CLAIMS.arrow)
    assert score_batch(scorer, empty, given=EVIDENCE.arrow.empty_table()).num_rows == 0


def test_abstains_on_a_payer_it_does_not_know(scorer: Scorer, claims: pa.RecordBatch) -> None:
    known = claims.column("payer_id")[0].as_py()
    row = claims.slice(0, 1).to_pylist()[0]
    rows = [row | {"payer_id": payer} for payer in (known, "NEVER SEEN", None)]
    table = score_batch(scorer, pa.RecordBatch.from_pylist(rows, schema=CLAIMS.arrow))
    why = table.column("abstain_why").to_pylist()
    assert why[1:] == ["payer seen in fewer than 20 training claims", "no payer, as in fewer than 20 training claims"]
    assert why[0] is None or not why[0].startswith("payer")
    assert table.column("abstain").to_pylist() == [each is not None for each in why]


def test_does_not_abstain_on_stays_without_procedure_when_it_has_seen_many(
    worklist: pa.Table, claims: pa.RecordBatch, scorer: Scorer
) -> None:
    assert scorer.bundle.support.counts["main_procedure"][""] >= scorer.bundle.support.least
    bare = [all(line["procedure"] is None for line in lines) for lines in claims.column("lines").to_pylist()]
    why = np.array(worklist.column("abstain_why").to_pylist(), dtype=object)[np.array(bare)]
    assert len(why)
    assert not any(each and each.startswith("main procedure") for each in why)


@pytest.mark.parametrize("capacity", [0.1, 0.3])
def test_the_high_tier_holds_what_reviewers_can_work(scorer: Scorer, claims: pa.RecordBatch, capacity: float) -> None:
    scarce = Scorer(scorer.bundle, threads=1, capacity=capacity)
    rows = score_batch(scarce, claims)
    assert rows["model_version"][0].as_py() == scorer.bundle.version
    high = np.array(rows["risk_tier"].to_pylist()) == "high"
    assert high.mean() == pytest.approx(capacity, rel=0.5)
    risk = rows["denial_probability"].to_numpy()
    assert risk[high].min() > risk[~high].max()
    assert scarce.thresholds.medium <= scarce.thresholds.high


def test_holdout_is_a_fixed_share_by_claim_number() -> None:
    ids = [f"claim {number}" for number in range(20_000)]
    two, five = in_holdout(ids, 0.02), in_holdout(ids, 0.05)
    assert two == in_holdout(ids, 0.02)
    assert sum(two) / len(ids) == pytest.approx(0.02, abs=0.005)
    assert all(wide for narrow, wide in zip(two, five, strict=True) if narrow)
    assert not any(in_holdout(ids, 0.0))
    assert all(in_holdout(ids, 1.0))


def test_given_evidence_counts_like_a_note() -> None:
    bare, other = batch({"diagnoses": ["R53.1"]}), batch({"claim_id": "other", "diagnoses": ["R53.1"]})
    beside = evidence({"evidence": ["strength reduced left 3"]})
    assert not flatten(bare, read(bare)).documented.any()
    assert flatten(bare, read(bare, beside)).says("strength", "reduced").claims.tolist() == [True]
    assert read(other, beside).num_rows == 0
