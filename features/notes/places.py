"""Which side and part of the body a word speaks of: the regions joined to it by nothing but small words."""

from __future__ import annotations

from typing import Final

from denialrisk.features.notes.lexicon import BIT, WEAKNESS, small_words
from denialrisk.features.notes.text import Hit, Sentence

_PLACES: Final = BIT["side"] | BIT["region"] | BIT["spread"]
_CHAIN: Final = (
    _PLACES | WEAKNESS | BIT["course"] | BIT["numb"]
    | BIT["compared"] | BIT["reduced"] | BIT["onset"] | BIT["strength"] | BIT["full"] | BIT["residual"] | BIT["fatigue"]
    | BIT["tone"] | BIT["negate"] | BIT["cranial_nerves"] | BIT["droop"] | BIT["tells"] | BIT["hedge"]
    | BIT["grade_word"]
)  # fmt: skip
_SAME_SIDE: Final = frozenset({"neuropathy", "radiculopathy", "fracture_or_orthopedic"})
"""Causes that lie on the side that they weaken; a stroke lies on the other."""
_LINKING: Final = (
    "which",
    "affecting",
    "involving",
    "with",
    "except",
    "other than",
    "apart from",
    "aside from",
    "save ",
)
"""Words that a chain goes on over; _joins knows their first letters."""
_FAR: Final = 40
"""Characters that may lie between two words of a chain."""
_CAUSE: Final = BIT["cause"]
_NEGATE: Final = BIT["negate"]
_NUMB: Final = BIT["numb"]
_REGION: Final = BIT["region"]
_SIDE: Final = BIT["side"]
_SPREAD: Final = BIT["spread"]
_WEAK: Final = BIT["weak"]
_WEAKNESS: Final = BIT["weakness"]


class Where:
    """Sides, body regions and spread words joined to a word."""

    __slots__ = ("regions", "sides", "spread")

    def __init__(self) -> None:
        self.sides: list[tuple[str, Hit]] = []
        self.regions: list[Hit] = []
        self.spread: list[Hit] = []

    def __bool__(self) -> bool:
        return bool(self.sides or self.regions or self.spread)


def around(sentence: Sentence, place: int) -> Where:
    """What is joined to the hit at a place of its sentence: a chain to the right first, then one to the left."""
    fillers = small_words("fillers")
    right = _chain(sentence, place, 1, fillers)
    left = _chain(sentence, place, -1, fillers)
    if left:
        farthest = left[-1]
        if farthest.roles & _NUMB and _names_side(right):
            left = []  # "numbness on the right and weakness on the left"
    left.reverse()
    left.append(sentence.hits[place])
    left.extend(right)
    return described(left)


def within(sentence: Sentence, start: int, end: int) -> Where:
    """The places named between two points of a sentence."""
    named = []
    for hit in sentence.hits:
        if start <= hit.start and hit.end <= end and not _measure(sentence.words, hit.start):
            named.append(hit)
    return described(named)


def names_other_side(sentence: Sentence) -> bool:
    """Whether a cause is named that may lie on the other side than the weakness, so that a side told may be its own."""
    if sentence.roles & _CAUSE:
        for hit in sentence.hits:
            if hit.roles & _CAUSE and hit.term.values["cause"] not in _SAME_SIDE:
                return True
    return False


def described(hits: list[Hit]) -> Where:
    """Read a run of hits: a plural region is both sides unless a side stands before it."""
    where = Where()
    told = False
    for place, hit in enumerate(hits):
        if not hit.roles & _PLACES:
            continue
        side = hit.term.side
        if hit.roles & _SPREAD:
            where.spread.append(hit)
            if side is not None and not hit.roles & (_REGION | _SIDE):
                where.sides.append((side, hit))
        if hit.roles & _REGION:
            where.regions.append(hit)
            if side is not None and not _sided(hits, place):
                where.sides.append((side, hit))
        if hit.roles & _SIDE and side is not None:
            where.sides.append((side, hit))
            told = True
    if told and len(where.sides) > 1:
        _let_one_side_win(where)
    return where


def _let_one_side_win(where: Where) -> None:
    """Leave out the both sides of a plural region where left or right is said and "both" is not."""
    one = False
    for side, hit in where.sides:
        if hit.roles & _SIDE and not hit.roles & _REGION:
            if side == "bilateral":
                return
            one = one or side in ("left", "right")
    if one:
        where.sides = [(side, hit) for side, hit in where.sides if side != "bilateral"]


def _sided(hits: list[Hit], place: int) -> bool:
    """Whether a left or right governs a plural region: "left arms", "right upper and lower extremities"."""
    region = hits[place]
    for before in range(place - 1, max(0, place - 3) - 1, -1):
        hit = hits[before]
        if hit.roles & _SIDE:
            return hit.term.side != "bilateral" and hit.end >= region.start - 40
        if not hit.roles & _PLACES:
            return False
    return False


def _names_side(hits: list[Hit]) -> bool:
    for hit in hits:
        if hit.roles & _SIDE:
            return True
    return False


def _measure(words: str, start: int) -> bool:
    """Whether feet are a length: "walks 40 feet"."""
    return words.startswith("feet", start) and words[max(0, start - 2) : start - 1].isdigit()


def _chain(sentence: Sentence, place: int, step: int, fillers: frozenset[str]) -> list[Hit]:
    """The hits joined to the one at a place by nothing but small words, to the right (step 1) or to the left (-1)."""
    hits = sentence.hits
    words = sentence.words
    chain: list[Hit] = []
    last = hits[place]
    place += step
    while 0 <= place < len(hits):
        hit = hits[place]
        place += step
        start, end = (last.end, hit.start) if step > 0 else (hit.end, last.start)
        if not _only_small_words(words, start, end, fillers):
            break
        if not hit.roles & _CHAIN and words[hit.start : hit.end] in fillers:
            continue
        if not _joins(words, hit) or (step > 0 and hit.roles & _NEGATE):
            if step > 0 and chain and last.roles & _SIDE and hit.start - last.end <= 1:
                chain.pop()  # the side of something else: "with right-sided neck pain"
            break
        if step > 0 and hit.roles & (_WEAKNESS | _WEAK) and words.find(",", start, end) >= 0:
            break
        chain.append(hit)
        last = hit
    return chain


def _joins(words: str, hit: Hit) -> bool:
    """Whether a chain may go on over a hit."""
    return bool(hit.roles & _CHAIN) or (words[hit.start] in "waieos" and words.startswith(_LINKING, hit.start))


def _only_small_words(words: str, start: int, end: int, small: frozenset[str]) -> bool:
    """Whether the words between two places, close together, are all among small ones."""
    if end - start > _FAR:
        return False
    while start < end:
        if words[start].isspace() or _is_mark(words[start]):
            start += 1
            continue
        after = start + 1
        while after < end and not words[after].isspace():
            after += 1
        last = after
        while _is_mark(words[last - 1]):
            last -= 1
        if words[start:last] not in small:
            return False
        start = after
    return True


def _is_mark(letter: str) -> bool:
    return letter in '.,:;()-/>*&[]\u2013"\u201c\u201d'
