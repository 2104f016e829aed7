"""Who is telling: which sentences are an examiner's findings, under such a heading or in running text after "o/e"."""

from __future__ import annotations

from typing import Final

from denialrisk.features.notes.lexicon import BIT, lexicon
from denialrisk.features.notes.text import Wording

_FOUND: Final = (
    BIT["muscle"] | BIT["region"] | BIT["reflexes"] | BIT["grade_word"] | BIT["strength"] | BIT["tone"]
    | BIT["coordination"] | BIT["cranial_nerves"]
)  # fmt: skip
_TESTED: Final = BIT["strength"] | BIT["grade_word"] | BIT["reflexes"] | BIT["tone"] | BIT["coordination"]
_TELLS: Final = BIT["complains"] | BIT["plan_action"] | BIT["conclusion"] | BIT["past"] | BIT["family"]
_TOLD: Final = frozenset(("past", "family", "ros", "advice", "goals", "frequency", "other"))
_HISTORIES: Final = ("past", "other", "frequency")
_LISTS: Final = ("past", "family", "ros", "other")
"""Sections of telegraphic notes that go over to what is decided without another heading."""
_OPEN: Final = frozenset(
    ("none", "history", "assessment", "both", "plan", "complaint", "other", "results", "diagnosis")
)
_EXAMINES: Final = BIT["examines"]
_FAMILY: Final = BIT["family"]
_IMPERATIVE: Final = BIT["imperative"]
_PAST: Final = BIT["past"]
_REFLEXES: Final = BIT["reflexes"]
_WRITTEN_GRADE: Final = BIT["written_grade"]


class Teller:
    """Follows a note sentence by sentence.

    In running text a written grade, a tendon reflex or a cranial nerve is a finding too: no patient tells those.
    """

    __slots__ = ("examining", "section", "turned")

    def __init__(self) -> None:
        self.section = ""
        self.turned = False
        self.examining = False

    def setting(self, section: str, said: Wording) -> tuple[str, bool]:
        """The section in which the next sentence is to be read, and whether it tells an examiner's finding."""
        if section != self.section:
            self.section, self.turned, self.examining = section, False, False
        if section == "exam":
            return section, True
        if section in _LISTS and opens_with_order(said.roles, said.words):
            return "none", False  # "PMH: CVA 2016. No deficit since. Continue clopidogrel."
        if section in _TOLD:
            self.turned = self.turned or _turns_to_exam(section, said)
            section = "none" if self.turned else section
        if section in _OPEN:
            self.examining = _examines(said.roles, self.examining)
            return section, self.examining
        return section, False


def opens_with_order(roles: int, words: str) -> bool:
    """Whether a sentence opens with a verb that decides: "Start prednisone 20 mg"."""
    if not roles & _IMPERATIVE:
        return False
    opening = words[:40].lstrip(" \t\n,-*\u2022>1234567890.)").split(maxsplit=1)
    if len(opening) < 2 or opening[1].startswith(("up of", "up visit", "-up visit")):
        return False  # "Follow up of a fracture" is what the visit is for
    return opening[0] in lexicon().signs["imperative"]


def _turns_to_exam(section: str, said: Wording) -> bool:
    """Whether a text under a heading such as "PMH" goes over to the examination without another heading."""
    roles = said.roles
    if roles & _EXAMINES:
        opening = next(hit.start for hit in said.hits if hit.roles & _EXAMINES)
        if opening < 12:
            return True
    if section in _HISTORIES and roles & _TESTED and not roles & _PAST:
        return True
    if section == "ros" and roles & _REFLEXES:
        return True  # no review of systems asks for those
    return bool(roles & _WRITTEN_GRADE and roles & _FOUND)


def _examines(roles: int, before: bool) -> bool:
    if roles & _EXAMINES:
        return True
    if roles & _WRITTEN_GRADE and roles & _FOUND:
        return not roles & _FAMILY
    if roles & _TELLS:
        return False
    return before or bool(roles & _REFLEXES)
