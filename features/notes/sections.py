"""Headings: where the parts of a note begin, and how the text under each is to be read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from denialrisk.features.notes.lexicon import lexicon
from denialrisk.features.notes.spelling import normal

LONGEST: Final = 60
"""Headings are no longer than this; what stands before a colon further away is text."""

_BREAKS: Final = str.maketrans(dict.fromkeys(";,)]", "."))
"""Before a heading may stand a full stop, and what is written as one."""
_MARKED: Final = re.compile(r"[\s*#>\[(]*([a-z][a-z ]{0,40}+)[\])]?\s?(?:\.{1,8}|\||=|\t|\u2013|\u2014|->|>)\s")
_SOAP: Final = re.compile(r"\s*([soap])\)\s")
"""Letters before a bracket; where a note has "P)" they are no list of a), b), c)."""
_NUMBER: Final = re.compile(r"^(?:\d+ )+")


def headings(lowered: str) -> list[tuple[int, int, str]]:
    """Start, end and kind of every heading, in order: before a colon, before " - ", or alone on its line."""
    found: list[tuple[int, int, str]] = []
    start = 0
    lettered = "\np) " in lowered
    breaks = lowered.translate(_BREAKS)
    for line in lowered.split("\n"):
        end = start + len(line)
        colon = lowered.find(":", start, end)
        mark = _MARKED.match(lowered, start, end) or (_SOAP.match(lowered, start, end) if lettered else None)
        if mark and (kind := _kind(mark[1])):
            found.append((start, mark.end(), kind))
            colon = lowered.find(":", mark.end(), end)
        elif colon < 0 and 0 < len(line) < LONGEST + 20 and (kind := _alone(line)):
            found.append((start, end, kind))
        while colon >= 0:  # the words before it begin after the last break in reach, else with the line
            reach = max(start, colon - LONGEST)
            first = breaks.rfind(".", reach, colon) + 1 or reach
            if kind := _kind(lowered[first:colon]):
                found.append((first, colon + 1, kind))
            colon = lowered.find(":", colon + 1, end)
        start = end + 1
    return found


def _alone(line: str) -> str | None:
    head, dash, _ = line.partition(" - ")
    return _kind(head) if dash else _kind(line) if len(line) < LONGEST else None


@lru_cache(maxsize=1 << 12)
def _kind(words: str) -> str | None:
    """The kind of section that a heading in these words begins, if they are one."""
    return lexicon().headings.get(_NUMBER.sub("", normal(words)))


def end_of_text(text: str) -> int:
    """Where the note ends and a keyword list begins that an archive has added, or the length of the text.

    >>> end_of_text("PLAN: , Physical therapy.neurology, left sided weakness, stroke, hemiparesis, ")
    25
    """
    full_stop = text.rfind(".", 0, len(text) - 1)
    tail = text[full_stop + 1 :]
    if full_stop > 0 and tail[:1].islower() and tail == tail.lower() and tail.count(",") >= 3:
        longest = max(len(item.split()) for item in tail.split(","))
        if longest <= 8:
            return full_stop + 1
    return len(text)
