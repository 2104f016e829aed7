"""The lexicon words of a sentence, found once and remembered.

A sentence is read by itself: which words it holds depends on nothing but its own text. Notes are templated and copied
forward, so what was found in a sentence is kept for the next note that says the same (``wording``).
"""

from __future__ import annotations

import re
from typing import Any, Final

from denialrisk.features.notes.lexicon import BIT, Term, lexicon
from denialrisk.features.notes.phrases import PLACES, Node, Phrases
from denialrisk.features.notes.spelling import adjoin, letter
from denialrisk.features.notes.text import CODES, Hit, Piece, Wording, hit_of

_UNSAID: Final = ("[ ] ", "dr. ", "mr. ", "ms. ", "rs. ")
"""Before a word these take its meaning: an empty box, and a title ("Dr. R")."""
_GRADE: Final = re.compile(r"\b[0-5](?:[+-]?\s?(?:/|over|out of)|\s?[+-]\s?/)\s?5\b")
_BEFORE_FIVE: Final = len("5+ out of ")
_OF_ONE_CODE: Final = 4
"""Sentences kept for each code, 262,144 in all, one or two kilobytes each."""
SHORT_ENOUGH: Final = 300
"""Characters of a sentence that is kept; longer ones are seldom said twice."""
_CODES: Final = PLACES - 1
_FIVE: Final = BIT["five"]
_WRITTEN_GRADE: Final = BIT["written_grade"]


class Memory:
    """What was found in sentences: for each code the one met last, which leads to those met before it.

    ``search``: one that is over, for the next sentence.
    """

    __slots__ = ("latest", "search")

    def __init__(self) -> None:
        self.latest: list[Wording | None] = [None] * CODES
        self.search: Search | None = None


_MEMORY: Final = Memory()


def wording(text: str, piece: Piece) -> Wording:
    """What a piece of a text holds, from memory where it was met of late."""
    said = _MEMORY.latest[piece.code]
    return said if said is not None and _says(said, text, piece) else _met_before(text, piece)


def forget() -> None:
    """Empty the memory; what is read does not depend on it."""
    _MEMORY.latest = [None] * CODES


def _says(said: Wording, text: str, piece: Piece) -> bool:
    """Whether a piece of a text is a sentence met before."""
    return len(said.words) == piece.stop - piece.start and text.startswith(said.words, piece.start)


def _met_before(text: str, piece: Piece) -> Wording:
    """What a piece of a text holds that is not what was met last with its code; from now on it is."""
    if piece.stop - piece.start > SHORT_ENOUGH:
        return _worded(text[piece.start : piece.stop])
    latest = _MEMORY.latest[piece.code]
    said = None if latest is None else _taken_out(latest, text, piece)
    if said is None:
        said = _worded(text[piece.start : piece.stop])
    said.earlier = latest
    _MEMORY.latest[piece.code] = said
    return said


def _taken_out(latest: Wording, text: str, piece: Piece) -> Wording | None:
    """The sentence that a piece of a text is, taken from those of its code; if it is none, the eldest is dropped."""
    before, said = latest, latest.earlier
    for _ in range(_OF_ONE_CODE - 2):
        if said is None or _says(said, text, piece):
            break
        before, said = said, said.earlier
    if said is None:
        return None
    before.earlier = said.earlier
    return said if _says(said, text, piece) else None


def _worded(words: str) -> Wording:
    search, _MEMORY.search = _MEMORY.search, None
    if search is None:
        search = Search(lexicon().phrases)
    search.begin(words)
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
    said = Wording.__new__(Wording)
    said.words = words
    said.hits = _said(words, search.found)
    said.roles = search.signs
    said.latest = None
    said.earlier = None
    for hit in said.hits:
        said.roles |= hit.roles
    if said.roles & _FIVE and _grade(words):
        said.roles |= _WRITTEN_GRADE
    _MEMORY.search = search
    return said


def _said(words: str, found: list[Hit]) -> list[Hit]:
    """The hits that mean something; phrases that only swallow others do not, nor what follows an empty box or title."""
    kept = 0
    for hit in found:
        if hit.roles and not _unsaid(words, hit):
            found[kept] = hit
            kept += 1
    _shorten(found, kept)
    return found


def _shorten(items: list[Any], kept: int) -> None:
    """Drop all but the first: quicker than a slice where there is little to drop."""
    while len(items) > kept:
        items.pop()


def _unsaid(words: str, hit: Hit) -> bool:
    """Whether what stands before a word takes its meaning; "Ms." at the beginning is a title, "3.1 ms" a time."""
    start = hit.start
    if start == 0:
        return hit.end == 2 and words.startswith("ms. ")
    if hit.end - start == 2 and words.startswith("ms", start) and _counts(words[start - 1], words[start - 2]):
        return True
    return (
        start > 3
        and words[start - 1] == " "
        and (words[start - 2] == "." or words[start - 2] == "]")
        and words[start - 4 : start] in _UNSAID
    )


def _counts(before: str, earlier: str) -> bool:
    """Whether the signs before a word end a number."""
    return before.isdecimal() or (before == " " and earlier.isdecimal())


def _grade(words: str) -> bool:
    """Whether n/5 is written; the pattern is slow, so it is asked only of a 5 behind what may be a stroke."""
    five = words.find("5", 2)
    while five >= 0:
        before = five - 2 if words[five - 1].isspace() else five - 1
        if words[before] in "/rf" and _GRADE.search(words, max(0, five - _BEFORE_FIVE), five + 2):
            return True
        five = words.find("5", five + 1)
    return False


class Opening:
    """The beginning of a phrase, of two words at least: where it stands, and how it may go on."""

    __slots__ = ("node", "start")

    node: Node
    start: int


class Search:
    """The search of a sentence for lexicon words, in order; a phrase swallows the words inside it.

    ``found``: terms that are part of no longer one; ``signs``: bits of all sign words, also of those inside phrases.
    """

    __slots__ = ("_before", "_begins", "_ended", "_open", "_opened", "_phrases", "_stops", "_words", "found", "signs")

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._opened: list[Opening] = []  # the first of them, ``_open``, are; the others wait for their turn
        self.begin("")

    def begin(self, words: str) -> None:
        """Search a sentence, from its first word on."""
        self.found: list[Hit] = []
        self.signs = 0
        self._words = words
        self._open = 0
        self._before: Node | None = None  # the word before, and where it begins and stops
        self._begins = self._stops = 0
        self._ended = False  # whether a phrase that is kept ends with the word

    def word(self, start: int, stop: int, code: int) -> None:
        """Take the next word into account; ``code``: a number from its letters."""
        node = self._phrases.node(self._words, start, stop, code)
        self.signs |= node.signs
        self._ended = False
        before = self._before
        if before is not None and (self._open or before.mask & node.bit):
            if adjoin(self._words, self._stops, start):
                self._go_on(before, node, stop)
            else:
                self._open = 0
        if node.term is not None and not self._ended:
            self._keep(start, stop, node.term)
        self._before = node
        self._begins = start
        self._stops = stop

    def _go_on(self, before: Node, word: Node, stop: int) -> None:
        """Follow the open phrases, and the word before, by a word. The longest was opened first."""
        opened, self._open = self._open, 0
        for number in range(opened):
            opening = self._opened[number]
            node = self._follow(opening.node, opening.start, word, stop)
            if node is not None and node.mask:
                self._keep_open(opening.start, node)
        node = self._follow(before, self._begins, word, stop)
        if node is not None and node.mask:
            self._keep_open(self._begins, node)

    def _keep_open(self, start: int, node: Node) -> None:
        """Add to the open phrases."""
        if self._open == len(self._opened):
            self._opened.append(Opening())
        opening = self._opened[self._open]
        opening.start = start
        opening.node = node
        self._open += 1

    def _follow(self, opened: Node, start: int, word: Node, stop: int) -> Node | None:
        """The phrase that is longer by a word, kept if it is a term and no longer one ends here."""
        if not opened.mask & word.bit:
            return None
        if opened.begins:
            self._begun(opened, word.word)
        node = opened.following.get(word.word)
        if node is not None:
            self.signs |= node.signs
            if node.term is not None and not self._ended:
                self._keep(start, stop, node.term)
                self._ended = True
        return node

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
        self.found.append(hit_of(term, start, stop))
