"""Letters: how text and lexicon are brought to one form, British spellings, and words with one wrong letter."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from typing import Final

_PUNCTUATION: Final = (
    *(point for point in range(256) if not chr(point).isalnum()),
    0x1680,
    *range(0x2000, 0x2070),  # dashes, quotes, bullets, ellipsis, blanks of all widths
    *(0x3000, 0xFEFF, 0xFFFD, 0xF0B7, 0x25CF, 0x25AA),  # more blanks and bullets, and what undecodable bytes become
)
_BLANK: Final = dict.fromkeys(_PUNCTUATION, " ")
_ASCII_BLANK: Final = bytes(ord(_BLANK.get(point, chr(point))) for point in range(256))
_BLANKS: Final = frozenset(map(chr, _PUNCTUATION))
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


def find(text: str, mark: str, start: int, stop: int) -> int:
    """Where a mark stands first between two places; the second if it does not."""
    if (place := text.find(mark, start, stop)) < 0:  # in one line: two cost Cython a Python number for every place
        return stop
    return place


def endings(words: Iterable[str]) -> bytes:
    """The last three letters of words, as ``may_end`` asks for them."""
    table = bytearray(1 << 15)
    for word in words:
        if word[-3:].isalpha() and len(word) > 2:
            table[(ord(word[-3]) & 31) << 10 | (ord(word[-2]) & 31) << 5 | ord(word[-1]) & 31] = 1
    return bytes(table)


def may_end(text: str, stop: int, table: bytes) -> bool:
    """Whether one of the words of a table may end at a place: a cheap question before they are looked up.

    >>> [may_end(text, len(text), endings(["arm", "o e"])) for text in ("harm", "ham", "o/e", "m")]
    [True, False, True, True]
    """
    if stop < 3:
        return True
    last, second, third = text[stop - 1], text[stop - 2], text[stop - 3]
    if not ("a" <= last <= "z" and "a" <= second <= "z" and "a" <= third <= "z"):
        return True
    return table[(ord(third) & 31) << 10 | (ord(second) & 31) << 5 | ord(last) & 31] == 1


def letter(sign: str) -> bool:
    """Whether a character is part of a word; all others are as good as blanks."""
    return (
        "a" <= sign <= "z"
        or "0" <= sign <= "9"
        or (sign > "\x7f" and sign not in _BLANKS)
        or "A" <= sign <= "Z"  # of lowered text too: what has no small letter of the same length
    )


def adjoin(words: str, stop: int, start: int) -> bool:
    r"""Whether a word that ends at ``stop`` and the next, which begins at ``start``, stand in one phrase.

    One sign between them does no harm. Hard-wrapped and column-aligned notes break phrases ("physical \n   therapy"),
    and so do the signs in "R = L", "w/ residual", "ulnar n. palsy" and "2\u00b0 to".

    >>> [adjoin(words, 1, len(words) - 1) for words in ("a-b", "a\n  b", "a = b", "w/ b", "a -- b", "a. b")]
    [True, True, True, True, False, False]
    """
    return start - stop == 1 or (
        _plain(words[start])
        and _white(words, stop + 2, start)
        and ((words[stop].isspace() and _opens_gap(words, stop)) or _shortens(words, stop))
    )


def _opens_gap(words: str, stop: int) -> bool:
    """Whether white space goes on, or an equals sign stands in it."""
    second = words[stop + 1]
    return _plain(words[stop - 1]) and (second.isspace() or (second == "=" and words[stop + 2].isspace()))


def _shortens(words: str, stop: int) -> bool:
    """Whether a word is one of the abbreviations "w/", "n." and "2\u00b0" before white space."""
    last, sign = words[stop - 1], words[stop]
    return (
        words[stop + 1].isspace()
        and ((last == "w" and sign == "/") or (last == "n" and sign == ".") or (last == "2" and sign == "\u00b0"))
        and not (stop > 1 and (words[stop - 2].isalnum() or words[stop - 2] == "_"))
    )


def _plain(sign: str) -> bool:
    return "a" <= sign <= "z" or "0" <= sign <= "9"


def _white(words: str, start: int, stop: int) -> bool:
    """Whether only white space stands in between."""
    return not words[start:stop].strip()


def in_word(sign: str) -> bool:
    r"""Whether a character is part of a word as patterns count it: ``\w``."""
    return "a" <= sign <= "z" or (sign != " " and (sign.isalnum() or sign == "_"))


def holds_one(words: str, parts: tuple[str, ...]) -> bool:
    """Whether one of some texts stands in a sentence: a cheap question before a pattern is asked."""
    for part in parts:
        if part in words:
            return True
    return False


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
