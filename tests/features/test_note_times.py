"""Times are looked for with patterns only where a quicker look has not ruled them out; it must never hide one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from denialrisk.features.notes import openings, spans, timing
from denialrisk.features.notes.lexicon import lexicon, sign_pattern, small_pattern
from denialrisk.features.notes.reader import read_note, understand

GOLD = Path(__file__).parents[1] / "notes"
ODD = (
    "aday, a day, oneto 5 days, x3d and x 3 wks",
    "since mid-2019 or on the 3rd, at 0750 and at 12:30, '98",
    "3/12, 4/5, 3/4/2020, 4/2019, 5.5 hrs, 5. 6 h, 1 \u2013 2 days",
    "post-op day 3 postoperative day 4 pod#3 late 2019",
    "40 mg since May, was 5% 3 days, than 2 days, r/v 3 weeks, >3 days",
    "72F on prednisolone since February, dx in 2019",
    "dm, bp and a1c; flu shot, at home situation",
)


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    texts = [
        json.loads(line).get("text", "") for file in GOLD.glob("*.jsonl") for line in file.read_text().splitlines()
    ]
    return [*ODD, *{sentence.words for text in texts for sentence in understand(text).sentences}]


def _spans(words: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    while span := spans.next_span(words, found[-1][1] if found else 0):
        found.append(span.span())
    return found


def test_every_span_of_time_is_met(sentences: list[str]) -> None:
    missed = [words for words in sentences if _spans(words) != [each.span() for each in spans.SPAN.finditer(words)]]
    assert missed == []


def test_no_clock_and_no_stage_is_hidden(sentences: list[str]) -> None:
    assert [each for each in sentences if timing._CLOCK.search(each) and not timing._may_hold_clock(each)] == []
    assert [each for each in sentences if timing._STAGED.search(each) and not timing._may_be_staged(each)] == []


def test_another_complaint_is_met_wherever_its_pattern_is_found(sentences: list[str]) -> None:
    subject, matter = small_pattern("other_subject"), sign_pattern("other_matter")
    assert [
        each for each in sentences if openings.holds_small(each, "other_subject") != bool(subject.search(each))
    ] == []
    assert [each for each in sentences if timing._names_matter(each) != bool(matter.search(each))] == []


def test_what_stands_before_a_time_is_met(sentences: list[str]) -> None:
    for words in sentences:
        for place in (each.start() for each in re.finditer(r"\b\w", words)):
            ahead = timing._AHEAD.search(words, max(0, place - 16), place)
            taken = timing._TAKEN.search(words, max(0, place - 30), place)
            assert (timing._is_ahead(words, place), timing._taken(words, place)) == (bool(ahead), bool(taken))


@pytest.mark.parametrize("name", ["other_subject", "other_matter", "refer_back", "past_episode"])
def test_a_stem_has_the_three_letters_that_are_looked_up(name: str) -> None:
    """A whole word may be shorter, for it ends there; a stem may not. All begin with a letter."""
    listed = (lexicon().small | lexicon().signs)[name]
    stems = [
        word for word in listed if (word.endswith("*") or name == "refer_back") and not re.match(r"\w{3}|\w+ ", word)
    ]
    assert stems == []
    assert [word for word in listed if not "a" <= word[0] <= "z"] == []


@pytest.mark.parametrize(("text", "told"), [
    ("Weakness since Dec.", True),
    ("Weakness since mid-march.", True),
    ("Weakness as part of deconditioning.", False),
    ("Weakness of marked degree.", False),
    ("Weakness out of sepsis.", False),
])  # fmt: skip
def test_a_month_is_a_whole_word(text: str, told: bool) -> None:
    assert ("onset" in {finding.element for finding in read_note(text)}) is told
