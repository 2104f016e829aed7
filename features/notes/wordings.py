"""The lexicon words of a sentence, found once and remembered.

A sentence is read by itself: which words it holds depends on nothing but its own text. Notes are templated and copied
forward, so what was found in a sentence is kept for the next note that says the same (``wording``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from denialrisk.features.notes.lexicon import BIT, Term, lexicon
from denialrisk.features.notes.spelling import back, flat, squeeze
from denialrisk.features.notes.text import Hit, Wording

_UNSAID: Final = ("[ ] ", "dr. ", "mr. ", "ms. ", "rs. ")
"""Before a word these take its meaning: an empty box, and a title ("Dr. R")."""
_GRADE: Final = re.compile(r"\b[0-5](?:[+-]?\s?(?:/|over|out of)|\s?[+-]\s?/)\s?5\b")
REMEMBERED: Final = 1 << 14
"""Sentences kept in memory with what was found in them, a few kilobytes each; the least recently met go first."""
SHORT_ENOUGH: Final = 300
"""Characters of a sentence that is kept; longer ones are seldom said twice."""
_FIVE: Final = BIT["five"]
_WRITTEN_GRADE: Final = BIT["written_grade"]


def wording(words: str) -> Wording:
    """What a sentence holds, from memory where it is short enough to be met again."""
    return _remembered(words) if len(words) <= SHORT_ENOUGH else _worded(words)


def forget() -> None:
    """Empty the memory; what is read does not depend on it."""
    _remembered.cache_clear()


def _worded(words: str) -> Wording:
    squeezed, moved = squeeze(words)
    terms, roles = _terms(flat(squeezed))
    if moved:
        terms = [(back(start, moved), back(end, moved), term) for start, end, term in terms]
    if "[ ] " in words or ". " in words:
        terms = [each for each in terms if words[max(0, each[0] - 4) : each[0]] not in _UNSAID]
    if words.startswith("ms. ") and terms and terms[0][1] == 2:
        del terms[0]  # a title, no disease
    hits = []
    for start, end, term in terms:
        hits.append(Hit(start, end, term, term.roles))
        roles |= term.roles
    if roles & _FIVE and _GRADE.search(words):
        roles |= _WRITTEN_GRADE
    return Wording(words, roles, hits)


_remembered = lru_cache(maxsize=REMEMBERED)(_worded)


def _terms(words: str) -> tuple[list[tuple[int, int, Term]], int]:
    """Terms with their places in normalised text, in order, and signs; a phrase swallows the words inside it."""
    kept: list[tuple[int, int, Term]] = []
    signs = last = 0
    for stop, (length, term, sign) in lexicon().automaton.iter(words):
        if sign:
            signs |= sign
        end = stop - 1
        if not length or end == last:  # the longer of two phrases with the same end came first
            continue
        start = end - length
        while kept and start <= kept[-1][0] and length > kept[-1][1] - kept[-1][0]:
            kept.pop()
        kept.append((start, end, term))
        last = end
    return [each for each in kept if each[2].roles], signs
