"""Spans of time, dates and clock times: where they stand in a sentence."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.openings import may_open, openings
from denialrisk.features.notes.spelling import in_word

_UNITS: Final = "minute|min|hour|hr|day|week|wk|month|mo|mth|year|yr"
_NUMBERS: Final = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|eighteen|twenty|half an|several"
    "|few|couple of|many|a|an"
)
MONTHS: Final = "january|february|march|april|june|july|august|september|october|november|december"
"""Without May, which may be a verb."""
SEASONS: Final = "spring|summer|autumn|winter"
_DAYS: Final = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|christmas|xmas|thanksgiving"
SPAN: Final = re.compile(  # one boundary before all that begins a word, so that it is tried once a letter
    r"\b(?:"
    rf"(?:\d{{1,3}}(?:\.\d)?|{_NUMBERS})(?:\s?(?:-|to|or|\u2013)\s?\d{{1,3}})?[\s-]?(?:{_UNITS})s?\b"
    r"(?![\s-]?old)(?!\s?(?:f\b|m\b|y/o))(?<!\bhr(?=\s\d))"
    r"|\d{1,2}/(?:7|52|12)\b(?!/)"
    r"|\d{1,2}/\d{1,2}/\d{2,4}\b|(?:0?[1-9]|1[0-2])/(?:(?:19|20)\d\d|[2-9]\d)\b"
    r"|(?:since|from|until|onset|started|began)\s\d{1,2}/\d{1,2}\b(?!/)"
    r"|on the \d{1,2}(?:st|nd|rd|th)\b(?! [a-z])"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{MONTHS}|may)\b|(?:{MONTHS})\s\d{{1,2}}\b"
    rf"|(?:since|in|on|until|from|of|last|around|early|late)\s(?:mid-?\s?|late\s|early\s)?(?:(?:{MONTHS}|may"
    rf"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b|{_DAYS}|{SEASONS}|(?:19|20)\d\d)"
    r"|x\s?\d{1,3}\s?(?:d|wks?|w|mos?|months?|days?|weeks?|hours?|hrs?|h|years?|yrs?|y)\b"
    r"|\d{1,2}\s?(?:am|pm|a\.m\.|p\.m\.)|pod ?#?\d|(?:post-?op(?:erative)? )?day \d"
    r"|\d{1,3}\s?(?:d|h|yrs?|y|mo)\b(?!/)(?!\s?[/.]?o\b)"
    r"|(?:at|around) \d{1,2}:\d\d|at [0-2]\d[0-5]\d\b(?!\s?(?:m[lg]|cc|k))|(?:19|20)\d\d\b(?!/)"
    r")|\B'\d\d\b"
)
"""A span of time, a date, a clock time; an age ("44-year-old") is none."""
_GLUED_OPENINGS: Final = frozenset(
    {"half", "couple", "post"}
    | {
        number + glued
        for number in _NUMBERS.split("|")
        for unit in _UNITS.split("|")
        for glued in ("to", "or", unit, f"{unit}s")
    }
)
"""The letters that a span may begin with whatever follows: "2 days" may lack its blank, and so may "a day"."""
_NUMBER_WORDS: Final = frozenset(number.split()[0] for number in _NUMBERS.split("|"))
_SPAN_WORDS: Final = (
    _GLUED_OPENINGS
    | _NUMBER_WORDS
    | {"since", "from", "until", "onset", "started", "began", "on", "in", "of", "last", "around", "early", "late"}
    | {"at", "x", "pod", "day", "postop", "postoperative", *MONTHS.split("|")}
)
"""The letters that a span begins with, where it begins with no figure and no apostrophe."""
_SPAN_OPENINGS: Final = openings(_SPAN_WORDS)
_BEFORE_YEAR: Final = _NUMBER_WORDS | {"on", "in", "of"}
"""After these and a blank no figure but a year is of a span."""
_TIMES: Final = f"{_UNITS}|hrs|wks|mos|yrs|to|or|{MONTHS}|may|{_DAYS}|{SEASONS}|mid|late|early".split("|")
_TIME_OPENINGS: Final = openings(_TIMES)
"""What a span goes on with after its first word, other than a figure."""
_OPENINGS_AFTER_FIGURE: Final = openings(
    (*_TIMES, "st", "nd", "rd", "th", "of", "am", "pm", "a", "p", "d", "h", "y"),
)
"""What it goes on with after a figure."""


def next_span(words: str, start: int) -> re.Match[str] | None:
    """The first span of time from a place on; it begins with a figure, an apostrophe, or one of a few words."""
    inside = start > 0 and in_word(words[start - 1])
    for place in range(start, len(words)):
        sign = words[place]
        if inside and "a" <= sign <= "z":
            continue
        if not inside and sign != " " and _may_open_span(words, place, sign):
            span = SPAN.match(words, place)
            if span is not None:
                return span
        inside = in_word(sign)
    return None


def _may_open_span(words: str, place: int, sign: str) -> bool:
    """Whether a span may begin at a place outside a word; SPAN tells whether it does."""
    if "a" <= sign <= "z":
        known = sign == "x" or may_open(words, place, len(words), _SPAN_OPENINGS)  # "x 3 d", "x3d"
        return known and _word_may_open_span(words, place)
    if sign.isdecimal():
        return _figure_may_open_span(words, place)
    return sign == "'"


def _word_may_open_span(words: str, place: int) -> bool:
    """Whether what follows a word may make it a time: "on 5/6", "a few days", no "of the left leg"."""
    end = _letters_end(words, place)
    after = _after_gap(words, end)
    if after < len(words):
        if words[after].isdecimal():
            return words[place:end] in _SPAN_WORDS and (
                after - end != 1
                or words[end] in "-\u2013"
                or words[place:end] not in _BEFORE_YEAR
                or _opens_year(words, after)
            )
        if may_open(words, after, len(words), _TIME_OPENINGS):
            return True
        if words.startswith("the ", after) and after + 4 < len(words) and words[after + 4].isdecimal():
            return True
    return end - place > 2 and words[place:end] in _GLUED_OPENINGS


def _figure_may_open_span(words: str, place: int) -> bool:
    """Whether what follows a figure may make it a date or a time: no "4/5", no "12,", no "5 beats", no age."""
    end = place
    while end < len(words) and words[end].isdecimal():
        end += 1
    if end - place >= 4 or end == len(words):
        return end - place == 4 and _opens_year(words, place)
    after = words[end]
    if after == "/":
        return end - place < 3 and _goes_on_as_date(words, end + 1)
    if after == ".":  # "5.5 hrs", "5 a.m."
        end += 1
        return end < len(words) and words[end].isdecimal() and _unit_may_follow(words, end + 1)
    return ("a" <= after <= "z" or after in "-\u2013" or after.isspace()) and _unit_may_follow(words, end)


def _unit_may_follow(words: str, end: int) -> bool:
    """Whether a figure that ends there may count a time or a date may go on, and it is no age."""
    start = _after_gap(words, end)
    if start == len(words):
        return False
    if not "a" <= words[start] <= "z":
        return words[start].isdecimal()
    return may_open(words, start, len(words), _OPENINGS_AFTER_FIGURE) and not _tells_age(words, start)


def _tells_age(words: str, start: int) -> bool:
    """Whether the words after a figure make it an age: "year-old", "y/o"."""
    if words[start] != "y":
        return False
    end = _letters_end(words, start)
    if end - start == 1:
        return words.startswith(("/", ".o."), end)
    return words.startswith("year", start) and words.startswith(("-old", " old"), end)


def _goes_on_as_date(words: str, place: int) -> bool:
    """Whether what follows a slash may be of "3/12", "3/4/2020" or "3/24", a month of 2024: no "4/5" and no "4/15"."""
    following = words[place : place + 3]
    if following.startswith("7") or following[1:2] == "/":
        return True
    if not following[1:2].isdecimal():
        return False
    return following[2:] == "/" or following[2:].isdecimal() or following[0] not in "01" or following.startswith("12")


def _opens_year(words: str, place: int) -> bool:
    """Whether a figure begins as a year does."""
    return words.startswith(("19", "20"), place)


def _after_gap(words: str, start: int) -> int:
    """Where white space, hyphens and the like end that stand at a place."""
    while start < len(words) and (words[start] in " -\u2013#" or words[start].isspace()):
        start += 1
    return start


def _letters_end(words: str, start: int) -> int:
    """Where the letters end that go on at a place."""
    while start < len(words) and "a" <= words[start] <= "z":
        start += 1
    return start
