"""What was found in one note, one entry per element, value and side; the strongest statement of each is kept.

A rule reads one sentence: ``rule(sentence, findings, *context)`` adds what it finds with places in the sentence. What
it finds depends on nothing else, so a sentence keeps it, and places in the note are made when it is taken over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from denialrisk.features.notes.text import Note, Sentence

STRENGTH: Final = {"present": 4, "uncertain": 3, "negated": 2, "historical": 1}
"""When a note says different things of one element, value and side, the higher one is kept."""


class Finding(NamedTuple):
    """One row of EVIDENCE but for claim and note."""

    element: str
    state: str
    value: str | None
    side: str | None
    number: float | None
    start: int
    end: int


@dataclass(slots=True)
class Findings:
    """The findings of a note, in the order in which they were first met."""

    rows: dict[tuple[str, str | None, str | None], Finding] = field(default_factory=dict)

    def add(  # noqa: PLR0913 - the columns of a row of evidence, by name
        self,
        element: str,
        place: tuple[int, int],
        *,
        state: str = "present",
        value: str | None = None,
        side: str | None = None,
        number: float | None = None,
    ) -> None:
        """Add a finding; the stronger state wins, then the lower grade, then the first place."""
        self._keep(Finding(element, state, value, side, number, *place))

    def gather(self, note: Note, roles: int, rule: Rule) -> None:
        """Add what a rule finds in the sentences with one of the roles (bits)."""
        for start, sentence in note.having(roles):
            self.read(start, sentence, rule)

    def read(self, start: int, sentence: Sentence, rule: Rule, *context: Any) -> None:
        """Add what a rule finds in a sentence that starts at a place of the note."""
        rows = sentence.known.get((rule, context))
        if rows is None:
            rows = sentence.known[rule, context] = _found(sentence, rule, context)
        for element, state, value, side, number, first, last in rows:
            self._keep(Finding(element, state, value, side, number, start + first, start + last))

    def read_latest(self, start: int, sentence: Sentence, rule: Rule) -> None:
        """Add what a rule finds of elements of which the latest statement counts."""
        for element, state, _, _, _, first, last in sentence.once(_found, rule, ()):
            self.replace(element, (start + first, start + last), state)

    def _keep(self, new: Finding) -> None:
        """Keep the stronger state, then the lower grade, then the first place."""
        key = new[0], new[2], new[3]
        old = self.rows.setdefault(key, new)
        if old is new:
            return
        stronger = STRENGTH[new.state] - STRENGTH[old.state]
        if stronger > 0 or (stronger == 0 and _lower(new.number, old.number)):
            self.rows[key] = new

    def of(self, element: str) -> list[Finding]:
        """The findings of an element."""
        return [row for row in self.rows.values() if row.element == element]

    def replace(self, element: str, place: tuple[int, int], state: str) -> None:
        """Add a finding of which the latest statement counts."""
        self.rows[element, None, None] = Finding(element, state, None, None, None, *place)


Rule = Callable[..., None]
"""``rule(sentence, findings, *context)``; the context is hashable."""


def _found(sentence: Sentence, rule: Rule, context: tuple[Any, ...]) -> tuple[Finding, ...]:
    """What a rule finds in a sentence, with places in the sentence."""
    findings = Findings()
    rule(sentence, findings, *context)
    return tuple(findings.rows.values())


def _lower(number: float | None, than: float | None) -> bool:
    return number is not None and (than is None or number < than)
