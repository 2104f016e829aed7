"""A note cut into sentences, each with the lexicon words found in it and the section it stands in.

A sentence is read by itself: which words it holds depends on nothing but its own text. Notes are templated and copied
forward, so what was found in a sentence is kept for the next note that says the same (``wording``).
"""

from __future__ import annotations

import re
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
_BOUNDARY: Final = re.compile(  # begins with the marks alone, so that the search skips from one to the next
    r"[.!?;\n](?:(?<=;)|(?<=\n)\s*|(?<=[a-z)]\.)(?=[A-Z])"
    r"|(?:(?<=[\w)%\"'+#][.!?])|(?<=\w [.?]))"
    r"(?!(?<=\?)\s(?:No|Yes|no|yes)\b|(?<=\.)\.\.)[.!?]*(?:\"(?=\s))?(?=[\s,]|$))"
)
_UNSAID: Final = ("[ ] ", "dr. ", "mr. ", "ms. ", "rs. ")
"""Before a word these take its meaning: an empty box, and a title ("Dr. R")."""
_ABBREVIATIONS: Final = frozenset(
    (
        *("dr", "mr", "mrs", "ms", "st", "vs", "approx", "e.g", "i.e", "pt", "y.o", "prof", "jr", "incl", "resp"),
        *("dept", "fig", "b.i.d", "t.i.d", "q.d", "a.m", "p.m"),
    )
)
_SHORTENED: Final = frozenset(
    (
        *("n", "lt", "rt", "ext", "flex", "abd", "add", "bilat", "med", "lat", "prox", "dist", "appt", "temp", "hosp"),
        *("cont", "prev", "poss", "prob", "diff", "assoc", "ant", "gen", "sens", "refl", "str", "mod", "freq", "weak"),
    )
)
"""Abbreviations that may also end a sentence: they do unless a small letter follows."""
_OPENING: Final = "(,:"
"""May stand tight before an abbreviation."""
_ENDINGS: Final = frozenset(
    f"{before}{word}"[-3:] for word in _ABBREVIATIONS | _SHORTENED for before in (" ", "\n", *_OPENING)
)
"""Their last three characters: nearly every other full stop is told from theirs by these alone."""
_GRADE: Final = re.compile(r"\b[0-5](?:[+-]?\s?(?:/|over|out of)|\s?[+-]\s?/)\s?5\b")
_TEXT_OR_LINE_END: Final = re.compile(r"[^\W_]|\n")
SHORT_LINE: Final = 48
"""Characters; a line as short as that was not wrapped, and ends a sentence."""
LONGEST_SENTENCE: Final = 1500
"""Characters; the longest symptom lists of real notes have a few hundred."""
REMEMBERED: Final = 1 << 14
"""Sentences kept in memory with what was found in them, a few kilobytes each; the least recently met go first."""
SHORT_ENOUGH: Final = 300
"""Characters of a sentence that is kept; longer ones are seldom said twice."""
_ENDS_WITH_ITS_LINE: Final = frozenset(("complaint", "past", "advice", "frequency", "other", "ros"))
"""Sections that end with their line where text stands beside the heading: "PMH: HTN" and then the story goes on."""


CURRENT: Final = ("present", "uncertain")
"""States of what holds for the patient now."""
NOT_SAID: Final = ("family", "conditional")
"""States of what is said of another person, or of nobody."""


@dataclass(slots=True)
class Hit:
    """A lexicon word in a sentence: where it stands there, what it is, and how it is spoken of."""

    start: int
    end: int
    term: Term
    roles: int
    state: str = "present"

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the sentence."""
        return self.start, self.end


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
    """What a sentence holds wherever it stands: its hits, their roles together, and how it reads in each setting.

    Most sentences are met in one setting only: the first takes the hits themselves, others copies.
    """

    words: str
    roles: int
    hits: list[Hit]
    settled: dict[tuple[str, bool, bool, bool], Sentence] = field(default_factory=dict)

    def unsettled(self) -> list[Hit]:
        """Hits for one more setting."""
        if not self.settled:
            return self.hits
        return [Hit(hit.start, hit.end, hit.term, hit.roles) for hit in self.hits]


@dataclass(slots=True)
class Note:
    """A note: its lowered text (same length as the original), its sentences, where each starts, and their roles."""

    lowered: str
    sentences: list[Sentence] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    roles: int = 0

    def having(self, roles: int) -> list[tuple[int, Sentence]]:
        """The sentences with one of the roles (bits), each with its start."""
        if not self.roles & roles:
            return []
        return [each for each in zip(self.starts, self.sentences, strict=True) if each[1].roles & roles]

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
    squeezed, moved = squeeze(words)
    terms, roles = _terms(flat(squeezed))
    if moved:
        terms = [(back(start, moved), back(end, moved), term) for start, end, term in terms]
    if "[ ] " in words or ". " in words:
        terms = [each for each in terms if words[max(0, each[0] - 4) : each[0]] not in _UNSAID]
    if words.startswith("ms. ") and terms and terms[0][1] == 2:
        del terms[0]  # a title, no disease
    hits = []
    for start, end, term in terms:
        hits.append(Hit(start, end, term, term.roles))
        roles |= term.roles
    if roles & BIT["five"] and _GRADE.search(words):
        roles |= BIT["written_grade"]
    return Wording(words, roles, hits)


_remembered = lru_cache(maxsize=REMEMBERED)(_worded)


def _terms(words: str) -> tuple[list[tuple[int, int, Term]], int]:
    """Terms with their places in normalised text, in order, and signs; a phrase swallows the words inside it."""
    kept: list[tuple[int, int, Term]] = []
    signs = last = 0
    for stop, (length, term, sign) in lexicon().automaton.iter(words):
        if sign:
            signs |= sign
        end = stop - 1
        if not length or end == last:  # the longer of two phrases with the same end came first
            continue
        start = end - length
        while kept and start <= kept[-1][0] and length > kept[-1][1] - kept[-1][0]:
            kept.pop()
        kept.append((start, end, term))
        last = end
    return [each for each in kept if each[2].roles], signs


def cut(text: str, lowered: str) -> list[tuple[int, str, str]]:
    """Start, words and section of every sentence of a text, in order, without the white space around it."""
    end = end_of_text(text)
    marks = {0: (0, "none")}
    marks.update({start: (stop, kind) for start, stop, kind in headings(lowered[:end])})
    pieces: list[tuple[int, str, str]] = []
    for start, following in zip(marks, [*marks, end][1:], strict=True):
        stop, section = marks[start]
        ends_with_line = section in _ENDS_WITH_ITS_LINE and _text_beside(text, stop, end)
        first = start
        for mark, place in _ends(text, lowered, stop, following):
            words = lowered[first:place].lstrip()
            first = place - len(words)
            words = words.rstrip()
            if len(words) > LONGEST_SENTENCE:
                pieces.extend(_no_longer(first, words, section))
            elif words:
                pieces.append((first, words, section))
            first = place
            if ends_with_line and "\n" in text[mark : place + 1]:
                section, ends_with_line = "none", False
    return pieces


def _ends(text: str, lowered: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Where the sentences of a section end: the place of the mark, and where the next sentence may begin."""
    ends: list[tuple[int, int]] = []
    for boundary in _BOUNDARY.finditer(text, start, stop):
        mark, place = span = boundary.span()
        sign = text[mark]
        if sign == ".":
            ending = lowered[mark - 3 : mark]
            plain = ending not in _ENDINGS and ending[1:].isalpha()
            if plain or not _abbreviated(lowered, mark, text[mark + 2 : mark + 3]):
                ends.append(span)
        elif sign != "\n" or not _wrapped(text, mark, place):
            ends.append(span)
    ends.append((stop, stop))
    return ends


def _no_longer(start: int, words: str, section: str) -> Iterator[tuple[int, str, str]]:
    """The pieces of a sentence so long that reading it in one took more than linear time."""
    for place in range(0, len(words), LONGEST_SENTENCE):
        yield start + place, words[place : place + LONGEST_SENTENCE], section


def _text_beside(text: str, heading_end: int, end: int) -> bool:
    follows = _TEXT_OR_LINE_END.search(text, heading_end, end)
    return follows is not None and follows[0] != "\n"


def _wrapped(text: str, start: int, stop: int) -> bool:
    """Whether a line was only wrapped: the next goes on in lower case, and this one is not too short for that."""
    if not "a" <= text[stop : stop + 1] <= "z" or text.find("\n", start + 1, stop) >= 0:
        return False
    return start > SHORT_LINE and text.rfind("\n", start - SHORT_LINE - 1, start) < 0


def _abbreviated(lowered: str, stop: int, follows: str) -> bool:
    """Whether a full stop belongs to an abbreviation or to the number of a list item."""
    word = lowered[max(0, stop - 8) : stop].replace("\n", " ").rpartition(" ")[2].lstrip(_OPENING)
    if word in _ABBREVIATIONS or (word in _SHORTENED and "a" <= follows <= "z"):
        return True
    if not word.isdigit() or len(word) > 2:
        return False
    before = lowered[max(0, stop - len(word) - 4) : stop - len(word)].rstrip(" \t")
    return not before or before[-1] in "\n,:.;#-"  # a number after a word ends a sentence: "grip left 92."
