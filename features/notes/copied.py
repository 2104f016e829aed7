"""Copied forward: an examination that stands word for word in the note before, or is said to be carried over."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.findings import Finding, Findings
from denialrisk.features.notes.lexicon import BIT, sections
from denialrisk.features.notes.text import Note, Sentence

SHORTEST: Final = 60
"""Characters of examination text below which sameness says nothing ("Exam unchanged.")."""

_MOST: Final = 0.9
"""Share of the examination that must stand in the earlier note: vital signs are taken anew even then."""
_UNDER_EXAM: Final = sections("exam")
_FINDINGS: Final = (
    BIT["strength"] | BIT["grade_word"] | BIT["weakness"] | BIT["reflexes"] | BIT["sensation"] | BIT["tone"]
    | BIT["cranial_nerves"] | BIT["coordination"] | BIT["gait"]
)  # fmt: skip
_SAID: Final = re.compile(
    r"\b(?:exam(?:ination)?\b[^.;]{0,40}\b(?:copied|carried forward|pulled forward)|copied (?:forward )?from)\b"
    r"|\bcopied forward\b|\b(?:carried|pulled) forward from\b"
)
_BEFORE: Final = len("examination") + 40
"""Characters before what is carried that what is said of it reaches over."""
_CARRIED: Final = BIT["carried"]


def copied_forward(earlier: str, later: Note) -> Finding | None:
    """The finding, in the later note, that its examination was carried over from the earlier one."""
    if len(earlier) < SHORTEST or len(later.lowered) < SHORTEST:
        return None
    examination = _examination(later)
    total = _length(later, examination)
    if total < SHORTEST:
        return None
    before = _plain(earlier)
    same = [number for number in examination if later.sentences[number].once(_told) in before]
    length = _length(later, same)
    if length < SHORTEST or length < _MOST * total:
        return None
    return Finding("copied_forward", "present", None, None, None, later.starts[same[0]], later.place(same[-1])[1])


def read_copied(note: Note, findings: Findings) -> None:
    """Add the finding that a note says itself that its examination was carried over."""
    for start, sentence in note.having(_CARRIED):
        if said := _SAID.search(note.lowered, max(0, start - _BEFORE), start + len(sentence.words)):
            findings.add("copied_forward", said.span())
            return


def _examination(note: Note) -> list[int]:
    """Numbers of the sentences that tell what was found in muscles and nerves."""
    return [
        number
        for number, each in enumerate(note.sentences)
        if each.roles & _FINDINGS and (each.exam or each.section & _UNDER_EXAM)
    ]


def _length(note: Note, numbers: list[int]) -> int:
    """Characters that sentences tell."""
    return sum(len(note.sentences[number].once(_told)) for number in numbers)


def _told(sentence: Sentence) -> str:
    """The words of a sentence without its heading and its full stop, as ``_plain`` writes text."""
    words = sentence.words
    return _plain(words.partition(":")[2] if ":" in words[:40] else words).rstrip(".")


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
