"""The notation in which code sets name groups of codes, parsed once and compared without the dot.

| notation | means |
|---|---|
| ``R53.1``, ``F32.-``, ``G81.9-`` | the code and everything below it |
| ``I69.-5-`` | any character in place of the inner dash |
| ``G71-G72``, ``I63.3-I63.5``, ``95907-95913`` | from the first, to the last with everything below it |
| ``E08-E13 with .42`` | of these, the codes that go on ``.42`` after the category |
| ``T36-T50 with character 5 or 6 = 5`` | of these, the codes with one of the characters at one of the places |

``patterns`` reads these, and the wordings of the Tabular List, out of running text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_CODE = r"[A-Z](?:\d[0-9A-Z]|[A-Z]\d)(?:\.[0-9A-Z]+)?"
_SPAN = re.compile(rf"^({_CODE}|\d\w{{4}})-({_CODE}|\d\w{{4}})$")
_CODES = re.compile(rf"\b{_CODE}(?![0-9A-Za-z])")
_TO = re.compile(r"\.?-?(?:\s*-|\s+-\s+|\s+to\s+)")
_PLACE = {"fifth": 5, "sixth": 6, "seventh": 7, "5th": 5, "6th": 6, "7th": 7}
_WITH_PLACE = re.compile(
    r",?\s*\bwith (?:(fifth|sixth|seventh|5th|6th|7th)[ -](?:or (six|sixth|6th) )?)characters? \.?"
    r"([0-9A-Z](?:-[0-9A-Z])?(?: or [0-9A-Z])?)$"
)
_WITH_TAILS = re.compile(r",? with (?:final characters? )?((?:(?:,|\.| or)? ?-?\.[0-9]{1,3}-?)+)$")
_WITH_FINAL = re.compile(r"(?<=\.) with final characters -(\d\d)$")


@dataclass(frozen=True)
class Pattern:
    """A parsed pattern: codes from ``low`` to ``high`` (prefixes), then a wildcard, a tail or a place to agree.

    ``stem`` may hold ``-`` for any character; ``tail`` follows the category; ``places`` count characters from 1.
    """

    low: str
    high: str
    stem: str = ""
    tail: str = ""
    places: tuple[int, ...] = ()
    characters: str = ""

    def covers(self, code: str) -> bool:
        """Say whether an undotted code is among the codes named."""
        if not (self.low <= code[: len(self.low)] and code[: len(self.high)] <= self.high):
            return False
        if self.stem and not (
            len(code) >= len(self.stem) and all(want in ("-", got) for want, got in zip(self.stem, code, strict=False))
        ):
            return False
        if self.tail and not code[3:].startswith(self.tail):
            return False
        return not self.places or any(code[place - 1 : place] in self._wanted for place in self.places)

    @property
    def _wanted(self) -> frozenset[str]:
        return frozenset(self.characters)


@lru_cache(maxsize=65536)
def parse(pattern: str) -> Pattern:
    """Parse one pattern of the notation above.

    >>> parse("E08-E13 with .42").covers("E1142"), parse("T36-T50 with character 5 or 6 = 5").covers("T380X5A")
    (True, True)
    """
    span, _, condition = pattern.partition(" with ")
    tail, characters = "", ""
    places: tuple[int, ...] = ()
    if condition.startswith("."):
        tail = condition[1:].rstrip("-")
    elif condition:
        where, _, characters = condition.removeprefix("character ").partition(" = ")
        places = tuple(int(place) for place in where.split(" or "))
        characters = _spelled(characters)
    if ends := _SPAN.match(span):
        low, high = (end.replace(".", "") for end in ends.groups())
        return Pattern(low, high, tail=tail, places=places, characters=characters)
    stem = span.replace(".", "").rstrip("-")
    known, wildcard, _ = stem.partition("-")
    return Pattern(known, known, stem if wildcard else "", tail, places, characters)


@lru_cache(maxsize=65536)
def matches(pattern: str, code: str) -> bool:
    """Say whether a code is among those that the pattern names.

    >>> matches("F32.-", "F321"), matches("G71-G72", "G729"), matches("I69.-5-", "I69351"), matches("R53.1", "R530")
    (True, True, True, False)
    """
    return parse(pattern).covers(code)


@lru_cache(maxsize=1 << 18)
def any_matches(groups: tuple[str, ...], code: str) -> bool:
    """Say whether one of the patterns names the code; every batch asks the same of the codes that it holds."""
    return any(matches(group, code) for group in groups)


def names_code(text: str) -> bool:
    """Say whether prose names an ICD-10-CM code or category.

    >>> names_code("Remove R53.1."), names_code("Ask which limb, graded 0 to 5.")
    (True, False)
    """
    return _CODES.search(text) is not None


def patterns(text: str) -> tuple[str, ...]:
    """All groups of codes that a piece of running text names, in this module's notation.

    >>> patterns("E08-E13 with .51-.52")
    ('E08-E13 with .51', 'E08-E13 with .52')
    >>> patterns("T36-T50 with fifth or sixth character 5"), patterns("I69. with final characters -92")
    (('T36-T50 with character 5 or 6 = 5',), ('I69.-92',))
    >>> patterns("M50-M51, M47.2.-, I70.2--I70.7-, C43.2-,C44.2-")
    ('M50-M51', 'M47.2', 'I70.2-I70.7', 'C43.2', 'C44.2')
    """
    text = " ".join(text.split())
    conditions, wildcard = [""], ""
    if place := _WITH_PLACE.search(text):
        text, conditions = text[: place.start()], [_at_place(place)]
    elif tails := _WITH_TAILS.search(text):
        text, conditions = text[: tails.start()], [f" with {tail}" for tail in re.findall(r"\.\d+", tails[1])]
    elif final := _WITH_FINAL.search(text):
        text, wildcard = text[: final.start()], f".-{final[1]}"
    elif re.search(r"\bwith\b", text):
        return ()  # a condition in words: nothing that codes can answer
    return tuple(span + wildcard + condition for span in _spans(text) for condition in conditions)


def _spans(text: str) -> list[str]:
    """Single codes, and ranges where nothing but a dash or ``to`` stands between two codes."""
    found: list[str] = []
    end, open_ended = 0, False
    for code in _CODES.finditer(text):
        if open_ended and _TO.fullmatch(text[end : code.start()]):
            found[-1] += f"-{code[0]}"
            open_ended = False
        else:
            found.append(code[0])
            open_ended = True
        end = code.end()
    return found


def _at_place(found: re.Match[str]) -> str:
    places = [_PLACE[found[1]], *([6] if found[2] else [])]
    return f" with character {' or '.join(map(str, places))} = {found[3].replace(' or ', '')}"


def _spelled(characters: str) -> str:
    """``1-46`` as ``12346``."""
    return re.sub(r"(\w)-(\w)", lambda ends: "".join(map(chr, range(ord(ends[1]), ord(ends[2]) + 1))), characters)
