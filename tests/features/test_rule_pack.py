"""The contract of a rule, walked over the whole pack: a failure names the file that breaks it, and how."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from case_files import LISTED, cases

from denialrisk.data.codes.releases import releases
from denialrisk.features.build import features
from denialrisk.features.frames import Frames
from denialrisk.features.rules.pages import DIFFERS, guidance, said, unmet
from denialrisk.features.rules.registry import RULES, SECTIONS, Rule, RuleError, hand_written, pack
from denialrisk.features.testing import claims

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "rules"
DAY = dt.timedelta(days=1)
ONLY_TO_KEEP_STILL = {"SEQ01": {"cause"}, "SEQ02": {"cause"}, "NOT08": {"cause"}}
"""Rules that no cause in a note sets off: two leave to UNC01 what is only suspected, one is content with its code."""

WHOLE_NOTE = 20
"""A rule that reads more elements than these weighs the note as a whole, and points at no words of it."""


@pytest.mark.parametrize("rule", pack(), ids=lambda rule: rule.file)
def test_rule_keeps_the_contract(rule: Rule) -> None:
    faults = [*_of_words(rule), *_of_declaration(rule), *_of_cases(rule)]
    assert not faults, f"{rule.file}: {'; '.join(faults)}"


def _of_words(rule: Rule) -> Iterator[str]:
    parts = said(rule)
    if set(parts) - {DIFFERS} != {"", *SECTIONS}:
        yield "docstring lacks a part"
    yield from (f"'{head or 'what it finds'}' is left empty" for head, text in parts.items() if len(text) < 10)
    yield from (f"draft mark in {text[:40]!r}" for text in (rule.title, rule.fix, rule.doc) if _DRAFT.search(text))
    if not rule.fix.endswith("."):
        yield "the fix is not a sentence"
    always, unclear = "Ask " in rule.fix, bool(_ASKS.search(rule.fix))
    if rule.asks != ("always" if always else "if unclear" if unclear else ""):
        yield f"asks is {rule.asks!r}, and the fix says: {rule.fix}"


_ASKS = re.compile(r"\bask\b|\bhave the provider\b")
_DRAFT = re.compile(r"TODO|FIXME|\.\.\.")


def _of_declaration(rule: Rule) -> Iterator[str]:
    if not (rule.carc or rule.severity == "review"):
        yield "no CARC"
    yield from (f"{carc} is no CARC" for carc in rule.carc if not re.fullmatch(r"[A-Z]?\d{1,3}", carc))
    yield from (f"{rarc} is no RARC" for rarc in rule.rarc if not re.fullmatch(r"[MN][A-Z]?\d{1,4}", rarc))
    if rule.since < dt.date(2015, 10, 1):
        yield "holds before ICD-10-CM came into force on 1 October 2015"
    known = {line for listed in guidance().values() for line in listed}
    named = {*rule.knowledge, *rule.article}
    if not named:
        yield "names no line of guidance"
    yield from (f"{line} is no line of guidance" for line in sorted(named - known))
    if not (PAGES / f"{rule.code}.md").is_file():
        yield "no page: run 'make fix'"


def _of_cases(rule: Rule) -> Iterator[str]:
    listed = {verdict: cases(rule.code, verdict) for verdict in ("fires", "silent")}
    for verdict, given in listed.items():
        if len(given) < 3:
            yield f"tests/cases/{rule.code}.yml has {len(given)} cases under {verdict}, three are due"
    edges = {rule.since, rule.since - DAY}
    edges |= {rule.until, rule.until + DAY} if rule.until else set()
    for release in releases():
        edges |= {release.starts - DAY, release.starts, release.ends, release.ends + DAY}
    if not edges & {case.get("service_from") for given in listed.values() for case in given}:
        yield "no case on the first or last day"


@pytest.mark.parametrize("rule", hand_written(), ids=lambda rule: rule.file)
def test_file_is_named_after_its_rule(rule: Rule) -> None:
    assert rule.file == f"{rule.family}/{rule.name}.py"
    assert (RULES / rule.file).read_text().startswith(f'"""{rule.code}."""')
    assert {other.code[:3] for other in hand_written() if other.family == rule.family} == {rule.code[:3]}


@pytest.mark.parametrize("rule", hand_written(), ids=lambda rule: rule.file)
def test_rule_declares_the_evidence_it_reads(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    read: set[str] = set()
    says = Frames.says

    def listening(frames: Frames, element: str, *values: str, **given: Any) -> Any:
        read.add(element)
        return says(frames, element, *values, **given)

    monkeypatch.setattr(Frames, "says", listening)
    rule.found(claims(*cases(rule.code, "fires")))
    read -= ONLY_TO_KEEP_STILL.get(rule.code, set())
    assert len(read) > WHOLE_NOTE or set(rule.reads) == read, f"{rule.file}: declare reads={tuple(sorted(read))}"


@pytest.mark.parametrize("rule", [rule for rule in hand_written() if rule.reads], ids=lambda rule: rule.file)
def test_rule_that_reads_notes_is_silent_without_one(rule: Rule) -> None:
    bare = [
        {key: value for key, value in case.items() if key not in ("evidence", "notes")}
        for case in cases(rule.code, "fires")
    ]
    assert not rule.found(claims(*bare)).claims.any(), f"{rule.file} speaks of a note that is not there"


def test_rules_take_an_empty_batch() -> None:
    nothing = claims({}).take(np.array([], dtype=np.int64))
    assert [rule.file for rule in pack() if len(rule.found(nothing).claims)] == []


def test_pages_and_cases_are_those_of_the_pack() -> None:
    codes = {rule.code for rule in pack()}
    assert {path.stem for path in PAGES.glob("*.md")} == codes | {"README"}
    assert set(LISTED) <= codes


def test_every_line_of_guidance_is_met() -> None:
    assert unmet() == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "exc1"}, "code must be three capitals"),
        ({"severity": "grave"}, "severity must be one of"),
        ({"reads": ("mood",)}, "reads must name elements"),
        ({"until": dt.date(2000, 1, 1)}, "until must not lie before since"),
        ({"doc": "Says nothing."}, "docstring must have the sections"),
    ],
)
def test_a_rule_declared_wrongly_is_refused(wrong: dict[str, Any], said: str) -> None:
    for each in (hand_written()[0], next(rule for rule in pack() if rule.family == "policies")):
        with pytest.raises(RuleError, match=said):
            replace(each, **wrong)


def test_features_stand_in_the_order_that_fixes_and_drift_rely_on() -> None:
    listed = features()
    assert [feature.name for feature in listed[: len(pack())]] == [rule.code for rule in pack()]
    issue = [feature.issue for feature in listed]
    assert issue == sorted(issue, reverse=True)
