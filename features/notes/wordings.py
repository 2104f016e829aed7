"""The lexicon words of a sentence, found once and remembered.

A sentence is read by itself: which words it holds depends on nothing but its own text. Notes are templated and copied
forward, so what was found in a sentence is kept for the next note that says the same (``wording``).
"""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.lexicon import BIT, Term, lexicon
from denialrisk.features.notes.phrases import PLACES, Node, Phrases
from denialrisk.features.notes.spelling import adjoin, letter
from denialrisk.features.notes.text import Hit, Wording

_UNSAID: Final = ("[ ] ", "dr. ", "mr. ", "ms. ", "rs. ")
"""Before a word these take its meaning: an empty box, and a title ("Dr. R")."""
_GRADE: Final = re.compile(r"\b[0-5](?:[+-]?\s?(?:/|over|out of)|\s?[+-]\s?/)\s?5\b")
REMEMBERED: Final = 1 << 16
"""Sentences kept in memory with what was found in them, a few kilobytes each; those not met of late go first."""
SHORT_ENOUGH: Final = 300
"""Characters of a sentence that is kept; longer ones are seldom said twice."""
_CODES: Final = PLACES - 1
_FIVE: Final = BIT["five"]
_WRITTEN_GRADE: Final = BIT["written_grade"]


class Memory:
    """What was found in sentences, in two halves: when the younger is full it becomes the older, which is dropped."""

    __slots__ = ("older", "younger")

    def __init__(self) -> None:
        self.younger: dict[str, Wording] = {}
        self.older: dict[str, Wording] = {}

    def keep(self, said: Wording) -> None:
        """Remember a sentence, or go on doing so."""
        if len(self.younger) >= REMEMBERED // 2:
            self.older = self.younger
            self.younger = {}
        self.younger[said.words] = said


_MEMORY: Final = Memory()


def wording(words: str) -> Wording:
    """What a sentence holds, from memory where it was met of late."""
    said = _MEMORY.younger.get(words)
    return _met_before(words) if said is None else said


def forget() -> None:
    """Empty the memory; what is read does not depend on it."""
    _MEMORY.younger = {}
    _MEMORY.older = {}


def _met_before(words: str) -> Wording:
    if len(words) > SHORT_ENOUGH:
        return _worded(words)
    said = _MEMORY.older.get(words)
    if said is None:
        said = _worded(words)
    _MEMORY.keep(said)
    return said


def _worded(words: str) -> Wording:
    search = Search(words, lexicon().phrases)
    start = -1
    code = 0
    for place, sign in enumerate(words):
        if "a" <= sign <= "z" or (sign != " " and letter(sign)):
            if start < 0:
                start = place
                code = 0
            code = (code * 31 + ord(sign)) & _CODES
        elif start >= 0:
            search.word(start, place, code)
            start = -1
    if start >= 0:
        search.word(start, len(words), code)
    hits = _said(words, search.found)
    roles = search.signs
    for hit in hits:
        roles |= hit.roles
    if roles & _FIVE and _grade(words):
        roles |= _WRITTEN_GRADE
    return Wording(words, roles, hits)


def _said(words: str, found: list[Hit]) -> list[Hit]:
    """The hits that mean something; phrases that only swallow others do not, nor what follows an empty box or title."""
    boxes = "[ ] " in words or ". " in words
    hits: list[Hit] = []
    for hit in found:
        if hit.roles and not (boxes and _unsaid(words, hit)):
            hits.append(hit)
    return hits


def _unsaid(words: str, hit: Hit) -> bool:
    """Whether what stands before a word takes its meaning; "Ms." at the beginning is a title, and no disease."""
    start = hit.start
    if start == 0:
        return hit.end == 2 and words.startswith("ms. ")
    return start > 3 and words[start - 1] == " " and words[start - 4 : start] in _UNSAID


def _grade(words: str) -> bool:
    """Whether n/5 is written; the pattern is slow, so first a stroke or a word for it is looked for."""
    return ("/" in words or "over" in words or "out of" in words) and _GRADE.search(words) is not None


class Opening:
    """The beginning of a phrase: where it stands, and how it may go on."""

    __slots__ = ("node", "start")

    node: Node
    start: int


class Search:
    """The search of a sentence for lexicon words, in order; a phrase swallows the words inside it.

    ``found``: terms that are part of no longer one; ``signs``: bits of all sign words, also of those inside phrases.
    """

    __slots__ = ("_last", "_opened", "_phrases", "_words", "found", "signs")

    def __init__(self, words: str, phrases: Phrases) -> None:
        self.found: list[Hit] = []
        self.signs = 0
        self._words = words
        self._phrases = phrases
        self._opened: list[Opening] = []
        self._last = 0

    def word(self, start: int, stop: int, code: int) -> None:
        """Take the next word into account; ``code``: a number from its letters."""
        node = self._phrases.node(self._words, start, stop, code)
        self.signs |= node.signs
        ended = False
        if self._opened:
            if adjoin(self._words, self._last, start):
                ended = self._go_on(node, stop)
            else:
                self._opened.clear()
        if node.term is not None and not ended:
            self._keep(start, stop, node.term)
        if node.mask:
            self._opened.append(_opening(start, node))
        self._last = stop

    def _go_on(self, word: Node, stop: int) -> bool:
        """Follow the open phrases by a word; whether one ends with it. The longest was opened first."""
        ended = False
        going = 0
        for opening in self._opened:
            if not opening.node.mask & word.bit:
                continue
            if opening.node.begins:
                self._begun(opening.node, word.word)
            node = opening.node.following.get(word.word)
            if node is None:
                continue
            self.signs |= node.signs
            if node.term is not None and not ended:
                self._keep(opening.start, stop, node.term)
                ended = True
            if node.mask:
                opening.node = node
                self._opened[going] = opening
                going += 1
        del self._opened[going:]
        return ended

    def _begun(self, node: Node, word: str) -> None:
        for begin, signs in node.begins:
            if word.startswith(begin):
                self.signs |= signs

    def _keep(self, start: int, stop: int, term: Term) -> None:
        """Keep a term in place of those inside it."""
        while self.found:
            last = self.found[-1]
            if start > last.start:
                break
            self.found.pop()
        self.found.append(_hit(start, stop, term))


# Two constructors in C: a class is called with Python numbers, which takes longer than all the rest of its search.


def _opening(start: int, node: Node) -> Opening:
    opening = Opening.__new__(Opening)
    opening.start = start
    opening.node = node
    return opening


def _hit(start: int, stop: int, term: Term) -> Hit:
    hit = Hit.__new__(Hit)
    hit.start = start
    hit.end = stop
    hit.term = term
    hit.roles = term.roles
    hit.state = "present"
    return hit
