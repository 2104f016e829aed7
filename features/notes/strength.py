"""The strength examination of a note: its written grades, its findings in words, and what they say together."""

from __future__ import annotations

from typing import Any, Final

from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.grade_places import first_column, graded_row, place_grades
from denialrisk.features.notes.grades import FULL, Grade, come_in_pairs, may_grade, written_grades
from denialrisk.features.notes.lexicon import BIT, sections
from denialrisk.features.notes.strength_compared import (
    compare_later,
    compare_sides,
    measured_forces,
    read_change,
    read_contrast,
    read_near_and_far,
    tell_pattern,
)
from denialrisk.features.notes.strength_words import add_strength, read_words
from denialrisk.features.notes.text import Note, Sentence

_NO_EXAM: Final = sections("family", "advice", "goals")
_MUSCLES: Final = BIT["strength"] | BIT["region"] | BIT["grade_word"] | BIT["muscle"] | BIT["paresis"]
_MEASURED: Final = _MUSCLES | BIT["written_grade"]
_WRITTEN: Final = BIT["figure"] | BIT["five"]
_IN_WORDS: Final = BIT["strength"] | BIT["grade_word"] | BIT["muscle"] | BIT["compared"]
_SHOWN: Final = _WRITTEN | _IN_WORDS
_OTHER_TIMES: Final = sections("past", "ros", "plan")
_COURSE: Final = BIT["course"]
_FIGURE: Final = BIT["figure"]
_GRADE_WORD: Final = BIT["grade_word"]
_MUSCLE: Final = BIT["muscle"]
_REFLEXES: Final = BIT["reflexes"]
_SCALE_NAMED: Final = BIT["scale_named"]
_STRENGTH: Final = BIT["strength"]


def read_strength(note: Note, findings: Findings) -> None:
    """Add ``strength``, ``muscle_group`` and ``comparison`` findings of all sentences."""
    if not note.roles & _SHOWN:
        read_near_and_far(note, findings)
        return
    weak = _read_all(note, findings)
    read_near_and_far(note, findings)
    strengths = findings.of("strength")
    if weak:
        tell_pattern(note, weak, strengths, findings)
    compare_sides(strengths, findings)


def _read_all(note: Note, findings: Findings) -> list[Grade]:
    """Read all sentences, and gather the grades below full."""
    scaled = bool(note.roles & _SCALE_NAMED)
    last = -2
    weak: list[Grade] = []
    lowest: float = FULL
    for number, sentence in enumerate(note.sentences):
        roles = sentence.roles
        if not roles & _SHOWN or sentence.section & _NO_EXAM:
            continue
        measured = sentence.exam or bool(roles & _MEASURED)
        if roles & _WRITTEN and (measured or last == number - 1) and may_grade(sentence):
            context = _context(note, number, not measured, scaled)
            graded = sentence.once(_graded, context)
            if graded:
                last = number
                findings.read(note.starts[number], sentence, _read_graded, context)
                if lowest < FULL:
                    compare_later(note.starts[number], sentence, graded, lowest, findings)
                for grade in graded:
                    if grade.number < FULL:
                        weak.append(grade)
                        lowest = min(lowest, grade.number)
                continue
        if roles & _IN_WORDS:
            findings.read(note.starts[number], sentence, _read_ungraded)
    return weak


def _context(note: Note, number: int, after: bool, scaled: bool) -> tuple[bool | str, ...]:
    """What the grades of a sentence depend on beside its words, see _graded; nothing where that is as usual."""
    paired = reflexes = False
    if number:
        before = note.sentences[number - 1]
        paired = come_in_pairs(before)
        reflexes = bool(before.roles & _REFLEXES) and before.words.endswith(";")
    first = first_column(note, number)
    if after or scaled or paired or reflexes or first:
        return after, scaled, paired, reflexes, first
    return ()


def _graded(sentence: Sentence, *context: Any) -> tuple[Grade, ...]:
    """The grades of a sentence with their places.

    Context: it follows graded ones; the note names a scale; the sentence before says that grades come in pairs; its
    reflexes go on after a semicolon; the first column's side in a table.
    """
    if context:
        after, scaled, paired, reflexes, first = context
        if first:
            return graded_row(sentence, first)
        grades = written_grades(sentence, after, scaled, paired, reflexes)
    else:
        grades = written_grades(sentence, False, False, False, False)
    if grades:
        place_grades(sentence, grades)
    return tuple(grades)


def _read_graded(sentence: Sentence, findings: Findings, *context: Any) -> None:
    """Read a sentence with grades."""
    _tell_grades(sentence, findings, sentence.once(_graded, context))


def _tell_grades(sentence: Sentence, findings: Findings, graded: tuple[Grade, ...]) -> None:
    """Add grades, their course, and the judgements in words beside them."""
    for grade in graded:
        value = "normal" if grade.number >= FULL else "reduced"
        add_strength(findings, value, (grade.start, grade.end), grade.where, grade.number)
    read_change(sentence, findings)
    for hit in sentence.having(_COURSE):
        course = hit.term.values["course"]
        if course in ("improving", "progressive"):
            findings.add("course", (hit.start, hit.end), state="present", value=course)
    if sentence.roles & (_STRENGTH | _GRADE_WORD | _MUSCLE):
        read_words(sentence, findings, True)
    read_contrast(sentence, findings)


def _read_ungraded(sentence: Sentence, findings: Findings) -> None:
    """Read a sentence without grades: measured forces, and strength judged in words."""
    if sentence.roles & _FIGURE and sentence.roles & (_STRENGTH | _MUSCLE):
        measured_forces(sentence, findings)
        if not sentence.section & _OTHER_TIMES:
            read_change(sentence, findings)
    if sentence.roles & (_STRENGTH | _GRADE_WORD | _MUSCLE):
        read_words(sentence, findings, False)
    if sentence.exam:
        read_contrast(sentence, findings)
