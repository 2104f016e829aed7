"""What was found in one note, one entry per element, value and side; the strongest statement of each is kept.

A rule reads one sentence: ``rule(sentence, findings, *context)`` adds what it finds with places in the sentence. What
it finds depends on nothing else, so a sentence keeps it, and places in the note are made when it is taken over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from denialrisk.features.notes.text import Note, Sentence

STRENGTH: Final = {"present": 4, "uncertain": 3, "negated": 2, "historical": 1}
"""When a note says different things of one element, value and side, the higher one is kept."""

_BARE: Final = tuple.__new__
"""A named tuple from its fields in order, without the checks of its own call."""

Key = tuple[str, str | None, str | None]
"""Element, value and side."""

Row = tuple[Key, str, float | None, int, int]
"""A key, and what is said of it: state, number, start and end."""


class Finding(NamedTuple):
    """One row of EVIDENCE but for claim and note."""

    element: str
    state: str
    value: str | None
    side: str | None
    number: float | None
    start: int
    end: int


class Findings:
    """The findings of a note, in the order in which they were first met; or of a sentence, with places in it."""

    __slots__ = ("said",)

    def __init__(self) -> None:
        self.said: dict[Key, Row] = {}

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
        key = (element, value, side)
        old = self.said.get(key)
        if old is None or _outdoes(state, number, old):
            self.said[key] = (key, state, number, place[0], place[1])

    def replace(self, element: str, place: tuple[int, int], state: str) -> None:
        """Add a finding of which the latest statement counts."""
        key = (element, None, None)
        self.said[key] = (key, state, None, place[0], place[1])

    def gather(self, note: Note, roles: int, rule: Rule) -> None:
        """Add what a rule finds in the sentences with one of the roles (bits)."""
        if not note.roles & roles:
            return
        for number, each in enumerate(note.sentences):
            if each.roles & roles:
                self.read(note.starts[number], each, rule)

    def read(self, start: int, sentence: Sentence, rule: Rule, context: tuple[Any, ...] = ()) -> None:
        """Add what a rule finds in a sentence that starts at a place of the note."""
        rows = _found(sentence, rule, context)
        if not rows:
            return
        said = self.said
        for key, state, number, first, last in rows:
            old = said.get(key)
            if old is None or _outdoes(state, number, old):
                said[key] = (key, state, number, start + first, start + last)

    def read_latest(self, start: int, sentence: Sentence, rule: Rule) -> None:
        """Add what a rule finds of elements of which the latest statement counts."""
        rows = _found(sentence, rule, ())
        for key, state, number, first, last in rows:
            self.said[key] = (key, state, number, start + first, start + last)

    def of(self, element: str) -> list[Finding]:
        """The findings of an element."""
        return [_finding(row) for key, row in self.said.items() if key[0] == element]

    def rows(self) -> list[Finding]:
        """All findings."""
        return [_finding(row) for row in self.said.values()]


Rule = Callable[..., None]
"""``rule(sentence, findings, *context)``; the context is a tuple of hashable parts."""


def _found(sentence: Sentence, rule: Rule, context: tuple[Any, ...]) -> tuple[Row, ...]:
    """What a rule finds in a sentence, with places in the sentence."""
    known = sentence.recall(rule, context)
    if known is None:
        findings = Findings()
        if context:
            rule(sentence, findings, *context)
        else:
            rule(sentence, findings)
        known = sentence.keep(rule, context, tuple(findings.said.values()) if findings.said else ())
    return known.found  # type: ignore[no-any-return]


def _outdoes(state: str, number: float | None, old: Row) -> bool:
    """Whether a statement is kept in place of an old one: the stronger state, then the lower grade."""
    before, lowest = old[1], old[2]
    if state == before:
        return number is not None and (lowest is None or number < lowest)
    return STRENGTH[state] > STRENGTH[before]


def _finding(row: Row) -> Finding:
    (element, value, side), state, number, start, end = row
    return _BARE(Finding, (element, state, value, side, number, start, end))
