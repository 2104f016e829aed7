"""What a written grade is of: the muscle, part of the body and side named beside it, or in its row of a table."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.grades import FULL, Grade
from denialrisk.features.notes.lexicon import BIT, small_words
from denialrisk.features.notes.places import Where, within
from denialrisk.features.notes.text import Hit, Note, Sentence

_ON_THE: Final = re.compile(r"\s?(?:on|in|at) (?:the |her |his )?")
_COLUMNS: Final = re.compile(
    r"\b(?:strength|mmt|power|motor|mrc|muscles?|grades?)\b[^.;]{0,30}?[\s|]"
    r"(?:(?P<right>r|rt|right)|l|lt|left)[\s|]+(?:r|rt|right|l|lt|left)[\s|]*$"
)
"""The head of a table with a column for each side: "UE STRENGTH  R  L"."""
_ROW: Final = re.compile(r"[a-z)][\s|:]+([0-5])[+-]?(?:/5)?[\s|]+([0-5])[+-]?(?:/5)?[\s|]*$")
_ANY_ROW: Final = re.compile(r"\d[+-]?(?:/5)?[\s|]*$")
_SIDED: Final = BIT["side"] | BIT["region"] | BIT["spread"]
_LONGEST_TABLE: Final = 16
_FULL_BIT: Final = BIT["full"]
_MUSCLE: Final = BIT["muscle"]


def first_column(note: Note, number: int) -> str:
    """The side of the first column, where a sentence is a row of a table of grades; else nothing."""
    sentence = note.sentences[number]
    if not _ends_in_two(sentence.words) or not _ROW.search(sentence.words):
        return ""
    for place in range(number - 1, max(0, number - _LONGEST_TABLE) - 1, -1):
        sentence = note.sentences[place]
        if head := _COLUMNS.search(sentence.words):
            return "right" if head["right"] else "left"
        if not _ANY_ROW.search(sentence.words):
            return ""
    return ""


def _ends_in_two(words: str) -> bool:
    """Whether a sentence ends in two grades, as a row of a table does."""
    second = _last_grade(words, len(words))
    return second > 0 and _last_grade(words, second) > 0


def _last_grade(words: str, end: int) -> int:
    """Where the grade begins that stands last before a place, but for blanks and bars; -1 if none does."""
    place = end - 1
    while place >= 0 and (words[place] == "|" or words[place].isspace()):
        place -= 1
    if place > 1 and words[place] == "5" and words[place - 1] == "/":
        place -= 2
    if place > 0 and words[place] in "+-":
        place -= 1
    return place if place >= 0 and words[place] in "012345" else -1


def graded_row(sentence: Sentence, first: str) -> tuple[Grade, ...]:
    """The two grades of a row, each with its muscles and its side."""
    row = _ROW.search(sentence.words)
    regions = within(sentence, 0, row.start(1)).regions if row else []
    if row is None or not regions:
        return ()
    grades = []
    for group, side in ((1, first), (2, "left" if first == "right" else "right")):
        grade = Grade(float(row[group]), *row.span(group))
        grade.where = Where()
        grade.where.sides, grade.where.regions = [(side, regions[0])], regions
        _name_muscles(grade, sentence.words)
        grades.append(grade)
    return tuple(grades)


def _name_muscles(grade: Grade, words: str) -> None:
    """Say how a grade calls its muscles."""
    grade.muscles = frozenset([words[hit.start : hit.end] for hit in grade.where.regions])
    grade.near = grade.muscles <= small_words("girdle")
    grade.far = grade.muscles <= small_words("hands_and_feet")


def place_grades(sentence: Sentence, grades: list[Grade]) -> None:
    """Say of each grade what it is of: what stands between it and the grade before, or else up to the next one."""
    words = sentence.words
    leads = within(sentence, 0, grades[0].start)
    leading = bool(leads.regions) or bool(leads.sides)
    side_last = _all_bilateral(leads)  # "hip flexion 3/5 L, 5/5 R"
    before = 0
    for place, grade in enumerate(grades):
        is_last = place + 1 == len(grades)
        after = len(words) if is_last else grades[place + 1].start
        where = within(sentence, before, grade.start) if leading else within(sentence, grade.end, after)
        if not where:
            where = within(sentence, grade.end, _until_full(sentence, grade.end, after))
        trailing = _sides_within(sentence, grade.end, min(after, grade.end + _reach(words, grade.end)))
        if trailing and side_last:
            where.sides = trailing
        elif not where.sides:
            beyond = _sides_within(sentence, grade.end, min(after, grade.end + 22, _next_muscle(sentence, grade.end)))
            where.sides = [each for each in beyond if is_last or after - each[1].end > 2]
        grade.where = where
        if grade.number < FULL:
            _name_muscles(grade, words)
        before = grade.end
    _keep_weakest_part(grades)
    _against_the_other(grades)


def _sides_within(sentence: Sentence, start: int, end: int) -> list[tuple[str, Hit]]:
    """The sides named between two points of a sentence."""
    for hit in sentence.hits:
        if hit.roles & _SIDED and hit.start >= start and hit.end <= end:
            return within(sentence, start, end).sides
    return []


def _all_bilateral(where: Where) -> bool:
    for side, _ in where.sides:
        if side != "bilateral":
            return False
    return True


def _reach(words: str, place: int) -> int:
    """How far after a grade its side may stand: "4/5 on the left", "4/5 left", "4/5, left"."""
    after = place + 1 if place < len(words) and words[place].isspace() else place
    if after < len(words) and words[after] in "oia" and (on_the := _ON_THE.match(words, place)):
        return on_the.end() - place + len("right")
    return 5 if words.startswith((",", " ,"), place) else 7


def _keep_weakest_part(grades: list[Grade]) -> None:
    """Of "4/5 proximally, 3/5 distally" the weakness is distal: only the lowest grade keeps its word."""
    lowest: float = FULL
    for grade in grades:
        if grade.where.spread and grade.number < lowest:
            lowest = grade.number
    for grade in grades:
        if grade.number > lowest:
            grade.where.spread = []


def _next_muscle(sentence: Sentence, start: int) -> int:
    """Where another muscle is named: "elbow 3/5, grip 8 (L 52)"; a side beyond it is not of the grade before."""
    for hit in sentence.hits:
        if hit.roles & _MUSCLE and hit.start > start:
            return hit.start
    return len(sentence.words)


def _until_full(sentence: Sentence, start: int, end: int) -> int:
    """Where a full strength begins to be told: "4 on the right, full on the left"."""
    for hit in sentence.hits:
        if hit.roles & _FULL_BIT and start < hit.start < end:
            return hit.start
    return end


def _against_the_other(grades: list[Grade]) -> None:
    """A reduced grade with no side, beside a full one of a named side, is of the other side."""
    full = _full_side(grades)
    if full not in ("left", "right"):
        return
    other = "right" if full == "left" else "left"
    for grade in grades:
        where = grade.where
        if grade.number < FULL and not where.sides and where.regions:
            where.sides = [(other, where.regions[0])]


def _full_side(grades: list[Grade]) -> str:
    """The one side that is graded full as a whole; nothing where it is not one."""
    full = ""
    for grade in grades:
        if grade.number >= FULL and not grade.where.regions:
            for side, _ in grade.where.sides:
                if full and side != full:
                    return ""
                full = side
    return full
