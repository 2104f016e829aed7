"""Headings: where the parts of a note begin, and how the text under each is to be read."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.lexicon import lexicon
from denialrisk.features.notes.spelling import flat

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


def headings(lowered: str) -> list[tuple[int, int, int]]:
    """Start, end and section (a bit) of every heading, in order: before a colon, before " - ", or alone on its line."""
    found: list[tuple[int, int, int]] = []
    start = 0
    while start < len(lowered):
        end = lowered.find("\n", start)
        if end < 0:
            end = len(lowered)
        _read_line(lowered, start, end, found)
        start = end + 1
    return found


def _read_line(lowered: str, start: int, end: int, found: list[tuple[int, int, int]]) -> None:
    colon = lowered.find(":", start, end)
    mark = _marked(lowered, start, end)
    if mark and (kind := _kind(mark[1])):
        found.append((start, mark.end(), kind))
        colon = lowered.find(":", mark.end(), end)
    elif colon < 0 and 0 < end - start < LONGEST + 20 and (kind := _alone(lowered[start:end])):
        found.append((start, end, kind))
    while colon >= 0:
        first = _opening(lowered, start, colon)
        if kind := _kind(lowered[first:colon]):
            found.append((first, colon + 1, kind))
        colon = lowered.find(":", colon + 1, end)


def _marked(lowered: str, start: int, end: int) -> re.Match[str] | None:
    """A heading with a mark behind it, such as "PLAN | ", where a line begins with one."""
    first = start
    while first < end and (lowered[first] in "*#>[(" or lowered[first].isspace()):
        first += 1
    stop = first
    while stop < end and stop - first <= _MARKED_LONGEST and ("a" <= lowered[stop] <= "z" or lowered[stop] == " "):
        stop += 1
    if not 0 < stop - first <= _MARKED_LONGEST or stop == end:
        return None
    if not (lowered[stop] in "])|=.->\u2013\u2014" or lowered[stop].isspace()) or not _kind(lowered[first:stop]):
        return None  # nearly always: the patterns are kept for words that are a heading
    mark = _MARKED.match(lowered, start, end)
    if not mark and lowered[stop] == ")" and "\np) " in lowered:
        mark = _SOAP.match(lowered, start, end)
    return mark


def _opening(lowered: str, start: int, colon: int) -> int:
    """Where the words before a colon begin: after the last full stop in reach, or what is written as one."""
    first = colon
    reach = max(start, colon - LONGEST)
    while first > reach and lowered[first - 1] not in ".;,)]":
        first -= 1
    return first


def _alone(line: str) -> int:
    dash = line.find(" - ")
    if dash >= 0:
        return _kind(line[:dash])
    return _kind(line) if len(line) < LONGEST else _NO_HEADING


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
