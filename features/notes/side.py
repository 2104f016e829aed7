"""The side of a weak part that the weakness is told without, from where the note names it."""

from __future__ import annotations

from typing import Final

from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT, sections
from denialrisk.features.notes.places import names_other_side
from denialrisk.features.notes.text import Note, Sentence

_OF_A_PART: Final = ("focal", "proximal", "distal")
_SIDED: Final = BIT["side"] | BIT["region"]
_NOT_HERE: Final = sections("past", "family", "advice", "ros")
"""Sections whose left and right is not that of the weakness."""


def read_side(note: Note, findings: Findings) -> None:
    """Add the side of "the arm is weak", once weakness and strength are read, where the note speaks of one side only.

    It counts where all conclusions that name a side name the same one; else where all of the note does.
    """
    if not _lacks_side(findings):
        return
    named = [
        (sentence.concludes, side, (start + first, start + last))
        for start, sentence in note.having(_SIDED)
        if not sentence.section & _NOT_HERE
        for side, first, last in sentence.once(_sides)
    ]
    for told in ([each for each in named if each[0]], named):
        if len({side for _, side, _ in told}) == 1:
            _, side, place = told[0]
            findings.add("laterality", place, state="present", value=None, side=side)
            return


def _lacks_side(findings: Findings) -> bool:
    """Whether the note tells a weakness of a part of the body, now, and no side."""
    if findings.of("laterality") or not findings.hold("weakness"):
        return False
    return any(told.topic.value in _OF_A_PART for told in findings.of("distribution"))


def _sides(sentence: Sentence) -> list[tuple[str, int, int]]:
    """Each left and right with its place."""
    if names_other_side(sentence):
        return []
    sides = []
    for hit in sentence.having(_SIDED):
        side = hit.term.side
        if side is not None and side != "bilateral":
            sides.append((side, hit.start, hit.end))
    return sides
