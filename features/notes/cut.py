"""A note cut into sentences, each with the section it stands in."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.lexicon import sections
from denialrisk.features.notes.sections import Headings, end_of_text
from denialrisk.features.notes.spelling import endings, may_end
from denialrisk.features.notes.text import CODES, Piece, piece_of

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
_LAST_CODE: Final = CODES - 1
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


def cut(text: str, lowered: str) -> list[Piece]:
    """The sentences of a text, in order, without the white space around them.

    The text is gone through once, sign by sign, and so the code of each sentence is reckoned here too. Bytes are gone
    through quicker than letters; "?" stands for what Latin-1 lacks.
    """
    cutter = _Cutter(text, lowered)
    turn = cutter.turn
    blank, last_mark = ord(" "), ord("?")
    code = 0
    for place, sign in enumerate(lowered.encode("latin-1", "replace")):
        if place == turn:
            if place == cutter.end:
                break
            turn = cutter.begin(place, code)
            code = 0
        if sign > last_mark or (sign > blank and sign not in b".;?!"):
            code = (code * 40503 + sign) & _LAST_CODE
        elif sign > blank or sign == ord("\n"):
            turn = cutter.meet(place)
    cutter.add(cutter.end, code)
    return cutter.pieces


class _Cutter:
    """Where a text is to be cut: the pieces so far, and the setting of the next.

    ``turn``: where it is over, as far as is known; ``following``: where the next heading begins; ``resume``: up to
    there no mark ends a sentence; ``ends_with_line``: its section does, ``ended``: its line is over.
    """

    __slots__ = (
        *("end", "ended", "ends_with_line", "following", "headings", "lowered", "pieces", "resume", "section", "start"),
        *("text", "turn"),
    )

    def __init__(self, text: str, lowered: str) -> None:
        self.text = text
        self.lowered = lowered
        self.end = end_of_text(text)
        self.pieces: list[Piece] = []
        self.headings = Headings(lowered, self.end)
        self.start = self.resume = 0
        self.section = _NO_HEADING
        self.ended = self.ends_with_line = False
        self._look_ahead()

    def _look_ahead(self) -> None:
        """Find the next heading."""
        self.following = self.turn = self.headings.start if self.headings.next() else self.end

    def begin(self, place: int, code: int) -> int:
        """Add the piece that is over and begin the next; where that will be over."""
        self.add(place, code)
        self.start = place
        self.turn = self.following
        if self.ended:
            self.section = _NO_HEADING
            self.ended = self.ends_with_line = False
        while self.following == place != self.end:
            self._under_heading()
        return self.turn

    def _under_heading(self) -> None:
        """Begin a section with its heading, which is in one piece with what follows."""
        stop = self.resume = self.headings.stop
        section = self.section = self.headings.section
        self.ends_with_line = bool(section & _ENDS_WITH_ITS_LINE) and _text_beside(self.text, stop, self.end)
        self._look_ahead()

    def meet(self, mark: int) -> int:
        """Take a mark into account that may end the sentence; where the sentence is over."""
        if mark < self.resume or self.lowered[mark] > "?":
            return self.turn
        text = self.text
        after = _boundary(text, mark, self.following)
        if after:
            self.resume = after
            if not _goes_on(text, self.lowered, mark, after):
                self.turn = after
                self.ended = self.ends_with_line and (text[mark] == "\n" or (after < len(text) and text[after] == "\n"))
        return self.turn

    def add(self, stop: int, code: int) -> None:
        """Add a sentence without the white space around it, in pieces if reading it in one took too long."""
        lowered, first = self.lowered, self.start
        while first < stop and lowered[first].isspace():
            first += 1
        while stop > first and lowered[stop - 1].isspace():
            stop -= 1
        while first < stop:
            place = min(stop, first + LONGEST_SENTENCE)
            self.pieces.append(piece_of(first, place, self.section, code))
            first = place


def _goes_on(text: str, lowered: str, mark: int, after: int) -> bool:
    """Whether a sentence goes on after an abbreviation or at the end of a wrapped line."""
    if text[mark] == ".":
        return _abbreviated(text, lowered, mark)
    return text[mark] == "\n" and _wrapped(text, mark, after)


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
