"""Which phrases of the lexicon stand in a text, found word by word: a tree of words rather than of letters.

Every word of a text is looked up once. One that opens phrases is followed as far as the next words go on with one of
them. A library for matching many strings at once (Aho-Corasick) walks from letter to letter, through a table of some
hundred thousand phrases that is far larger than a processor's cache; notes use a few thousand words.
"""

from __future__ import annotations

import sys
from typing import Any, Final

PLACES: Final = 1 << 16
"""Words kept with what they are. The letters of a word give its place; a word gives way to the next met there."""
_ANY: Final = (1 << 64) - 1


class Node:
    """Words that open or are a phrase: what they are, the signs they carry (bits), and which words may follow.

    ``begins``: beginnings of a following word, each with the signs of the phrase that it makes. ``word`` and ``bit``:
    of a word by itself. ``mask``: the bits of all words that may follow; nearly every other word is told by it.
    """

    __slots__ = ("begins", "bit", "following", "mask", "signs", "term", "word")

    def __init__(self, word: str = "") -> None:
        self.word = word
        self.bit = _bit(word)
        self.term: Any = None
        self.signs = 0
        self.following = _NONE
        self.mask = 0
        self.begins: list[tuple[str, int]] = []

    def step(self, word: str) -> Node:
        """The node of the phrase that is longer by a word, made if there is none."""
        if self.following is _NONE:
            self.following = {}
        node = self.following.get(word)
        if node is None:
            node = self.following[sys.intern(word)] = Node()
            self.mask |= _bit(word)
        return node

    def step_as(self, begin: str, signs: int) -> None:
        """Let any word follow that begins so."""
        self.begins.append((begin, signs))
        self.mask = _ANY


def _bit(word: str) -> int:
    """One of 64 bits for a word; many words share one."""
    return 1 << (hash(word) & 63)


_NONE: Final[dict[str, Node]] = {}


class Phrases:
    """Terms by their words in normalised form, and signs (bits) by theirs.

    A sign word is whole, or "stem*", "*ending" or "*part*"; a stem and an ending have two letters at least. Of several
    words the last may be a stem.
    """

    __slots__ = ("_begins", "_ends", "_inside", "_met", "_signs", "_terms", "_tree")

    def __init__(self, terms: dict[str, Any], signs: dict[str, int]) -> None:
        self._terms = terms
        self._tree = Node()
        self._signs: dict[str, int] = {}
        self._begins: dict[str, list[tuple[str, int]]] = {}  # by their first two letters
        self._ends: dict[str, list[tuple[str, int]]] = {}  # by their last two
        self._inside: dict[str, int] = {}
        self._met: list[Node | None] = [None] * PLACES
        for phrase, term in terms.items():
            if " " in phrase:
                self._node(phrase).term = term
        for sign, bits in signs.items():
            self._add_sign(sign, bits)

    def node(self, words: str, start: int, stop: int, place: int) -> Node:
        """What a word of a text is by itself, and which words may follow it; ``place``: a number from its letters."""
        node = self._met[place]
        if node is not None and len(node.word) == stop - start and words.startswith(node.word, start):
            return node
        node = self._met[place] = self._meet(words[start:stop])
        return node

    def _node(self, phrase: str) -> Node:
        node = self._tree
        for word in phrase.split(" "):
            node = node.step(word)
        return node

    def _add_sign(self, sign: str, bits: int) -> None:
        words = sign.strip("*")
        before, _, last = words.rpartition(" ")
        if sign.startswith("*"):
            if sign.endswith("*"):
                self._inside[words] = bits
            else:
                self._ends.setdefault(words[-2:], []).append((words, bits))
        elif not before and sign.endswith("*"):
            self._begins.setdefault(words[:2], []).append((words, bits))
        elif not before:
            self._signs[words] = bits
        elif sign.endswith("*"):
            self._node(before).step_as(last, bits)
        else:
            node = self._node(words)
            node.signs |= bits

    def _meet(self, word: str) -> Node:
        """What a word is that was not met before, or long ago."""
        node = Node(sys.intern(word))
        node.term = self._terms.get(word)
        node.signs = self._signs_of(word)
        opened = self._tree.following.get(word)
        if opened is not None:
            node.following = opened.following
            node.mask = opened.mask
            node.begins = opened.begins
        return node

    def _signs_of(self, word: str) -> int:
        signs = self._signs.get(word, 0)
        for begin, bits in self._begins.get(word[:2], ()):
            if word.startswith(begin):
                signs |= bits
        for end, bits in self._ends.get(word[-2:], ()):
            if word.endswith(end):
                signs |= bits
        for part, bits in self._inside.items():
            if part in word:
                signs |= bits
        return signs
