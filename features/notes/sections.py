"""Headings: where the parts of a note begin, and how the text under each is to be read."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.lexicon import lexicon
from denialrisk.features.notes.spelling import endings, find, flat, letter, may_end

LONGEST: Final = 60
"""Headings are no longer than this; what stands before a colon further away is text."""

_MARKED: Final = re.compile(r"[\s*#>\[(]*([a-z][a-z ]{0,40}+)[\])]?\s?(?:\.{1,8}|\||=|\t|\u2013|\u2014|->|>)\s")
_MARKED_LONGEST: Final = 42
"""Letters and blanks at most before such a mark."""
_SOAP: Final = re.compile(r"\s*([soap])\)\s")
"""Letters before a bracket; where a note has "P)" they are no list of a), b), c)."""
_NUMBER: Final = re.compile(r"^(?:\d+ )+")
_NO_HEADING: Final = 0
_NOT_MET: Final = -1
_REMEMBERED: Final = 1 << 12
_kinds: dict[str, int] = {}
"""Sections of the headings met lately, and ``_NO_HEADING`` of words met that are none."""
_endings: list[bytes] = []
"""What headings end with, once the lexicon is read."""


class Headings:
    """The headings of a text up to an end, one by one: where the latest stands, and the section (a bit) it begins.

    They stand before a colon, before " - " and some other marks, or alone on their line.
    """

    __slots__ = ("colon", "end", "endings", "line", "line_end", "lowered", "section", "start", "stop")

    def __init__(self, lowered: str, end: int) -> None:
        self.lowered = lowered
        self.end = end
        self.endings = _known_endings()
        self.section = _NO_HEADING
        self.start = self.stop = 0
        self.line = 0
        self.line_end = self.colon = -1

    def next(self) -> bool:
        """Go on to the next heading, if there is one."""
        while not self._next_colon():
            if self.line_end >= self.end:
                return False
            if self._next_line():
                break
        return True

    def _next_colon(self) -> bool:
        """Go on to the next heading before a colon in this line."""
        while self.colon < self.line_end:
            colon = self.colon
            self.colon = find(self.lowered, ":", colon + 1, self.line_end)
            if self._ends(colon) and self._is(_opening(self.lowered, self.line, colon), colon):
                self.stop = colon + 1
                return True
        return False

    def _next_line(self) -> bool:
        """Go on to the next line, and to its heading if that has another mark than a colon, or none."""
        start = self.line = self.line_end + 1
        end = self.line_end = find(self.lowered, "\n", start, self.end)
        if self._is_marked():
            self.colon = find(self.lowered, ":", self.stop, end)
            return True
        self.colon = find(self.lowered, ":", start, end)
        return self.colon == end and 0 < end - start < LONGEST + 20 and self._is_alone()

    def _is_marked(self) -> bool:
        """Whether this line begins with a heading with a mark behind it, such as "PLAN | "."""
        lowered, end = self.lowered, self.line_end
        first = self.line
        while first < end and (lowered[first] in "*#>[(" or lowered[first].isspace()):
            first += 1
        stop = first
        while stop < end and stop - first <= _MARKED_LONGEST and ("a" <= lowered[stop] <= "z" or lowered[stop] == " "):
            stop += 1
        if not 0 < stop - first <= _MARKED_LONGEST or stop == end:
            return False
        if not (lowered[stop] in "])|=.->\u2013\u2014" or lowered[stop].isspace()) or not self._is(first, stop):
            return False  # nearly always: the patterns are kept for words that are a heading
        mark = _MARKED.match(lowered, self.line, end)
        if not mark and lowered[stop] == ")" and find(lowered, "\np) ", 0, self.end) < self.end:
            mark = _SOAP.match(lowered, self.line, end)
        if not mark:
            return False
        self.start, self.stop = self.line, mark.end()
        return True

    def _is_alone(self) -> bool:
        """Whether this line is nothing but a heading, or begins with one before " - "."""
        stop = find(self.lowered, " - ", self.line, self.line_end)
        if stop - self.line >= LONGEST and stop == self.line_end:
            return False
        if not self._is(self.line, stop):
            return False
        self.stop = self.line_end
        return True

    def _is(self, first: int, stop: int) -> bool:
        """Whether what stands between two places is a heading: then it is the latest."""
        if not self._ends(stop):
            return False
        kind = _kind(self.lowered[first:stop])
        if kind:
            self.start = first
            self.section = kind
        return kind != _NO_HEADING

    def _ends(self, stop: int) -> bool:
        """Whether a heading may end at a place: the cheap question before its words are looked up."""
        lowered = self.lowered
        reach = max(self.line, stop - LONGEST)
        while stop > reach and not letter(lowered[stop - 1]):
            stop -= 1
        return may_end(lowered, stop, self.endings)


def _known_endings() -> bytes:
    if not _endings:
        _endings.append(endings(lexicon().headings))
    return _endings[0]


def _opening(lowered: str, start: int, colon: int) -> int:
    """Where the words before a colon begin: after the last full stop in reach, or what is written as one."""
    first = colon
    reach = max(start, colon - LONGEST)
    while first > reach and lowered[first - 1] not in ".;,)]":
        first -= 1
    return first


def _kind(words: str) -> int:
    """The section (a bit) that a heading in these words begins; 0 if they are none."""
    kind = _kinds.get(words, _NOT_MET)
    if kind == _NOT_MET:
        if len(_kinds) >= _REMEMBERED:
            _kinds.clear()
        kind = _kinds[words] = _looked_up(words)
    return kind


def _looked_up(words: str) -> int:
    heading = " ".join(flat(words).split())
    if heading[:1].isdigit():
        heading = _NUMBER.sub("", heading)
    return lexicon().headings.get(heading, _NO_HEADING)


def end_of_text(text: str) -> int:
    """Where the note ends and a keyword list begins that an archive has added, or the length of the text.

    >>> end_of_text("PLAN: , Physical therapy.neurology, left sided weakness, stroke, hemiparesis, ")
    25
    """
    full_stop = text.rfind(".", 0, len(text) - 1)
    if full_stop > 0 and text[full_stop + 1].islower():
        tail = text[full_stop + 1 :]
        items = tail.split(",")
        if tail == tail.lower() and len(items) > 3 and max([len(item.split()) for item in items]) <= 8:
            return full_stop + 1
    return len(text)
