"""A note cut into sentences, each with the section it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from denialrisk.features.notes.sections import end_of_text, headings

# A full stop ends a sentence before white space, a comma (as transcription archives write line ends) or a capital;
# a line end does unless the next line goes on in lower case, as hard-wrapped text does.
_BOUNDARY: Final = re.compile(  # begins with the marks alone, so that the search skips from one to the next
    r"[.!?;\n](?:(?<=;)|(?<=\n)\s*|(?<=[a-z)]\.)(?=[A-Z])"
    r"|(?:(?<=[\w)%\"'+#][.!?])|(?<=\w [.?]))"
    r"(?!(?<=\?)\s(?:No|Yes|no|yes)\b|(?<=\.)\.\.)[.!?]*(?:\"(?=\s))?(?=[\s,]|$))"
)
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
_TEXT_OR_LINE_END: Final = re.compile(r"[^\W_]|\n")
SHORT_LINE: Final = 48
"""Characters; a line as short as that was not wrapped, and ends a sentence."""
LONGEST_SENTENCE: Final = 1500
"""Characters; the longest symptom lists of real notes have a few hundred."""
_ENDS_WITH_ITS_LINE: Final = frozenset(("complaint", "past", "advice", "frequency", "other", "ros"))
"""Sections that end with their line where text stands beside the heading: "PMH: HTN" and then the story goes on."""


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
