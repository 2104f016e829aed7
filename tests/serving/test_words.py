"""What is said about a claim in words: the explanation, the provider query, and what neither may ever say."""

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from case_files import cases

from denialrisk.data.codes.patterns import any_matches, matches
from denialrisk.data.schema import EVIDENCE_STATES
from denialrisk.features.edits import Resolve
from denialrisk.features.rules.registry import Rule, pack
from denialrisk.features.testing import batch, evidence
from denialrisk.features.testing import claims as claims_of
from denialrisk.serving import flat, page
from denialrisk.serving.batch import Options, score_batch
from denialrisk.serving.explain import WIDTH, explained
from denialrisk.serving.queries import query
from denialrisk.serving.scorer import Scorer

Told = dict[str, list[tuple[dict[str, Any], dict[str, Any]]]]
"""By rule: its claims that fire, in shorthand and as worklist rows."""

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
HOLD = {
    "stroke|infarct|ischemic attack": ("I60-I69", "G45.-", "Z86.73", "R29.7-"),
    "hemipar|hemipleg": ("G81.-", "I69.-5-"),
    "monopar|monopleg": ("G83.-", "I69.-3-", "I69.-4-"),
    "quadri|paralys|pares[ie]s": ("G81-G83", "I69.-", "R53.2", "G72.3", "R29.5"),
    "myopath|muscle disease": ("G70-G73", "M33.-", "M60.-", "M62.8-"),
    "neuropath": ("G56-G65", "E08-E13"),
    "sarcopeni": ("M62.84",),
    "frail|age-related|debility|decondition": ("R54", "R53.81"),
    "neoplas|cancer": ("C00-D49", "R53.0"),
    "depress": ("F30-F39",),
    "conversion|functional": ("F44.-", "R53.2"),
    "electrolyte|hypokal|potassium": ("E87.-",),
    "diabet": ("E08-E13",),
    "fatigue syndrome": ("G93.3-",),
    "guillain|myastheni|multiple sclerosis|sepsis|parkinson": (),
}
"""Words for diseases, and the codes of a claim that holds such a disease."""
STRIPPED = ("no evidence", "negated", "uncertain", "historical", "absent")
"""What is left of a record that supports nothing: no word at all, or each in a state that affirms nothing."""


def _cases(rule: Rule) -> list[dict[str, Any]]:
    return cases(rule.code, "fires")


def _stripped(case: dict[str, Any], how: str) -> dict[str, Any]:
    """The same claim with a note that supports nothing."""
    given = [] if how == "no evidence" else [_in_state(words, how) for words in case.get("evidence", ())]
    return {**case, "evidence": given, "notes": case.get("notes", 1)}


def _in_state(words: str, state: str) -> str:
    element, *rest = words.split()
    return " ".join([element, state, *(word for word in rest if word not in EVIDENCE_STATES)])


def _unsupported(text: str, case: dict[str, Any]) -> list[str]:
    """Codes and disease words in a text that the claim's own diagnoses do not hold."""
    held = [code.split()[0].replace(".", "") for code in case.get("diagnoses", ())]
    codes = [each for each in CODE.findall(text) if not any(matches(each, code) for code in held)]
    words = [
        disease
        for disease, patterns in HOLD.items()
        if re.search(rf"\b({disease})", text, re.IGNORECASE) and not any(any_matches(patterns, code) for code in held)
    ]
    return codes + words


@pytest.mark.parametrize("how", STRIPPED)
def test_a_fix_names_nothing_that_neither_claim_nor_record_holds(how: str) -> None:
    """Every rule's words, for its own claims with support taken away, whether it still fires on them or not."""
    wrong = []
    for rule in pack():
        cases = [_stripped(case, how) for case in _cases(rule)]
        affirmed = rule.affirmed(claims_of(*cases))
        for case, fine in zip(cases, affirmed, strict=True):
            text = rule.fix if fine else rule.ask
            wrong += [f"{rule.code} names {each}: {text}" for each in _unsupported(text, case)]
    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.parametrize("how", STRIPPED)
def test_nobody_reads_a_diagnosis_that_the_record_does_not_support(scorer: Scorer, how: str) -> None:
    """The same on the worklist, for every issue that is shown, and in all the places where it is read."""
    cases = [_stripped(case, how) for rule in pack() for case in _cases(rule)]
    rows = score_batch(scorer, batch(*cases), given=evidence(*cases), options=Options(floor=0.5)).to_pylist()
    for case, row in zip(cases, rows, strict=True):
        for issue in row["issues"]:
            assert not _unsupported(issue["fix"], case), f"{issue['code']}: {issue['fix']}"


def test_where_the_record_affirms_it_the_fix_names_it(told: Told) -> None:
    named = [rule for rule in pack() if rule.ask]
    assert len(named) >= 10
    for rule in named:
        texts = {issue["fix"] for _, row in told[rule.code] for issue in row["issues"] if issue["code"] == rule.code}
        frames = claims_of(*_cases(rule))
        wanted = {rule.fix if fine else rule.ask for fine in rule.affirmed(frames)[rule.found(frames).claims]}
        assert texts == wanted, rule.code
        assert rule.fix in wanted, f"{rule.code}: no case affirms what its fix names"


def _unwrapped(text: str) -> str:
    return " ".join(text.split())


def test_what_is_read_is_the_worklist_of_the_claim(scorer: Scorer, tmp_path: Path) -> None:
    """A record that names the cause of a drug-induced myopathy, and one that does not: words in each place."""
    rule = next(each for each in pack() if each.code == "SEQ08")
    cases = [
        {"diagnoses": ["G72.0"], "evidence": [said]} for said in ("cause medication", "cause uncertain medication")
    ]
    rows = score_batch(scorer, batch(*cases), given=evidence(*cases), options=Options(floor=0.0))
    page.write_rows(rows.slice(1).to_pylist(), tmp_path / "page.html")
    first, second = rows.to_pylist()
    assert rule.fix in _unwrapped(explained(first))
    assert rule.fix in flat.lines(rows)[0].as_py()
    for read in (_unwrapped(explained(second)), flat.lines(rows)[1].as_py(), (tmp_path / "page.html").read_text()):
        assert rule.ask in read
        assert rule.fix not in read


@pytest.fixture(scope="module")
def told(scorer: Scorer) -> Told:
    """By rule: its claims that fire, in shorthand and as worklist rows."""
    pairs = [(rule.code, case) for rule in pack() for case in _cases(rule)]
    shorthand = [case for _, case in pairs]
    rows = score_batch(scorer, batch(*shorthand), given=evidence(*shorthand), options=Options(floor=0.0)).to_pylist()
    found: Told = {}
    for (code, case), row in zip(pairs, rows, strict=True):
        found.setdefault(code, []).append((case, row))
    return found


@pytest.mark.parametrize("rule", pack(), ids=lambda rule: rule.code)
def test_a_query_leads_nowhere_and_speaks_of_no_payment(rule: Rule, told: Told) -> None:
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
    for rule in pack():
        if isinstance(rule.edit, Resolve) and "sk the provider" in rule.fix and rule.family != "validity":
            rows = [row for _, row in told[rule.code] if rule.code in row["rule_flags"]]
            assert all(query(row) for row in rows), rule.code


def test_a_claim_that_a_coder_can_settle_gives_no_query(scorer: Scorer) -> None:
    row = {
        "claim_id": "1",
        "service_from": "2026-05-04",
        "issues": [{"code": "THE03", "fix": "Add GP.", "evidence": []}],
    }
    assert query(row) is None


def test_an_explanation_says_all_there_is(worklist: pa.Table) -> None:
    row = next(row for row in worklist.to_pylist() if len(row["issues"]) >= 2 and row["risk_tier"] == "high")
    assert max(map(len, explained(row).splitlines())) <= WIDTH
    text = _unwrapped(explained(row))
    for issue in row["issues"]:
        assert issue["code"] in text
        assert issue["fix"] in text
        assert issue["authority"] in text
        assert f"-> {issue['probability_after_fix']:.0%}, $" in text
    assert f"{row['denial_probability']:.0%}: high" in text
    won = (row["denial_probability"] - row["all_fixed_probability"]) * float(row["total_charge"])
    assert f"-> {row['all_fixed_probability']:.0%}, ${won:,.0f} less at risk, with every" in text
    assert row["claim_id"] in text


def test_the_steps_of_an_explanation_add_up(worklist: pa.Table) -> None:
    for row in worklist.slice(0, 100).to_pylist():
        steps = explained(row).split("(log-odds)\n")[1].split("\n\n")[0].splitlines()
        *parts, margin = (float(line[28:36]) for line in steps)
        assert sum(parts) == pytest.approx(margin, abs=0.005 * (len(parts) + 2))


def test_risk_without_issue_and_issue_without_risk_are_said(worklist: pa.Table) -> None:
    rows = worklist.to_pylist()
    bare = next(row for row in rows if not row["issues"])
    assert "No issue found." in explained(bare)
    unweighed = next(row for row in rows if any(issue["contribution"] == 0 for issue in row["issues"]))
    assert "The model sees no risk in it" in explained(unweighed)
