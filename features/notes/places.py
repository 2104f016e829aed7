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
_SAME_SIDE: Final = ("neuropathy", "radiculopathy", "fracture_or_orthopedic")
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
_STRIP: Final = '.,:;()-/>*&[]\u2013"\u201c\u201d'
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
    hits = sentence.hits
    right = _chain(sentence, range(place + 1, len(hits)), hits[place], 1)
    left = _chain(sentence, range(place - 1, -1, -1), hits[place], -1)
    if left and left[-1].roles & _NUMB and any(hit.roles & _SIDE for hit in right):
        left = []  # "numbness on the right and weakness on the left"
    return described([*reversed(left), hits[place], *right])


def within(sentence: Sentence, start: int, end: int) -> Where:
    """The places named between two points of a sentence."""
    return described(
        [hit for hit in sentence.hits if start <= hit.start and hit.end <= end and not _measure(sentence, hit)]
    )


def _measure(sentence: Sentence, hit: Hit) -> bool:
    """Whether feet are a length: "walks 40 feet"."""
    return (
        sentence.words.startswith("feet", hit.start) and sentence.words[max(0, hit.start - 2) : hit.start - 1].isdigit()
    )


def names_other_side(sentence: Sentence) -> bool:
    """Whether a cause is named that may lie on the other side than the weakness, so that a side told may be its own."""
    return any(hit.term.values["cause"] not in _SAME_SIDE for hit in sentence.having(_CAUSE))


def described(hits: list[Hit]) -> Where:
    """Read a run of hits: a plural region is both sides unless a side stands before it."""
    where = Where()
    for place, hit in enumerate(hits):
        if hit.roles & _SPREAD:
            where.spread.append(hit)
            if hit.term.side and not hit.roles & (_REGION | _SIDE):
                where.sides.append((hit.term.side, hit))
        if hit.roles & _REGION:
            where.regions.append(hit)
            if hit.term.side and not _sided(hits, place):
                where.sides.append((hit.term.side, hit))
        if hit.roles & _SIDE and hit.term.side:
            where.sides.append((hit.term.side, hit))
    named = {side for side, hit in where.sides if hit.roles & _SIDE and not hit.roles & _REGION}
    if named & {"left", "right"} and "bilateral" not in named:
        where.sides = [(side, hit) for side, hit in where.sides if side != "bilateral"]
    return where


def _sided(hits: list[Hit], place: int) -> bool:
    """Whether a left or right governs a plural region: "left arms", "right upper and lower extremities"."""
    for hit in reversed(hits[max(0, place - 3) : place]):
        if hit.roles & _SIDE:
            return hit.term.side != "bilateral" and hit.end >= hits[place].start - 40
        if not hit.roles & _PLACES:
            return False
    return False


def _chain(sentence: Sentence, places: range, origin: Hit, step: int) -> list[Hit]:
    chain: list[Hit] = []
    last = origin
    fillers = small_words("fillers")
    for place in places:
        hit = sentence.hits[place]
        gap = sentence.words[last.end : hit.start] if step > 0 else sentence.words[hit.end : last.start]
        if len(gap) > 40 or not all(word.strip(_STRIP) in fillers or not word.strip(_STRIP) for word in gap.split()):
            break
        if sentence.words[hit.start : hit.end] in fillers and not hit.roles & _CHAIN:
            continue
        if not (hit.roles & _CHAIN or sentence.words.startswith(_LINKING, hit.start)) or (
            step > 0 and hit.roles & _NEGATE
        ):
            if step > 0 and chain and chain[-1].roles & _SIDE and hit.start - chain[-1].end <= 1:
                chain.pop()  # the side of something else: "with right-sided neck pain"
            break
        if step > 0 and "," in gap and hit.roles & (_WEAKNESS | _WEAK):
            break
        chain.append(hit)
        last = hit
    return chain
