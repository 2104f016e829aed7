"""Edits keep the laws: a fix clears its issue, lights no other, and adds no diagnosis the record does not affirm."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from case_files import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from denialrisk.data.schema import LABELS
from denialrisk.features import alike, context, history
from denialrisk.features.build import Tables, issue_matrix
from denialrisk.features.edits import (
    AddModifier,
    DropFound,
    ListFirst,
    PointAt,
    ReplaceCode,
    Resolve,
    SetHeader,
    apply_apart,
)
from denialrisk.features.frames import Frames
from denialrisk.features.rules.registry import Rule, pack
from denialrisk.features.testing import claims

NOTHING_PAST = Tables(
    context.fit_levels(context.texts(claims({})), 1),
    history.fit(alike.keys(claims({})).head(0), LABELS.arrow.empty_table()),
)


def _fires(rule: Rule) -> list[dict[str, Any]]:
    return cases(rule.code, "fires")


def _codes(frames: Frames, claim: int) -> list[str]:
    return frames.diagnoses["code"][frames.diagnoses["claim"] == claim].tolist()


def test_no_code_is_listed_first_that_another_must_come_before() -> None:
    before = claims({"diagnoses": ["R53.1", "R65.20", "A41.9"]}, {"diagnoses": ["R53.1", "G73.7", "G72.9"]})
    after = ListFirst("R65.2-", "A40-A41", "G71-G73").apply(before, before.dx("R53.1"))
    assert [_codes(after, claim) for claim in range(2)] == [["A419", "R531", "R6520"], ["G729", "R531", "G737"]]


@pytest.mark.parametrize("rule", pack(), ids=lambda rule: rule.code)
def test_a_fix_clears_its_issue_and_lights_no_other(rule: Rule) -> None:
    before = claims(*_fires(rule))
    found = rule.found(before)
    after = rule.edit.apply(before, found)
    if isinstance(rule.edit, Resolve):
        assert after is before
        return
    assert not rule.found(after).claims.any(), "the fix leaves its own issue"
    lit = {other.code: np.flatnonzero(other.found(after).claims & ~other.found(before).claims) for other in pack()}
    assert {code: rows.tolist() for code, rows in lit.items() if len(rows)} == {}


@pytest.mark.parametrize("rule", pack(), ids=lambda rule: rule.code)
def test_a_fix_adds_no_diagnosis_that_claim_and_record_do_not_hold(rule: Rule) -> None:
    before = claims(*_fires(rule))
    after = rule.edit.apply(before, rule.found(before))
    allowed = {rule.edit.new.replace(".", "")} if isinstance(rule.edit, ReplaceCode) else set()
    for claim in range(before.n):
        assert set(_codes(after, claim)) <= set(_codes(before, claim)) | allowed
        assert len(_codes(after, claim)) <= len(_codes(before, claim))


SOME = st.fixed_dictionaries(
    {
        "diagnoses": st.lists(
            st.sampled_from(["R53.1", "M62.81", "R53.83", "R54", "I63.9", "G72.9", "I69.351", "G81.90", "I10"]),
            min_size=1, max_size=4, unique=True,
        ),
        "lines": st.lists(
            st.sampled_from(["99214 ->1", "97110 x9 ->2", "97530 GP ->1,2", "97116 ->4", "95910 ->3", "70551 ->"]),
            min_size=1, max_size=3,
        ),
        "evidence": st.lists(
            st.sampled_from(["weakness focal left", "weakness negated", "fatigue", "strength reduced 3",
                             "strength normal", "cause stroke", "paresis hemiparesis", "plan"]),
            max_size=4,
        ),
        "frequency_code": st.sampled_from(["1", "7"]),
    }
)  # fmt: skip


@settings(max_examples=6)
@given(st.lists(SOME, min_size=2, max_size=6))
def test_whatever_the_claim_a_fix_adds_no_diagnosis_and_leaves_it_whole(given: list[dict[str, Any]]) -> None:
    before = claims(*given)
    for rule in pack():
        after = rule.edit.apply(before, rule.found(before))
        new = {rule.edit.new.replace(".", "")} if isinstance(rule.edit, ReplaceCode) else set()
        for claim in range(before.n):
            assert set(_codes(after, claim)) - set(_codes(before, claim)) <= new, rule.code
        counted = after.diagnoses.groupby("claim")["position"]
        assert (counted.max() == counted.size()).all(), f"{rule.code}: positions have gaps"
        assert after.pointers["line"].isin(range(len(after.lines))).all(), rule.code
        assert after.evidence["claim"].is_monotonic_increasing, rule.code


def test_edits_side_by_side_are_the_edits_one_by_one() -> None:
    rules = [rule for rule in pack() if not isinstance(rule.edit, Resolve)]
    sizes = [len(_fires(rule)) for rule in rules]
    whole = claims(*(case for rule in rules for case in _fires(rule)))
    ends = np.cumsum(sizes)
    parts = [whole.part(end - size, end) for size, end in zip(sizes, ends, strict=True)]
    edits = [(rule.edit, rule.found(part)) for rule, part in zip(rules, parts, strict=True)]
    together = apply_apart(whole, edits)
    for size, end, part, (edit, found) in zip(sizes, ends, parts, edits, strict=True):
        one, other = together.part(end - size, end), edit.apply(part, found)
        np.testing.assert_array_equal(issue_matrix(one, NOTHING_PAST), issue_matrix(other, NOTHING_PAST))
        for name in ("header", "diagnoses", "lines", "modifiers", "pointers", "notes"):
            pd.testing.assert_frame_equal(
                getattr(one, name), getattr(other, name), check_categorical=False, check_dtype=False
            )
        said = ["claim", "element", "state", "value"]
        first, second = (c.evidence[said].astype(object).sort_values(said, ignore_index=True) for c in (one, other))
        pd.testing.assert_frame_equal(first, second)


def test_a_part_of_a_batch_is_what_taking_its_claims_gives() -> None:
    c = claims(*(case for rule in pack()[::9] for case in _fires(rule)))
    part, taken = c.part(3, c.n - 4), c.take(np.arange(3, c.n - 4))
    for name in ("header", "diagnoses", "lines", "modifiers", "pointers", "notes", "evidence", "past"):
        pd.testing.assert_frame_equal(getattr(part, name), getattr(taken, name))


def test_edits_leave_claims_without_findings_as_they_are() -> None:
    c = claims({"diagnoses": ["R53.1", "I63.9"]}, {"diagnoses": ["R53.1", "M62.81"], "lines": ["97110 ->2"]})
    found = c.dx("I63.9")
    for edit in (DropFound(), ListFirst("I63.-"), SetHeader(attachment=True)):
        after = edit.apply(c, found)
        assert _codes(after, 1) == ["R531", "M6281"]
        assert after.pointers["position"][after.pointers["claim"] == 1].tolist() == [2]
        assert not after.header["attachment"][1]


def test_pointers_and_roles_follow_a_dropped_diagnosis() -> None:
    c = claims({"diagnoses": ["R53.1", "I63.9", "I10"], "lines": ["99213 ->1,3", "97110 ->1"]})
    after = DropFound().apply(c, c.dx("R53.1"))
    assert _codes(after, 0) == ["I639", "I10"]
    assert after.diagnoses["role"].tolist() == ["principal", "other"]
    assert after.pointers[["line", "position"]].to_numpy().tolist() == [[0, 2], [1, 1]]


def test_a_claim_keeps_a_diagnosis_and_a_line() -> None:
    c = claims({"diagnoses": ["R53.1"], "lines": ["97110"]})
    assert len(DropFound().apply(c, c.dx("R53.1")).diagnoses) == 1
    assert len(DropFound().apply(c, c.cpt("97110")).lines) == 1


def test_dropping_a_line_takes_its_modifiers_pointers_and_charge() -> None:
    c = claims({"diagnoses": ["R53.1"], "lines": ["97530 GP $60", "97116 GP $40"], "total_charge": 100})
    after = DropFound().apply(c, c.cpt("97530"))
    assert after.lines["procedure"].tolist() == ["97116"]
    assert after.modifiers["line"].tolist() == [0]
    assert after.pointers["line"].tolist() == [0]
    assert after.header["total_charge"].tolist() == [40.0]


@pytest.mark.parametrize("evidence", [[], ["fatigue negated"], ["weakness"]])
def test_a_code_is_not_replaced_by_one_the_record_does_not_affirm(evidence: list[str]) -> None:
    c = claims({"diagnoses": ["R53.1"], "evidence": evidence})
    assert _codes(ReplaceCode("R53.1", "R53.83", "fatigue").apply(c, c.dx("R53.1")), 0) == ["R531"]


def test_a_code_is_replaced_where_the_record_affirms_the_other() -> None:
    c = claims(
        {"diagnoses": ["R53.1"], "evidence": ["fatigue"]}, {"diagnoses": ["R53.1", "R53.83"]}, {"diagnoses": ["R53.1"]}
    )
    after = ReplaceCode("R53.1", "R53.83", "fatigue").apply(c, c.dx("R53.1"))
    assert [_codes(after, claim) for claim in range(3)] == [["R5383"], ["R5383"], ["R531"]]


def test_pointing_and_modifying_want_lines() -> None:
    c = claims({"diagnoses": ["I10", "R53.1"], "lines": ["97110 ->1"]})
    assert PointAt("R53.1").apply(c, c.cpt("97110")).pointers["position"].tolist() == [2]
    with pytest.raises(TypeError, match="points at diagnoses"):
        AddModifier("GP").apply(c, c.dx("R53.1"))
