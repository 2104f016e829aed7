"""What is said about a claim in words: the explanation, the provider query, and what neither may ever say."""

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from denialrisk.data.codes.patterns import matches
from denialrisk.features.edits import Resolve
from denialrisk.features.rules.registry import Rule, pack
from denialrisk.features.testing import batch, evidence
from denialrisk.serving.explain import explained
from denialrisk.serving.queries import query
from denialrisk.serving.score import Options, score_batch
from denialrisk.serving.scorer import Scorer

CASES = Path(__file__).parents[1] / "cases"
CODE = re.compile(r"\b[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z-]{1,4})?(?:-[A-Z]\d\d(?:\.\d+)?)?(?!\w)")
PAYMENT = re.compile(
    r"\b(den(y|ied|ial)|pa(y|id|ying|yer|yers|yment)|reimburs|bill|charge|medicare|medicaid|insur|cover(ed|age)?|"
    r"revenue|audit|cost|dollar|score)",
    re.IGNORECASE,
)
LEADING = re.compile(
    r"(would you agree|please (add|document) (the )?diagnosis of|is it (not )?true|should be|could this be|don't you|"
    r"to support)",
    re.IGNORECASE,
)
DISEASES = re.compile(
    r"\b(stroke|infarct|hemipar|hemipleg|monopleg|myopath|neuropath|sarcopeni|guillain|myastheni|sclerosis|sepsis|"
    r"hypokal|electrolyte disorder|neoplas|cancer|depress|diabet|frail|conversion|quadripleg|paralys)",
    re.IGNORECASE,
)
CONDITIONAL = re.compile(
    r"\b(if|where|when|whether|which|that the (record|note)|the note (names|describes|states|gives)|the note and|"
    r"the record (shows|supports|describes)|routinely)\b"
)
"""Words that make an advice hang on what the record says."""


def _cases(rule: Rule) -> list[dict[str, Any]]:
    file = CASES / f"{rule.code}.yml"
    listed = yaml.safe_load(file.read_text())["fires"] if file.exists() else []
    return [{key: value for key, value in case.items() if key != "why"} for case in listed]


WITH_CASES = [rule for rule in pack() if _cases(rule)]


def _affirmed(case: dict[str, Any]) -> bool:
    """Whether the evidence of a case says something of a condition, and does not deny or doubt it."""
    doubtful = ("negated", "uncertain", "historical", "contradicted", "absent")
    return any(not set(words.split()) & set(doubtful) for words in case.get("evidence", ()))


@pytest.mark.parametrize("rule", WITH_CASES, ids=lambda rule: rule.code)
def test_a_fix_names_no_code_outright_that_claim_and_record_do_not_hold(rule: Rule) -> None:
    for part in re.split(r"(?<=[.;:,]) | and ", rule.fix):  # codes within a part are alternatives
        named = CODE.findall(part)
        for case in _cases(rule) if named else ():
            codes = [code.split()[0].replace(".", "") for code in case.get("diagnoses", ())]
            held = any(
                matches(each, code) or code.startswith(each.replace(".", "")) for each in named for code in codes
            )
            assert held or _affirmed(case) or CONDITIONAL.search(rule.fix), f"{named} in: {part}"


@pytest.fixture(scope="module")
def told(scorer: Scorer) -> dict[str, list[tuple[dict[str, Any], dict[str, Any]]]]:
    """By rule: its claims that fire, in shorthand and as worklist rows."""
    pairs = [(rule.code, case) for rule in WITH_CASES for case in _cases(rule)]
    shorthand = [case for _, case in pairs]
    rows = score_batch(scorer, batch(*shorthand), given=evidence(*shorthand), options=Options(floor=0.0)).to_pylist()
    found: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {}
    for (code, case), row in zip(pairs, rows, strict=True):
        found.setdefault(code, []).append((case, row))
    return found


@pytest.mark.parametrize("rule", WITH_CASES, ids=lambda rule: rule.code)
def test_a_query_leads_nowhere_and_speaks_of_no_payment(
    rule: Rule, told: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]]
) -> None:
    for case, row in told[rule.code]:
        text = query(row) or ""
        own = text.split("Clinical indicators")[0] + text.partition("\n\n1. ")[2]
        assert not PAYMENT.search(text), text
        assert not LEADING.search(text), text
        assert not CODE.search(text), text
        assert not DISEASES.search(own), own
        said = " ".join(case.get("evidence", ())).replace("_", " ")
        for disease in DISEASES.findall(text):
            assert disease.lower() in said.lower(), f"{disease} is not in the record"


def test_what_the_record_cannot_settle_becomes_a_query(told: dict[str, Any]) -> None:
    for rule in WITH_CASES:
        if isinstance(rule.edit, Resolve) and "sk the provider" in rule.fix and rule.family != "validity":
            rows = [row for _, row in told[rule.code] if rule.code in row["rule_flags"]]
            assert all(query(row) for row in rows), rule.code


def test_a_claim_that_a_coder_can_settle_gives_no_query(scorer: Scorer) -> None:
    row = {"claim_id": "1", "service_from": "2026-05-04", "issues": [{"code": "THE03", "evidence": []}]}
    assert query(row) is None


def test_an_explanation_says_all_there_is(worklist: pa.Table) -> None:
    row = next(row for row in worklist.to_pylist() if len(row["issues"]) >= 2 and row["risk_tier"] == "high")
    text = explained(row)
    for issue in row["issues"]:
        assert issue["code"] in text
        assert issue["fix"] in text
        assert issue["authority"] in text
        assert f"{issue['probability_after_fix']:.0%}" in text
    assert f"{row['denial_probability']:.0%}: high" in text
    assert f"{row['margin']:+6.2f}" in text
    assert f"With every issue fixed: {row['all_fixed_probability']:.0%}." in text
    assert row["claim_id"] in text


def test_risk_without_issue_and_issue_without_risk_are_said(worklist: pa.Table) -> None:
    rows = worklist.to_pylist()
    bare = next(row for row in rows if not row["issues"])
    assert "No issue found." in explained(bare)
    unweighed = next(row for row in rows if any(issue["contribution"] == 0 for issue in row["issues"]))
    assert "The model sees no risk in it" in explained(unweighed)
