"""Copied forward: an examination that stands word for word in the note before."""

from __future__ import annotations

from typing import Final

from denialrisk.features.notes.findings import Finding
from denialrisk.features.notes.lexicon import lexicon
from denialrisk.features.notes.text import Note, scan

SHORTEST: Final = 60
"""Characters of examination text below which sameness says nothing ("Exam unchanged.")."""


def copied_forward(earlier: str, later: str) -> Finding | None:
    """The finding, in the later text, that its whole examination was carried over from the earlier one."""
    if len(earlier) < SHORTEST or len(later) < SHORTEST:
        return None
    note = scan(later, lexicon())
    examination = _examination(note)
    if len(examination) < SHORTEST or examination != _examination(scan(earlier, lexicon())):
        return None
    places = [(sentence.start, sentence.end) for sentence in note.sentences if sentence.exam]
    return Finding("copied_forward", "present", None, None, None, places[0][0], places[-1][1])


def _examination(note: Note) -> str:
    words = (note.lowered[sentence.start : sentence.end] for sentence in note.sentences if sentence.exam)
    return " ".join(" ".join(words).split())
