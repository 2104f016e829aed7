"""The labelled notes in tests/notes obey the annotation guide's schema, so a scorer can trust them."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

NOTES = Path(__file__).parents[1] / "notes"
HALVES = {"tuned": "t", "held_out": "h"}
DOCUMENTED = {"documented", "not_documented"}
ALLOWED: dict[str, set[str]] = {
    "weakness_status": {"affirmed", "negated", "historical_or_family_only", "not_mentioned"},
    "fatigue_status": {"affirmed", "negated", "not_mentioned"},
    "strength_exam": {"reduced", "normal", "not_documented"},
    "laterality": {"left", "right", "bilateral", "none"},
    "distribution": {"focal", "generalized", "proximal", "distal", "not_documented"},
    "onset_or_duration": DOCUMENTED,
    "course": DOCUMENTED,
    "reflexes": DOCUMENTED,
    "sensation": DOCUMENTED,
    "gait_or_function": DOCUMENTED,
    "cranial_nerves": DOCUMENTED,
    "tone_or_atrophy": DOCUMENTED,
    "etiology": {"affirmed", "uncertain", "ruled_out", "not_mentioned"},
    "hemiparesis_or_paralysis": {"affirmed", "negated", "historical", "not_mentioned"},
    "tests": {"ordered_or_resulted", "not_mentioned"},
    "assessment": {"present", "absent"},
    "plan": {"present", "absent"},
    "therapy_goals": {"present", "absent"},
}
UNLESS_AFFIRMED = {
    "laterality": "none",
    "distribution": "not_documented",
    "onset_or_duration": "not_documented",
    "course": "not_documented",
    "etiology": "not_mentioned",
}
# values that a scorer takes as right beside the gold one; the guide names the first, the second it names in a remark
ACCEPTED = {("hemiparesis_or_paralysis", "affirmed"), ("sensation", "reported_only")}


def _read(half: str) -> list[dict[str, Any]]:
    lines = (NOTES / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


BY_HALF = {half: _read(half) for half in HALVES}
ALL = [note for half in BY_HALF.values() for note in half]


@pytest.mark.parametrize("half", HALVES)
def test_half_is_numbered_without_gaps_and_large_enough(half: str) -> None:
    ids = [note["note_id"] for note in BY_HALF[half]]
    assert ids == [f"{HALVES[half]}{number:03d}" for number in range(1, len(ids) + 1)]
    assert len(ids) >= 80


def test_no_text_stands_twice() -> None:
    assert len({note["text"] for note in ALL}) == len(ALL)


@pytest.mark.parametrize("note", ALL, ids=lambda note: note["note_id"])
def test_labels_are_complete_and_consistent(note: dict[str, Any]) -> None:
    gold = note["gold"]
    assert gold.keys() == ALLOWED.keys() | {"min_grade", "etiology_term"}
    assert {element: gold[element] for element in ALLOWED if gold[element] not in ALLOWED[element]} == {}
    assert gold["min_grade"] is None or gold["min_grade"] in range(6)
    assert (gold["etiology_term"] is None) == (gold["etiology"] == "not_mentioned")
    assert {(element, value) for element, values in note.get("accepted", {}).items() for value in values} <= ACCEPTED
    if gold["weakness_status"] != "affirmed":  # rule 4 of the guide
        assert {element: gold[element] for element in UNLESS_AFFIRMED} == UNLESS_AFFIRMED


@pytest.mark.parametrize("note", ALL, ids=lambda note: note["note_id"])
def test_grade_and_strength_agree(note: dict[str, Any]) -> None:
    """A written grade below 5 is reduced strength, and reduced strength is weakness of the patient."""
    gold = note["gold"]
    if gold["min_grade"] is not None:
        assert gold["strength_exam"] == ("normal" if gold["min_grade"] == 5 else "reduced")
        assert str(gold["min_grade"]) in note["text"]
    if gold["strength_exam"] == "reduced":
        assert gold["weakness_status"] == "affirmed"


@pytest.mark.parametrize("note", ALL, ids=lambda note: note["note_id"])
def test_length_is_that_of_a_note(note: dict[str, Any]) -> None:
    assert 150 <= len(note["text"]) <= 2000


@pytest.mark.parametrize("element", ALLOWED)
def test_every_value_occurs_often_enough_to_score(element: str) -> None:
    counts = Counter(note["gold"][element] for note in ALL)
    assert {value: counts[value] for value in ALLOWED[element] if counts[value] < 8} == {}


def test_every_grade_occurs() -> None:
    counts = Counter(note["gold"]["min_grade"] for note in ALL)
    assert {grade: counts[grade] for grade in range(6) if counts[grade] < 4} == {}
