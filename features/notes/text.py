"""A note cut into sentences, each with the lexicon words found in it and the section it stands in.

A sentence is read by itself: which words it holds depends on nothing but its own text. Notes are templated and copied
forward, so what was found in a sentence is kept for the next note that says the same (``wording``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeVar

from denialrisk.features.notes.lexicon import BIT, Term, lexicon
from denialrisk.features.notes.sections import end_of_text, headings
from denialrisk.features.notes.spelling import back, flat, squeeze

T = TypeVar("T")

# A full stop ends a sentence before white space, a comma (as transcription archives write line ends) or a capital;
# a line end does unless the next line goes on in lower case, as hard-wrapped text does.
_BOUNDARY: Final = re.compile(
    r"[.!?](?<=[\w)%\"'+][.!?])(?!(?<=\?)\s(?:No|Yes|no|yes)\b|(?<=\.)\.\.)[.!?]*(?:\"(?=\s))?(?=[\s,]|$)"
    r"|\.(?<=[a-z)]\.)(?=[A-Z])|;|\n(?=\s*(?:[^a-z\s]|$))|\n\s*\n"
)
_SHORT_LINE: Final = re.compile(r"(?<![^\n])[^\n]{1,48}\n(?=[ \t]*[a-z])")
"""A line too short to have been wrapped ends a sentence, though the next one goes on in lower case."""
_ABBREVIATIONS: Final = frozenset(
    (
        *("dr", "mr", "mrs", "ms", "st", "vs", "approx", "e.g", "i.e", "pt", "y.o", "prof", "jr", "incl", "resp"),
        *("dept", "fig", "b.i.d", "t.i.d", "q.d", "a.m", "p.m"),
    )
)
_GRADE: Final = re.compile(r"\b[0-5](?:[+-]?\s?(?:/|over|out of)|\s?[+-]\s?/)\s?5\b")
_TEXT_OR_LINE_END: Final = re.compile(r"[^\W_]|\n")
LONGEST_SENTENCE: Final = 1500
"""Characters; the longest symptom lists of real notes have a few hundred."""
REMEMBERED: Final = 1 << 14
"""Sentences kept in memory with what was found in them, a few kilobytes each; the least recently met go first."""
SHORT_ENOUGH: Final = 300
"""Characters of a sentence that is kept; longer ones are seldom said twice."""
_ENDS_WITH_ITS_LINE: Final = frozenset(("complaint", "past", "advice", "frequency", "other", "ros"))
"""Sections that end with their line where text stands beside the heading: "PMH: HTN" and then the story goes on."""


@dataclass(slots=True)
class Hit:
    """A lexicon word in a sentence: where it stands there, what it is, and how it is spoken of."""

    start: int
    end: int
    term: Term
    roles: int
    state: str = "present"


@dataclass(slots=True)
class Sentence:
    """A sentence in its setting: lowered words, the section it stands in, and its hits in order with their states.

    Places count from its first letter. Notes that say the same share it, so nobody changes it once it is settled.
    ``exam``: it tells an examiner's finding; ``concludes``: it states a diagnosis; ``relative``: it ends speaking of
    another person; ``known``: what rules found in it before.
    """

    words: str
    section: str
    exam: bool
    roles: int
    hits: list[Hit]
    concludes: bool = False
    relative: bool = False
    known: dict[Any, Any] = field(default_factory=dict)

    def once(self, read: Callable[..., T], *context: Any) -> T:
        """What a function finds in the sentence; it depends on the sentence and a hashable context alone."""
        key = (read, *context)
        try:
            value: T = self.known[key]
        except KeyError:
            value = self.known[key] = read(self, *context)
        return value

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern stands in the sentence."""
        known: bool | None = self.known.get(pattern.pattern)
        if known is None:
            known = self.known[pattern.pattern] = pattern.search(self.words) is not None
        return known

    def having(self, roles: int) -> list[Hit]:
        """The hits that play one of the roles (bits)."""
        return [hit for hit in self.hits if hit.roles & roles] if self.roles & roles else []


@dataclass(slots=True)
class Wording:
    """What a sentence holds wherever it stands: its hits, their roles together, and how it reads in each setting."""

    words: str
    roles: int
    hits: list[tuple[int, int, Term]]
    settled: dict[tuple[str, bool, bool, bool], Sentence] = field(default_factory=dict)


@dataclass(slots=True)
class Note:
    """A note: its lowered text (same length as the original), its sentences, and where each of them starts."""

    lowered: str
    sentences: list[Sentence]
    starts: list[int]

    def place(self, number: int) -> tuple[int, int]:
        """Where a sentence stands in the text."""
        start = self.starts[number]
        return start, start + len(self.sentences[number].words)


def wording(words: str) -> Wording:
    """What a sentence holds, from memory where it is short enough to be met again."""
    return _remembered(words) if len(words) <= SHORT_ENOUGH else _worded(words)


def forget() -> None:
    """Empty the memory; what is read does not depend on it."""
    _remembered.cache_clear()


def _worded(words: str) -> Wording:
    hits, roles = _hits(words)
    for _, _, term in hits:
        roles |= term.roles
    if "5" in words and _GRADE.search(words):
        roles |= BIT["written_grade"]
    return Wording(words, roles, hits)


_remembered = lru_cache(maxsize=REMEMBERED)(_worded)


def _hits(words: str) -> tuple[list[tuple[int, int, Term]], int]:
    """Hits in order of place, and signs; a phrase swallows the words in it, a word after an empty box is not said."""
    kept: list[tuple[int, int, Term]] = []
    signs = 0
    squeezed, places = squeeze(words)
    for stop, (length, term, sign) in lexicon().automaton.iter(flat(squeezed)):
        signs |= sign
        if not length:
            continue
        end = stop - 1
        start = end - length
        while kept and kept[-1][0] >= start and kept[-1][1] <= end and length > kept[-1][1] - kept[-1][0]:
            kept.pop()
        if not kept or kept[-1][1] < end:  # else the longer phrase with the same end came first
            kept.append((start, end, term))
    if places:
        kept = [(back(start, places), back(end, places), term) for start, end, term in kept]
    return [hit for hit in kept if hit[2].roles and not words.startswith("[ ] ", hit[0] - 4)], signs


def cut(text: str, lowered: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and section of every sentence of a text, in order, without the white space around it."""
    end = end_of_text(text)
    found = headings(lowered[:end], lexicon().headings)
    beside = {start: stop for start, stop, _ in found}
    cuts = _cuts(text, lowered, end, beside)
    cuts.update({start: kind for start, _, kind in found})
    places = sorted(cuts)
    section = "none"
    inline = False
    for start, stop in zip(places, [*places[1:], end], strict=True):
        if kind := cuts[start]:
            section = kind
            follows = _TEXT_OR_LINE_END.search(text, beside.get(start, start), end)
            inline = follows is not None and follows[0] != "\n"
        elif inline and section in _ENDS_WITH_ITS_LINE and "\n" in text[max(0, start - 2) : start + 1]:
            section = "none"
        words = lowered[start:stop]
        first = start + len(words) - len(words.lstrip())
        last = start + len(words.rstrip())
        for place in range(first, last, LONGEST_SENTENCE):
            yield place, min(place + LONGEST_SENTENCE, last), section


def _cuts(text: str, lowered: str, end: int, headings: dict[int, int]) -> dict[int, str]:
    """Where sentences begin, but for those that begin with a heading; a heading (start: end) is not cut."""
    starts = sorted(headings)
    cuts = {0: "none"}
    for line in _SHORT_LINE.finditer(text, 0, end):
        cuts[line.end()] = ""
    for boundary in _BOUNDARY.finditer(text, 0, end):
        place = boundary.end()
        if boundary[0][0] == "." and _abbreviated(lowered, boundary.start()):
            continue
        before = bisect_left(starts, place)
        if not before or place >= headings[starts[before - 1]]:
            cuts[place] = ""
    return cuts


def _abbreviated(lowered: str, stop: int) -> bool:
    """Whether a full stop belongs to an abbreviation or to the number of a list item."""
    word = lowered[max(0, stop - 8) : stop].rpartition(" ")[2].lstrip("(\n,:")
    if word in _ABBREVIATIONS:
        return True
    if not word.isdigit() or len(word) > 2:
        return False
    before = lowered[max(0, stop - len(word) - 4) : stop - len(word)].rstrip(" \t")
    return not before or before[-1] in "\n,:.;#-"  # a number after a word ends a sentence: "grip left 92."
