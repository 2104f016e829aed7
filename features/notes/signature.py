"""The signature of a note: its author, with letters after the name, and a date."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT, sections
from denialrisk.features.notes.spelling import in_word
from denialrisk.features.notes.text import Note, Sentence

_SIGNED: Final = re.compile(
    r"\b(?:md|do|m\.d\.|d\.o\.|mbbs|pa|pa-c|np|aprn|arnp|crnp|fnp|rn|lpn|lvn|pt|dpt|pta|ot|otr|otr/l|cota|slp)"
    r"\b[\s,.:;-]*(?:on\s|at\s|date[d:]*\s)?\s*(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|(?:19|20)\d\d-\d\d-\d\d)\b"
)
_SIGNED_LAST: Final = re.compile(
    r"\b(?:(?:dr|prof|mr|mrs|ms|miss)\.? (?:[a-z]\.?\s){0,2}[a-z'\u2019-]{2,}"
    r"(?:, ?(?:frcs|frcp|mrcp|mbbs|rgn|msc|phd))*"
    r"|[a-z]\.? [a-z'-]{2,},? (?:frcs|frcp|mrcp|mbbs|rgn|mcsp))"
    r"[\s,.:;-]*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\W*$"
)
"""A name without letters after it, and a date, as the very last words."""
_SIGNATURE_REACH: Final = 200
_DATE_REACH: Final = 10
"""Characters from the first sign of a date to behind it, and one more."""
_DATE_END: Final = 7
"""Characters from the first sign of a date to its last figure."""
_LETTERS: Final = 6
"""Characters of the longest letters after a name."""
_UNDER_KEYWORDS: Final = sections("keywords")
_CREDENTIALS: Final = BIT["credentials"]


def read_signature(note: Note, findings: Findings) -> None:
    """Author with credentials and date at the end of the note."""
    lowered = note.lowered
    reach = max(0, len(lowered) - _SIGNATURE_REACH)
    signed = None
    date = _date_after(lowered, _credentials(note, reach))
    while date >= 0 and not signed:
        signed = _SIGNED.search(lowered, _before_date(lowered, date, reach), date + _DATE_REACH)
        date = _date_after(lowered, date)
    if not signed and _ends_with_date(lowered, reach):
        signed = _SIGNED_LAST.search(lowered, reach)
    if signed:
        findings.add("signature", signed.span())


def _credentials(note: Note, reach: int) -> int:
    """Where in the end of a note the first sentence with letters after a name begins, or what no sentence holds."""
    if not note.lowered.isascii():
        return reach  # beside signs that a word may hold ("→MD") letters are none to the lexicon
    first = -1
    for number in range(len(note.sentences) - 1, -1, -1):
        sentence = note.sentences[number]
        start = note.starts[number]
        end = start + len(sentence.words)
        if first < 0:
            first = end
        if end <= reach:
            break
        if sentence.roles & _CREDENTIALS or sentence.section & _UNDER_KEYWORDS:
            first = start
    return max(reach, first)


def signs(sentence: Sentence) -> bool:
    """Whether the sentence is the author's name and date."""
    return (
        bool(sentence.roles & _CREDENTIALS)
        and _date_after(sentence.words, 0) >= 0
        and _SIGNED.search(sentence.words) is not None
    )


def _date_after(words: str, start: int) -> int:
    """Where, after a place, a first sign stands between figures as in a date ("3/14/24", "2024-03-14"), or -1."""
    for place in range(start + 1, len(words) - 3):
        if words[place] in "/.-" and words[place - 1].isdecimal() and words[place + 1].isdecimal():
            second = place + 3 if words[place + 2].isdecimal() else place + 2
            if second + 1 < len(words) and words[second] in "/.-" and words[second + 1].isdecimal():
                return place
    return -1


def _before_date(words: str, date: int, reach: int) -> int:
    """Where letters after an author's name can begin, as a word, at the earliest if they belong to the date there."""
    place = date
    while place > reach and _before_a_date(words[place - 1]):
        place -= 1
    place = max(reach, place - _LETTERS)
    while place < date and place and in_word(words[place - 1]):
        place += 1
    return place


def _before_a_date(letter: str) -> bool:
    """Whether a character can stand between the letters after a name and a date, as in "md, date: 3/14/24"."""
    return letter in "onated,.:;-" or letter.isdecimal() or letter.isspace()


def _ends_with_date(words: str, reach: int) -> bool:
    """Whether the last letter or figure is a figure of a date."""
    for place in range(len(words) - 1, -1, -1):
        if words[place].isalnum():
            return words[place].isdecimal() and _date_after(words, max(reach, place - _DATE_END - 1)) >= 0
    return False
