"""The side of a weak part that the weakness is told without, from where the note names it."""

from __future__ import annotations

from typing import Final

from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT
from denialrisk.features.notes.places import names_other_side
from denialrisk.features.notes.text import CURRENT, Note, Sentence

_OF_A_PART: Final = ("focal", "proximal", "distal")
_SIDED: Final = BIT["side"] | BIT["region"]
_NOT_HERE: Final = ("past", "family", "advice", "ros")
"""Sections whose left and right is not that of the weakness."""


def read_side(note: Note, findings: Findings) -> None:
    """Add the side of "the arm is weak", once weakness and strength are read, where the note speaks of one side only.

    It counts where all conclusions that name a side name the same one; else where all of the note does.
    """
    if findings.of("laterality") or not any(row.state in CURRENT for row in findings.of("weakness")):
        return
    if not any(row.value in _OF_A_PART for row in findings.of("distribution")):
        return
    named = [
        (sentence.concludes, side, (start + first, start + last))
        for start, sentence in note.having(_SIDED)
        if sentence.section not in _NOT_HERE
        for side, first, last in sentence.once(_sides)
    ]
    for told in ([each for each in named if each[0]], named):
        if len({side for _, side, _ in told}) == 1:
            _, side, place = told[0]
            findings.add("laterality", place, side=side)
            return


def _sides(sentence: Sentence) -> list[tuple[str, int, int]]:
    """Each left and right with its place."""
    if names_other_side(sentence):
        return []
    return [
        (hit.term.side, hit.start, hit.end) for hit in sentence.having(_SIDED) if hit.term.side in ("left", "right")
    ]
