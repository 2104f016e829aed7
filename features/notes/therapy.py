"""Goals of therapy, and how often it takes place."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT, sections, small_pattern
from denialrisk.features.notes.papers import content, whole
from denialrisk.features.notes.spelling import in_word
from denialrisk.features.notes.text import Hit, Sentence, is_current

_FREQUENCY: Final = re.compile(  # one boundary before all that begins a word, so that it is tried once a letter
    r"\b(?:(?:\d|once|twice|one|two|three|four|five)(?:\s?(?:-|to|\u2013)\s?\d)?"
    r"\s?(?:x|times?|visits?|sessions?|days?|\b)"
    r"\s?(?:a |per |/|each |every |x\s?)?\s?(?:weekly|week|wk)s?\b|\dw\s?\d{1,2}\b|\d\s?x\s?\d{1,2}\s?w"
    r"|biw\b|tiw\b|\d{1,2} sessions?\b"
    r"|(?:weekly|fortnightly|daily) (?:sessions?|intervals|visits|pt|ot|slp|physio|physiotherapy)\b"
    r"|(?:\d{1,3}|one|two|three)\s?(?:min(?:utes)?|h|hours?)\s?(?:of therapy )?"
    r"(?:weekly|daily|/\s?d(?:ay)?|per day|a day)\b)"
    r"|(?:pt|ot|slp|physio|physiotherapy|therapy) (?:weekly|daily)\b"
)
_AIM: Final = re.compile(
    r"\b(?:patient|pt|resident|client|he|she) (?:will|to) (?:be able to )?(?:ambulate|transfer|perform|walk"
    r"|climb|stand|demonstrate|dress)"
    r"[^.;]*\b(?:in|within|by) \d{1,2} (?:weeks|wks|visits|sessions|days)"
)
_FREQUENCY_REACH: Final = 30
"""Characters from its beginning to the first place where it may end (_may_end_frequency), at most."""
_WEEK: Final = ("wee", "wk")
_LONG_ENDS: Final = ("fortnight", "session")
_GIVEN: Final = tuple(
    f"{who} {often}"
    for who in ("pt", "ot", "slp", "physio", "physiotherapy", "therapy")
    for often in ("weekly", "daily")
)
_OPENINGS: Final = (
    *("once", "twice", "one", "two", "three", "four", "five", "biw", "tiw", "weekly ", "fortnightly ", "daily "),
)
_LONG_UNITS: Final = ("session", "min", "h")
"""Of what more than nine are counted."""
_RATE: Final = re.compile(r"x|/|per|times|visit|session|weekly|daily|each|every| a |\dw\d")
_PLANNED: Final = sections("plan", "both")
_BESIDE: Final = 15
"""Characters between a goal and what it is one of."""
_UNDER_ADVICE: Final = sections("advice")
_UNDER_FREQUENCY: Final = sections("frequency")
_UNDER_GOALS: Final = sections("goals")
_DEADLINE: Final = BIT["deadline"]
_GOES_ON: Final = BIT["go_on"] | BIT["visits"]
_GOALS: Final = BIT["goals"]
_RATE_BIT: Final = BIT["rate"]
_THERAPY: Final = BIT["therapy"]


def read_therapy(sentence: Sentence, findings: Findings, therapy: bool) -> None:
    if (
        sentence.section & _UNDER_GOALS
        and content(sentence)
        and not small_pattern("no_therapy_goal").search(sentence.words)
    ):
        findings.add("therapy_goals", whole(sentence))
    elif therapy and not sentence.section & _UNDER_ADVICE:
        for hit in sentence.having(_GOALS):
            if is_current(hit.state) and not _of_care(sentence.words, hit):
                findings.add("therapy_goals", hit.place)
    words = sentence.words
    if therapy and sentence.roles & _DEADLINE and _names_aim(words) and (aim := _AIM.search(words)):
        findings.add("therapy_goals", aim.span())
    if (
        sentence.roles & _RATE_BIT
        and _treats_at_rate(sentence, therapy)
        and (found := _frequency(words))
        and _is_of_therapy(sentence, found)
    ):
        place = found.span()
        findings.add("plan", place)
        findings.add("therapy_frequency", place)


def _of_care(words: str, goal: Hit) -> bool:
    """Whether a goal is one of care or treatment by the words beside it: "daily trach collar, goal 12 h"."""
    first, last = max(0, goal.start - _BESIDE), goal.end + _BESIDE
    return small_pattern("no_therapy_goal").search(words, first, last) is not None


def aims(sentence: Sentence) -> bool:
    """Whether a sentence can hold a goal or a rate of therapy, in a note that speaks of therapy."""
    roles = sentence.roles
    if roles & _GOALS or (roles & _RATE_BIT and _treats_at_rate(sentence, True)):
        return True
    return bool(roles & _DEADLINE) and _names_aim(sentence.words)


def _frequency(words: str) -> re.Match[str] | None:
    """The first frequency; the pattern is slow, so it is tried where one may begin, not far before one may end."""
    tried = 0
    for end, sign in enumerate(words):
        if sign in "dfsw" and _may_end_frequency(words, end):
            for start in range(max(tried, end - _FREQUENCY_REACH), min(end + 1, len(words) - 1)):
                if _may_begin_frequency(words, start) and (found := _FREQUENCY.match(words, start)):
                    return found
            tried = end + 1
    return None


def _may_begin_frequency(words: str, place: int) -> bool:
    """Whether a number, or a word that _FREQUENCY begins with, stands at a place."""
    sign = words[place]
    if sign in "opst" and words[place + 1] in "hlt" and words.startswith(_GIVEN, place):
        return True  # "pt weekly", be it the end of a word
    if place and in_word(words[place - 1]):
        return False
    if sign.isdecimal():
        return _may_count(words, place)
    return sign in "bdfotw" and words.startswith(_OPENINGS, place)


def _may_count(words: str, place: int) -> bool:
    """Whether a number at a place may count times, sessions or minutes: by the letter or sign that follows it."""
    end = place + 1
    while end < len(words) and words[end].isdecimal():
        end += 1
    several = end > place + 1
    while end < len(words) and words[end].isspace():
        end += 1
    if end == len(words):
        return False
    if several or words[end] == "m":
        return words.startswith(_LONG_UNITS, end)
    return words[end] in "adehpstvwx/-\u2013"


def _may_end_frequency(words: str, place: int) -> bool:
    """Whether a letter begins the last word of a frequency: "week", "wk", "day", "session", "2w4", "/d" or the like."""
    sign = words[place]
    before = words[place - 2 if place > 1 and words[place - 1].isspace() else place - 1] if place else " "
    if sign == "w":
        return before == "i" or before.isdecimal() or words.startswith(_WEEK, place)
    if sign == "d":
        return before == "/" or words.startswith("da", place)
    return words.startswith(_LONG_ENDS, place)


def _names_aim(words: str) -> bool:
    return " will " in words or " to " in words


def _treats_at_rate(sentence: Sentence, therapy: bool) -> bool:
    """Whether a frequency in the sentence can be that of therapy: said so, or in the plan of a therapy note."""
    if sentence.section & _UNDER_FREQUENCY or sentence.roles & _THERAPY:
        return True
    return therapy and bool(sentence.section & _PLANNED or sentence.roles & _GOES_ON)


def _is_of_therapy(sentence: Sentence, found: re.Match[str]) -> bool:
    """Whether a frequency is a rate, not a bare "4 wk", and neither a nurse's nor that of a medicine."""
    if not sentence.section & _UNDER_FREQUENCY and not _RATE.search(found[0]):
        return False
    return not small_pattern("no_therapy").search(sentence.words, max(0, found.start() - 30), found.start())
