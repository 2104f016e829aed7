"""Who is telling: which sentences are an examiner's findings, under such a heading or in running text after "o/e"."""

from __future__ import annotations

from functools import cache
from typing import Final

from denialrisk.features.notes.lexicon import BIT, lexicon, sections
from denialrisk.features.notes.text import Wording

_FOUND: Final = (
    BIT["muscle"] | BIT["region"] | BIT["reflexes"] | BIT["grade_word"] | BIT["strength"] | BIT["tone"]
    | BIT["coordination"] | BIT["cranial_nerves"]
)  # fmt: skip
_UNDER_ROS: Final = sections("ros")
_UNDER_EXAM: Final = sections("exam")
_NO_HEADING: Final = sections("none")
_TESTED: Final = BIT["strength"] | BIT["grade_word"] | BIT["reflexes"] | BIT["tone"] | BIT["coordination"]
_TELLS: Final = BIT["complains"] | BIT["plan_action"] | BIT["conclusion"] | BIT["past"] | BIT["family"]
_TOLD: Final = sections("past", "family", "ros", "advice", "goals", "frequency", "other")
_HISTORIES: Final = sections("past", "other", "frequency")
_LISTS: Final = sections("past", "family", "ros", "other")
"""Sections of telegraphic notes that go over to what is decided without another heading."""
_OPEN: Final = sections("none", "history", "assessment", "both", "plan", "complaint", "other", "results", "diagnosis")
_EXAMINES: Final = BIT["examines"]
_FAMILY: Final = BIT["family"]
_IMPERATIVE: Final = BIT["imperative"]
_PAST: Final = BIT["past"]
_REFLEXES: Final = BIT["reflexes"]
_WRITTEN_GRADE: Final = BIT["written_grade"]
_OPENING: Final = 40
"""Characters within which an order stands with the beginning of what follows."""
_VISITS: Final = ("up of", "up visit", "-up visit")
"""After "follow" these say what a visit is for: "Follow up of a fracture"."""


class Teller:
    """Follows a note sentence by sentence: ``section`` in which one is to be read, ``exam`` if an examiner tells it.

    In running text a written grade, a tendon reflex or a cranial nerve is a finding too: no patient tells those.
    """

    __slots__ = ("_exam", "_examining", "_heading", "_lists", "_open", "_told", "_turned", "exam", "section")

    def __init__(self) -> None:
        self.section = 0
        self.exam = False
        self._under(0)

    def _under(self, heading: int) -> None:
        """Begin a section of the note."""
        self._heading = heading
        self._exam = heading == _UNDER_EXAM
        self._lists = bool(heading & _LISTS)
        self._told = bool(heading & _TOLD)
        self._open = bool(heading & _OPEN)
        self._turned = False
        self._examining = False

    def follow(self, heading: int, said: Wording) -> None:
        """Go on to the next sentence, which stands under the heading of a section."""
        if heading != self._heading:
            self._under(heading)
        if self._lists and said.roles & _IMPERATIVE and opens_with_order(said.roles, said.words):
            self.section, self.exam = _NO_HEADING, False  # "PMH: CVA 2016. No deficit since. Continue clopidogrel."
            return
        if self._told and not self._turned:
            self._turned = _turns_to_exam(heading, said)
        self.section = _NO_HEADING if self._turned else heading
        if self._turned or self._open:
            self._examining = _examines(said.roles, self._examining)
        self.exam = self._exam or self._examining


def opens_with_order(roles: int, words: str) -> bool:
    """Whether a sentence opens with a verb that decides: "Start prednisone 20 mg"."""
    if not roles & _IMPERATIVE:
        return False
    reach = min(len(words), _OPENING)
    start = 0
    while start < reach and words[start] in " \t\n,-*\u2022>1234567890.)":
        start += 1
    start = _until_space(words, start, reach, False)
    end = _until_space(words, start, reach, True)
    following = _until_space(words, end, reach, False)
    return following < reach and words[start:end] in _orders() and not words.startswith(_VISITS, following, reach)


def _until_space(words: str, start: int, stop: int, space: bool) -> int:
    """Where white space begins, or ends, from a place on, at a stop at the latest."""
    while start < stop and words[start].isspace() != space:
        start += 1
    return start


@cache
def _orders() -> frozenset[str]:
    """The verbs that decide."""
    return frozenset(lexicon().signs["imperative"])


def _turns_to_exam(section: int, said: Wording) -> bool:
    """Whether a text under a heading such as "PMH" goes over to the examination without another heading."""
    roles = said.roles
    if roles & _EXAMINES and _opens_examining(said):
        return True
    if roles & _TESTED and not roles & _PAST and section & _HISTORIES:
        return True
    if roles & _REFLEXES and section & _UNDER_ROS:
        return True  # no review of systems asks for those
    return roles & _WRITTEN_GRADE != 0 and roles & _FOUND != 0


def _opens_examining(said: Wording) -> bool:
    """Whether the first words say that somebody examines: "O/E"."""
    for hit in said.hits:
        if hit.roles & _EXAMINES:
            return hit.start < 12
    return False


def _examines(roles: int, before: bool) -> bool:
    if roles & _EXAMINES:
        return True
    if roles & _WRITTEN_GRADE and roles & _FOUND:
        return not roles & _FAMILY
    if roles & _TELLS:
        return False
    return before or roles & _REFLEXES != 0
