"""What was found in one note, one statement per element, value and side; the strongest of each is kept.

A rule reads one sentence: ``rule(sentence, findings, *context)`` adds what it finds with places in the sentence. What
it finds depends on nothing else, so a sentence keeps it, and places in the note are made when it is taken over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from denialrisk.data.schema import EVIDENCE_STATES
from denialrisk.features.notes.text import Note, Sentence, is_current

STRENGTH: Final = {"present": 4, "uncertain": 3, "negated": 2, "historical": 1}
"""When a note says different things of one element, value and side, the higher one is kept."""

STATES: Final = {state: number for number, state in enumerate(EVIDENCE_STATES)}
"""What the states are called in numbers."""

_BARE: Final = tuple.__new__
"""A named tuple from its fields in order, without the checks of its own call."""

_ROOM: Final = 1024
"""Rows of a new sheet."""

_NONE: Final = float("nan")


class Finding(NamedTuple):
    """One row of EVIDENCE but for claim and note."""

    element: str
    state: str
    value: str | None
    side: str | None
    number: float | None
    start: int
    end: int


class Topic:
    """What is spoken of: an element, with value and side where they are told.

    ``topic`` gives one object for each, so topics are compared by what they are; ``place`` is that in ``topics``.
    """

    __slots__ = ("element", "place", "side", "value")

    def __init__(self, element: str, value: str | None, side: str | None, place: int) -> None:
        self.element = element
        self.value = value
        self.side = side
        self.place = place


topics: Final[list[Topic]] = []
"""All topics, in the order in which this process met them."""

_TOPICS: Final[dict[str, list[Topic]]] = {}
"""They by element."""


def topic(element: str, value: str | None = None, side: str | None = None) -> Topic:
    """The topic of an element, value and side."""
    known = _TOPICS.get(element)
    if known is None:
        known = _TOPICS[element] = []
    for each in known:
        if each.value == value and each.side == side:
            return each
    each = Topic(element, value, side, len(topics))
    known.append(each)
    topics.append(each)
    return each


class Statement:
    """What is said of a topic: how, with which number, and where."""

    __slots__ = ("end", "number", "start", "state", "topic")

    topic: Topic
    state: str
    number: float | None
    start: int
    end: int


def _statement(of: Topic, state: str, number: float | None, start: int, end: int) -> Statement:
    statement = Statement.__new__(Statement)
    statement.topic = of
    statement.state = state
    statement.number = number
    statement.start = start
    statement.end = end
    return statement


class Findings:
    """The findings of a note, in the order in which they were first met; or of a sentence, with places in it."""

    __slots__ = ("said",)

    def __init__(self) -> None:
        self.said: dict[Topic, Statement] = {}

    def add(  # noqa: PLR0913, PLR0917 - the columns of a row of evidence, by name
        self,
        element: str,
        place: tuple[int, int],
        state: str = "present",
        value: str | None = None,
        side: str | None = None,
        number: float | None = None,
    ) -> None:
        """Add a finding; the stronger state wins, then the lower grade, then the first place.

        Compiled, a call is quick where it names the columns in this order and leaves none out in between.
        """
        self._add(_statement(topic(element, value, side), state, number, place[0], place[1]), 0)

    def replace(self, element: str, place: tuple[int, int], state: str) -> None:
        """Add a finding of which the latest statement counts."""
        of = topic(element)
        self.said[of] = _statement(of, state, None, place[0], place[1])

    def gather(self, note: Note, roles: int, rule: Rule) -> None:
        """Add what a rule finds in the sentences with one of the roles (bits)."""
        if not note.roles & roles:
            return
        for number, each in enumerate(note.sentences):
            if each.roles & roles:
                self.read(note.starts[number], each, rule)

    def read(self, start: int, sentence: Sentence, rule: Rule, context: tuple[Any, ...] = ()) -> None:
        """Add what a rule finds in a sentence that starts at a place of the note."""
        for each in _found(sentence, rule, context):
            self._add(each, start)

    def read_latest(self, start: int, sentence: Sentence, rule: Rule) -> None:
        """Add what a rule finds of elements of which the latest statement counts."""
        for each in _found(sentence, rule, ()):
            self.said[each.topic] = _moved(each, start)

    def of(self, element: str) -> list[Statement]:
        """What is said of an element."""
        found: list[Statement] = []
        for each in self.said.values():
            if each.topic.element == element:
                found.append(each)
        return found

    def hold(self, element: str) -> bool:
        """Whether an element is said to hold for the patient now."""
        for each in self.said.values():
            if each.topic.element == element and is_current(each.state):
                return True
        return False

    def rows(self) -> list[Finding]:
        """All findings."""
        return [_finding(each) for each in self.said.values()]

    def _add(self, new: Statement, start: int) -> None:
        old = self.said.get(new.topic)
        if old is None or _outdoes(new, old):
            self.said[new.topic] = _moved(new, start)


class Sheet:
    """Findings of many notes in numbers, a row each: place of the topic, STATES, number, start and end; NaN for none.

    A row here costs a tenth of a Finding, and evidence (table.py) is combined and written in numbers.
    """

    __slots__ = ("_rows", "size")

    def __init__(self) -> None:
        self._rows: npt.NDArray[np.float64] = np.empty((_ROOM, 5))
        self.size = 0

    def add(self, findings: Findings) -> int:
        """Write the findings of one more note; how many they are."""
        before = at = self.size
        if at + len(findings.said) > len(self._rows):
            self._rows = np.concatenate((self._rows, np.empty((len(self._rows) + len(findings.said), 5))))
        rows = self._rows
        for each in findings.said.values():
            rows[at, 0] = each.topic.place
            rows[at, 1] = STATES[each.state]
            rows[at, 2] = _NONE if each.number is None else each.number
            rows[at, 3] = each.start
            rows[at, 4] = each.end
            at += 1
        self.size = at
        return at - before

    def rows(self) -> npt.NDArray[np.float64]:
        """All that was written, shape (size, 5)."""
        return np.asarray(self._rows)[: self.size]


Rule = Callable[..., None]
"""``rule(sentence, findings, *context)``; the context is a tuple of hashable parts."""


def _found(sentence: Sentence, rule: Rule, context: tuple[Any, ...]) -> tuple[Statement, ...]:
    """What a rule finds in a sentence, with places in the sentence."""
    known = sentence.recall(rule, context)
    if known is None:
        findings = Findings()
        if context:
            rule(sentence, findings, *context)
        else:
            rule(sentence, findings)
        known = sentence.keep(rule, context, tuple(findings.said.values()) if findings.said else ())
    return known.found  # type: ignore[no-any-return]  # what is kept has no type of its own


def _moved(told: Statement, start: int) -> Statement:
    """A statement of a sentence that starts at a place."""
    return _statement(told.topic, told.state, told.number, start + told.start, start + told.end) if start else told


def _outdoes(new: Statement, old: Statement) -> bool:
    """Whether a statement is kept in place of an old one: the stronger state, then the lower grade."""
    if new.state == old.state:
        return new.number is not None and (old.number is None or new.number < old.number)
    return STRENGTH[new.state] > STRENGTH[old.state]


def _finding(told: Statement) -> Finding:
    of = told.topic
    return _BARE(Finding, (of.element, told.state, of.value, of.side, told.number, told.start, told.end))
