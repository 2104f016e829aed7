"""A note cut into sentences, each with the section it stands in."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.lexicon import sections
from denialrisk.features.notes.sections import Headings, end_of_text
from denialrisk.features.notes.spelling import endings, find, may_end

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
_ENDS: Final = endings(_ABBREVIATIONS | _SHORTENED)
_LONGEST_ABBREVIATION: Final = max(len(word) for word in _ABBREVIATIONS | _SHORTENED)
_ANSWER: Final = re.compile(r"\s(?:No|Yes|no|yes)\b")
SHORT_LINE: Final = 48
"""Characters; a line as short as that was not wrapped, and ends a sentence."""
LONGEST_SENTENCE: Final = 1500
"""Characters; the longest symptom lists of real notes have a few hundred."""
_NO_HEADING: Final = sections("none")
_ENDS_WITH_ITS_LINE: Final = sections("complaint", "past", "advice", "frequency", "other", "ros")
"""Sections that end with their line where text stands beside the heading: "PMH: HTN" and then the story goes on."""


_REACH: Final = 8
"""Characters before a full stop that tell whether it belongs to an abbreviation."""


def cut(text: str, lowered: str) -> list[tuple[int, str, int]]:
    """Start, words and section (a bit) of every sentence of a text, in order, without the white space around it."""
    end = end_of_text(text)
    cutter = _Cutter(text, lowered, end)
    start = stop = 0
    section = _NO_HEADING
    headings = Headings(lowered, end)
    while headings.next():
        if headings.start > start:
            cutter.cut_section(start, stop, headings.start, section)
        start, stop, section = headings.start, headings.stop, headings.section
    cutter.cut_section(start, stop, end, section)
    return cutter.pieces


class _Cutter:
    """A text up to its end, the pieces cut from it so far, and the next mark of each kind (the end where none is)."""

    __slots__ = ("end", "full_stop", "line_end", "lowered", "other", "pieces", "semicolon", "text")

    def __init__(self, text: str, lowered: str, end: int) -> None:
        self.text = text
        self.lowered = lowered
        self.end = end
        self.pieces: list[tuple[int, str, int]] = []
        self.full_stop = self.line_end = self.semicolon = self.other = -1

    def cut_section(self, start: int, stop: int, following: int, section: int) -> None:
        """Cut what stands from a heading (from ``start`` to ``stop``), which is in one piece, to the following one."""
        text = self.text
        ends_with_line = bool(section & _ENDS_WITH_ITS_LINE) and _text_beside(text, stop, self.end)
        mark = self._next_mark(stop)
        while mark < following:
            after = _boundary(text, mark, following)
            if after and not self._goes_on(mark, after):
                self._add(start, after, section)
                start = after
                if ends_with_line and (text[mark] == "\n" or (after < len(text) and text[after] == "\n")):
                    section, ends_with_line = _NO_HEADING, False
            mark = self._next_mark(after or mark + 1)
        self._add(start, following, section)

    def _next_mark(self, place: int) -> int:
        """The first mark at a place or after it. Each is looked for once: that is quicker than to go by letters."""
        text = self.text
        if self.full_stop < place:
            self.full_stop = find(text, ".", place, self.end)
        if self.line_end < place:
            self.line_end = find(text, "\n", place, self.end)
        if self.semicolon < place:
            self.semicolon = find(text, ";", place, self.end)
        if self.other < place:
            self.other = min(find(text, "?", place, self.end), find(text, "!", place, self.end))
        return min(self.full_stop, self.line_end, self.semicolon, self.other)

    def _goes_on(self, mark: int, after: int) -> bool:
        """Whether a sentence goes on after an abbreviation or at the end of a wrapped line."""
        if mark == self.full_stop:
            return _abbreviated(self.text, self.lowered, mark)
        return mark == self.line_end and _wrapped(self.text, mark, after)

    def _add(self, first: int, stop: int, section: int) -> None:
        """Add a sentence without the white space around it, in pieces if reading it in one took too long."""
        lowered = self.lowered
        while first < stop and lowered[first].isspace():
            first += 1
        while stop > first and lowered[stop - 1].isspace():
            stop -= 1
        while first < stop:
            place = min(stop, first + LONGEST_SENTENCE)
            self.pieces.append((first, lowered[first:place], section))
            first = place


def _boundary(text: str, mark: int, stop: int) -> int:
    """Where a sentence is over that ends with this mark: behind it and what belongs to it; 0 if it ends none.

    A full stop ends a sentence before white space, a comma (as transcription archives write line ends) or a capital; a
    line end does unless the next line goes on in lower case, as hard-wrapped text does.
    """
    sign = text[mark]
    after = mark + 1
    if sign == ";":
        return after
    if sign == "\n":
        while after < stop and text[after].isspace():
            after += 1
        return after
    after = _marks_end(text, after, stop)
    if not after:
        return mark + 1 if sign == "." and _is_run_together(text, mark, stop) else 0
    if not _closes(text, mark) or (sign == "?" and _ANSWER.match(text, mark + 1, stop)):
        return 0
    return 0 if after > mark + 2 and text.startswith("...", mark) else after


def _marks_end(text: str, after: int, stop: int) -> int:
    """Where the marks at the end of a sentence and a closing quote are over; 0 if a word goes on there."""
    while after < stop:
        sign = text[after]
        if sign.isspace() or sign == ",":
            return after
        if sign == '"':
            return after + 1 if after + 1 < stop and text[after + 1].isspace() else 0
        if sign not in ".!?":
            return 0
        after += 1
    return after


def _is_run_together(text: str, mark: int, stop: int) -> bool:
    """Whether a small letter or a bracket stands before a full stop and a capital behind it."""
    if mark == 0 or mark + 1 >= stop or not "A" <= text[mark + 1] <= "Z":
        return False
    return "a" <= text[mark - 1] <= "z" or text[mark - 1] == ")"


def _closes(text: str, mark: int) -> bool:
    """Whether a full stop, question or exclamation mark stands behind a word, or a blank after it."""
    if not mark:
        return False
    before = text[mark - 1]
    if "a" <= before <= "z" or before.isalnum() or before in "_)%\"'+#":
        return True
    if before != " " or mark < 2 or text[mark] == "!":
        return False
    return text[mark - 2].isalnum() or text[mark - 2] == "_"


def _text_beside(text: str, heading_end: int, end: int) -> bool:
    for place in range(heading_end, end):
        if text[place] == "\n":
            return False
        if text[place].isalnum():
            return True
    return False


def _wrapped(text: str, start: int, stop: int) -> bool:
    """Whether a line was only wrapped: the next goes on in lower case, and this one is not too short for that."""
    if stop >= len(text) or not "a" <= text[stop] <= "z" or text.find("\n", start + 1, stop) >= 0:
        return False
    return start > SHORT_LINE and text.rfind("\n", start - SHORT_LINE - 1, start) < 0


def _abbreviated(text: str, lowered: str, mark: int) -> bool:
    """Whether a full stop belongs to an abbreviation or to the number of a list item."""
    last = lowered[mark - 1]
    if "a" <= last <= "z":
        return may_end(lowered, mark, _ENDS) and _is_short(text, lowered, mark)
    return last.isdigit() and _numbers_item(lowered, mark)


def _is_short(text: str, lowered: str, mark: int) -> bool:
    first = _word_start(lowered, mark)
    if mark - first > _LONGEST_ABBREVIATION:
        return False
    word = lowered[first:mark]
    if word in _SHORTENED:
        return mark + 2 < len(text) and "a" <= text[mark + 2] <= "z"
    return word in _ABBREVIATIONS


def _word_start(lowered: str, stop: int) -> int:
    """Where the word begins that ends at a place, without what stands tight before it; no further back than need be."""
    first = stop
    while first > 0 and stop - first < _REACH and lowered[first - 1] not in " \n":
        first -= 1
    while first < stop and lowered[first] in _OPENING:
        first += 1
    return first


def _numbers_item(lowered: str, stop: int) -> bool:
    """Whether the number before a full stop is that of a list item: after a word it is none, as in "grip left 92."."""
    number = _word_start(lowered, stop)
    if stop - number > 2 or not lowered[number].isdigit():
        return False
    reach = max(0, number - 4)
    while number > reach and lowered[number - 1] in " \t":
        number -= 1
    return number == reach or lowered[number - 1] in "\n,:.;#-"
