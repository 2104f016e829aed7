"""The contract of a rule, walked over the whole pack: a failure names the file that breaks it."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from denialrisk.data.codes.releases import releases
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rules.pages import DIFFERS, guidance, said, unmet
from denialrisk.features.rules.registry import RULES, SECTIONS, Rule, hand_written, pack
from denialrisk.features.testing import claims

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
DAY = dt.timedelta(days=1)
WHOLE_NOTE = 20


def _each(rules: tuple[Rule, ...]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("rule", rules, ids=lambda rule: rule.file)


def _cases(rule: Rule) -> dict[str, list[dict[str, Any]]]:
    file = CASES / f"{rule.code}.yml"
    assert file.is_file(), f"{rule.file} has no {file.relative_to(ROOT)}"
    cases: dict[str, list[dict[str, Any]]] = yaml.safe_load(file.read_text())
    for case in cases["fires"] + cases["silent"]:
        case.pop("why")
    return cases


@_each(hand_written())
def test_file_holds_one_rule_of_its_name(rule: Rule) -> None:
    assert rule.file == f"{rule.family}/{rule.name}.py"
    assert (RULES / rule.file).read_text().startswith(f'"""{rule.code}."""')


@_each(hand_written())
def test_codes_of_a_family_begin_alike(rule: Rule) -> None:
    assert {other.code[:3] for other in hand_written() if other.family == rule.family} == {rule.code[:3]}


@_each(pack())
def test_docstring_has_its_parts(rule: Rule) -> None:
    parts = said(rule)
    assert set(parts) - {DIFFERS} == {"", *SECTIONS}
    assert all(len(text) > 10 for text in parts.values()), f"{rule.file} leaves a part empty"


@_each(pack())
def test_declaration_is_complete(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]{3}\d{2,}", rule.code)
    assert rule.carc or rule.severity == "review"
    assert all(re.fullmatch(r"[A-Z]?\d{1,3}", carc) for carc in rule.carc)
    assert all(re.fullmatch(r"[MN][A-Z]?\d{1,4}", rarc) for rarc in rule.rarc)
    assert rule.fix.endswith(".")
    assert rule.since >= dt.date(2015, 10, 1), "ICD-10-CM came into force on 1 October 2015"


@_each(hand_written())
def test_names_guidance_that_exists(rule: Rule) -> None:
    lines = {line for listed in guidance().values() for line in listed}
    named = {*rule.knowledge, *rule.article}
    assert named, f"{rule.file} names no line of guidance"
    assert named <= lines


@_each(hand_written())
def test_has_cases_on_both_sides_and_at_the_edge(rule: Rule) -> None:
    cases = _cases(rule)
    assert len(cases["fires"]) >= 3
    assert len(cases["silent"]) >= 3
    edges = {rule.since, rule.since - DAY}
    edges |= {rule.until, rule.until + DAY} if rule.until else set()
    for release in releases():
        edges |= {release.starts - DAY, release.starts, release.ends, release.ends + DAY}
    dates = {case.get("service_from") for case in cases["fires"] + cases["silent"]}
    assert edges & dates, f"{rule.file} has no case on the first or last day"


@_each(pack())
def test_has_a_page(rule: Rule) -> None:
    assert (ROOT / "docs" / "rules" / f"{rule.code}.md").is_file(), f"{rule.file} has no page: run 'make fix'"


def test_pages_are_those_of_rules() -> None:
    pages = {path.stem for path in (ROOT / "docs" / "rules").glob("*.md")}
    assert pages == {rule.code for rule in pack()} | {"README"}


def test_case_files_are_those_of_rules() -> None:
    assert {path.stem for path in CASES.glob("*.yml")} <= {rule.code for rule in pack()}


@_each(hand_written())
def test_declares_the_evidence_it_reads(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    read: set[str] = set()
    says = Frames.says

    def listening(frames: Frames, element: str, *values: str, **given: Any) -> Any:
        read.add(element)
        return says(frames, element, *values, **given)

    monkeypatch.setattr(Frames, "says", listening)
    for case in _cases(rule)["fires"]:
        rule.found(claims(case))
    if len(read) > WHOLE_NOTE:
        return  # a score over all that is documented points at no words of its own
    assert set(rule.reads) == read, f"{rule.file} must declare reads={tuple(sorted(read))}"


@_each(tuple(rule for rule in hand_written() if rule.reads))
def test_is_silent_without_a_note(rule: Rule) -> None:
    for case in _cases(rule)["fires"]:
        bare = {key: value for key, value in case.items() if key not in ("evidence", "notes")}
        assert not rule.found(claims(bare)).claims.any(), f"{rule.file} speaks of a note that is not there"


@_each(hand_written())
def test_the_fix_mends_and_adds_no_diagnosis(rule: Rule) -> None:
    for case in _cases(rule)["fires"]:
        before = claims(case)
        found = rule.found(before)
        after = rule.edit.apply(before, found)
        added = set(after.diagnoses["code"]) - set(before.diagnoses["code"])
        affirmed = {getattr(rule.edit, "new", "").replace(".", "")}
        assert added <= affirmed, f"the fix of {rule.file} adds a diagnosis"
        if not isinstance(rule.edit, Resolve):
            assert not rule.found(after).claims.any(), f"{rule.file} still fires after its fix"


@_each(pack())
def test_a_claim_does_not_depend_on_its_batch(rule: Rule) -> None:
    cases = [*_cases(rule)["fires"], *_cases(rule)["silent"]] if (CASES / f"{rule.code}.yml").is_file() else [{}]
    together = rule.found(claims(*cases)).claims
    assert np.array_equal(together, [rule.found(claims(case)).claims[0] for case in cases])


@_each(pack())
def test_takes_an_empty_batch(rule: Rule) -> None:
    assert rule.found(claims({}).take(np.array([], dtype=np.int64))).claims.tolist() == []


AWAITED = {"W46", "W51", "W52", "W55", "W58", "W59", "W60", "W61", "W62", "W63", "W64", "W65", "W66", "W67", "W69"}


def test_every_line_of_guidance_is_met() -> None:
    assert set(unmet()) <= AWAITED


def _texts() -> Iterator[str]:
    for rule in pack():
        yield from (rule.title, rule.fix, rule.doc)


def test_words_are_ours() -> None:
    """No stray marks of a draft."""
    assert not [text for text in _texts() if re.search(r"TODO|FIXME|XXX|\.\.\.", text)]
