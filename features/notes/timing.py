"""When something began and how it has run, where a sentence says so."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.lexicon import BIT
from denialrisk.features.notes.text import Hit, Note, Sentence

_UNIT: Final = r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mos?|mths?|years?|yrs?)"
_NUMBER: Final = (
    r"(?:\d{1,3}(?:\.\d)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|few|couple of|many|a|an)"
)
SPAN: Final = re.compile(
    rf"\b{_NUMBER}(?:\s?(?:-|to|or|\u2013)\s?\d{{1,3}})?[\s-]?{_UNIT}\b(?![\s-]?old)(?!\s?(?:f\b|m\b|y/o))"
    r"|\b\d{1,2}/(?:7|52|12)\b(?!/)"
    r"|\b\d{1,2}/\d{1,2}(?:/\d{2,4})\b|\b\d{1,2}/\d{2,4}\b(?<!/5)"
    r"|\b(?:since|in|on|until|from|of|last|around|early|late)\s(?:mid-?\s?|late\s|early\s)?(?:january|february|march|april|may\b|june|july|august|september"
    r"|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|monday|tuesday|wednesday|thursday|friday|saturday"
    r"|sunday|christmas|xmas|thanksgiving|spring|summer|winter|autumn|(?:19|20)\d\d)"
    r"|\bx\s?\d{1,3}\s?(?:d|wks?|w|mos?|months?|days?|weeks?|hours?|hrs?|h|years?|yrs?|y)\b"
    r"|\b\d{1,2}\s?(?:am|pm|a\.m\.|p\.m\.)|\bpod ?#?\d"
    r"|\b(?:at|around) \d{1,2}:\d\d|\b(?:19|20)\d\d\b(?!/)"
)
"""A span of time, a date, a clock time; an age ("44-year-old") is none."""

_NOT_THIS: Final = re.compile(
    r"\b(?:pain|headache|ache|aching|cough|nausea|vomiting|smok|swelling|fever|rash|married|work)"
)


def onset(note: Note, sentence: Sentence) -> tuple[int, int] | None:
    """Where a sentence says when or how something began."""
    for hit in sentence.having(BIT["onset"]):
        if not _of_another(note, sentence, hit.start, hit.end):
            return hit.start, hit.end
    words = note.lowered[sentence.start : sentence.end]
    for span in SPAN.finditer(words):
        place = sentence.start + span.start(), sentence.start + span.end()
        if not _of_another(note, sentence, *place):
            return place
    return None


def course(note: Note, sentence: Sentence) -> Hit | None:
    """The word of a sentence that says how something has run."""
    for hit in sentence.having(BIT["course"]):
        if not _of_another(note, sentence, hit.start, hit.end):
            return hit
    return None


def _of_another(note: Note, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a time or a course is next to a symptom that is not weakness: "3 days of pain", "pain for 3 days"."""
    after = note.lowered[end : min(end + 22, sentence.end)]
    before = note.lowered[max(sentence.start, start - 18) : start]
    return bool(_NOT_THIS.search(re.split(r"[,.]", after)[0]) or _NOT_THIS.search(re.split(r"[,.]", before)[-1]))
