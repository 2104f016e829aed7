"""Lists of words that are looked for in text: where one may begin, told by three letters before a pattern is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from denialrisk.features.notes.lexicon import lexicon, sign_pattern, small_pattern

_LISTS: Final[dict[str, Listed]] = {}


class Listed:
    """Words with their pattern and their openings."""

    __slots__ = ("_openings", "_pattern")

    def __init__(self, pattern: re.Pattern[str], words: Iterable[str]) -> None:
        self._pattern = pattern
        self._openings = openings(words)

    def stand(self, text: str, start: int, stop: int) -> bool:
        """Whether one of the words stands between two places."""
        place = next_opening(text, start, stop, self._openings)
        while place < stop:
            if self._pattern.match(text, place, stop):
                return True
            place = next_opening(text, place + 1, stop, self._openings)
        return False

    def may_begin(self, text: str, start: int, stop: int) -> bool:
        """Whether one of the words may begin at a place."""
        return may_open(text, start, stop, self._openings)

    def may_stand(self, text: str, start: int, stop: int) -> bool:
        """Whether a word between two places begins as one of the words does."""
        return next_opening(text, start, stop, self._openings) < stop


def listed(name: str) -> Listed:
    """A list of small words, or the words of a sign, of the lexicon."""
    known = _LISTS.get(name)
    if known is None:
        small, signs = lexicon().small, lexicon().signs
        known = Listed(small_pattern(name), small[name]) if name in small else Listed(sign_pattern(name), signs[name])
        _LISTS[name] = known
    return known


def holds_small(words: str, name: str) -> bool:
    """Whether one of a list of small words stands in a sentence."""
    return listed(name).stand(words, 0, len(words))


def openings(words: Iterable[str]) -> bytes:
    """The first three letters of words, a bit for each three, as ``may_open`` asks for them.

    A word of fewer letters ends there; of several words the first counts.
    """
    table = bytearray(1 << 12)
    for word in words:
        opening = _opening(f"{word.split()[0].removesuffix('*')}  ", 0, 3)
        table[opening >> 3] |= 1 << (opening & 7)
    return bytes(table)


def may_open(text: str, place: int, stop: int, table: bytes) -> bool:
    """Whether one of the words of a table may begin at a place.

    >>> [may_open(text, 0, len(text), openings(["days", "at"])) for text in ("day 3", "at", "ate", "dry")]
    [True, True, False, False]
    """
    opening = _opening(text, place, stop)
    return table[opening >> 3] >> (opening & 7) & 1 == 1


def next_opening(text: str, start: int, stop: int, table: bytes) -> int:
    """Where from a place on one of the words of a table may begin, or a place to stop at."""
    inside = False
    for place in range(start, stop):
        if not "a" <= text[place] <= "z":
            inside = False
        elif not inside:
            inside = True
            if may_open(text, place, stop, table):
                return place
    return stop


def _opening(text: str, place: int, stop: int) -> int:
    """A number below 2 ** 15 for the first three letters or figures of a word."""
    opening = _code(text[place]) << 10
    if place + 1 < stop and (code := _code(text[place + 1])):
        opening |= code << 5
        if place + 2 < stop:
            opening |= _code(text[place + 2])
    return opening


def _code(sign: str) -> int:
    """A number below 32 for a letter or figure, 0 for what stands between words."""
    return ord(sign) & 31 if "a" <= sign <= "z" or "0" <= sign <= "9" else 0
