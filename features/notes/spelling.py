"""Letters: how text and lexicon are brought to one form, British spellings, and words with one wrong letter."""

from __future__ import annotations

import re
import string
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

_PUNCTUATION: Final = (
    *(point for point in range(256) if not chr(point).isalnum()),
    *range(0x2000, 0x2070),  # dashes, quotes, bullets, ellipsis, blanks of all widths
    *(0x3000, 0xFEFF, 0xFFFD, 0xF0B7, 0x25CF, 0x25AA),  # more blanks and bullets, and what undecodable bytes become
)
_BLANK: Final = dict.fromkeys(_PUNCTUATION, " ")
_ASCII_BLANK: Final = bytes(ord(_BLANK.get(point, chr(point))) for point in range(256))

_RUN: Final = re.compile(
    r"\s(?<=[a-z0-9]\s)(?:\s+|=\s+)(?=[a-z0-9])|[/.\u00b0](?<=\bw/|\bn\.|\b2\u00b0)\s+(?=[a-z0-9])"
)
"""White space, and the signs in "R = L", "w/ residual", "ulnar n. palsy" and "2\u00b0 to"."""
_BRITISH: Final = (
    ("ized", "ised"), ("izing", "ising"), ("ization", "isation"), ("izes", "ises"), ("ize", "ise"), ("yzed", "ysed"),
    ("emia", "aemia"), ("emic", "aemic"), ("esthesia", "aesthesia"), ("edema", "oedema"), ("tumor", "tumour"),
    ("ischemi", "ischaemi"), ("hemorrhag", "haemorrhag"), ("hematoma", "haematoma"), ("orthopedic", "orthopaedic"),
    ("hemoglobin", "haemoglobin"), ("gynec", "gynaec"), ("diarrhea", "diarrhoea"), ("counsel", "counsell"),
    ("labor", "labour"), ("center", "centre"), ("leukemi", "leukaemi"), ("anesth", "anaesth"), ("paraly", "paraly"),
)  # fmt: skip


def lower(text: str) -> str:
    """Lower case with every character at its place (``str.lower`` lengthens a few, such as the dotted capital I)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(each if len(each.lower()) != 1 else each.lower() for each in text)


def flat(lowered: str) -> str:
    """Lowered text with punctuation and white space as blanks, one for one, and a blank at either end.

    >>> flat("c/o rt-sided weakness.")
    ' c o rt sided weakness  '
    """
    if lowered.isascii():  # many times faster
        return f" {lowered.encode().translate(_ASCII_BLANK).decode()} "
    return f" {lowered.translate(_BLANK)} "


def squeeze(lowered: str) -> tuple[str, list[tuple[int, int]]]:
    r"""The text with white space between words as one blank, and where and by how much later places move back.

    Hard-wrapped and column-aligned notes break phrases: "physical \n   therapy".

    >>> squeeze("deep   tendon reflexes")
    ('deep tendon reflexes', [(5, 2)])
    """
    moved: list[tuple[int, int]] = []
    signs = "  " in lowered or "w/ " in lowered or " = " in lowered or "n. " in lowered or "2\u00b0 " in lowered
    if not signs and lowered.isprintable():
        return lowered, moved
    parts: list[str] = []
    last = gone = 0
    for run in _RUN.finditer(lowered):
        parts += (lowered[last : run.start()], " ")
        last = run.end()
        gone += run.end() - run.start() - 1
        moved.append((last - gone, gone))
    return ("".join((*parts, lowered[last:])), moved) if moved else (lowered, moved)


def back(place: int, moved: list[tuple[int, int]]) -> int:
    """A place in squeezed text as a place in the text."""
    at = bisect_right(moved, (place, 1 << 60))
    return place + moved[at - 1][1] if at else place


def normal(words: str) -> str:
    """A lexicon word in the form in which the text is searched.

    >>> normal("R/O Guillain-Barre")
    'r o guillain barre'
    """
    return " ".join(lower(words).translate(_BLANK).split())


def variants(word: str) -> Iterator[str]:
    """British spellings of an American word.

    >>> list(variants("generalized hypokalemia"))
    ['generalised hypokalemia', 'generalised hypokalaemia']
    """
    spelled = word
    for american, british in _BRITISH:
        if american in spelled and british not in spelled:
            spelled = spelled.replace(american, british)
            yield spelled


def typos(word: str) -> Iterator[str]:
    """The word with one letter missing, swapped, wrong or too many; only single words of seven letters and more.

    The first letter is taken to be right: it nearly always is, and so "progression" is never "regression".
    """
    if " " in word or len(word) < 7:
        return
    for place in range(1, len(word) + 1):
        head, tail = word[:place], word[place:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in string.ascii_lowercase:
            if tail:
                yield head + letter + tail[1:]
            if tail or letter not in "sde":  # an s or d at the end is another form of the word, not a typo
                yield head + letter + tail
