"""The note reader: the text of one note in, its findings out."""

from __future__ import annotations

from importlib.machinery import EXTENSION_SUFFIXES
from typing import Final

from denialrisk.features.notes.care import read_care
from denialrisk.features.notes.cause import read_causes
from denialrisk.features.notes.conclusion import EXAMINED, NAMING, concludes
from denialrisk.features.notes.context import settle
from denialrisk.features.notes.copied import read_copied
from denialrisk.features.notes.cut import cut
from denialrisk.features.notes.exam import read_exam
from denialrisk.features.notes.findings import Finding, Findings
from denialrisk.features.notes.lexicon import sections
from denialrisk.features.notes.side import read_side
from denialrisk.features.notes.spelling import lower
from denialrisk.features.notes.strength import read_strength
from denialrisk.features.notes.teller import Teller
from denialrisk.features.notes.text import Note, Sentence, Wording
from denialrisk.features.notes.weakness import read_weakness
from denialrisk.features.notes.wordings import wording

COMPILED: Final = __file__.endswith(tuple(EXTENSION_SUFFIXES))
"""Whether the reader was compiled when it was installed; as Python it takes five times as long and more."""
_NAMING: Final = NAMING
_EXAMINES: Final = EXAMINED
_KEYWORDS: Final = sections("keywords")
_RELATIVE: Final = 1
_EXAMINED: Final = 2
_DENIED: Final = 4
"""What was said before a sentence: the clause before it spoke of another person, an examination was told, a list was
denied that it is a line of ("There is no evidence of:").
"""
_BULLETS: Final = ("- ", "* ", "• ", "· ")


def read_note(text: str) -> list[Finding]:
    """What one note documents: found elements only, with places in characters of ``text``.

    >>> [(f.element, f.state, f.side) for f in read_note("Denies numbness. Left leg weakness.")][:2]
    [('weakness', 'present', None), ('laterality', 'present', 'left')]
    """
    return documented(understand(text))


def understand(text: str) -> Note:
    """The sentences of a note in their settings: who tells each, how its words are spoken of, whether it concludes."""
    note = Note(lower(text))
    sentences, starts, roles = note.sentences, note.starts, note.roles
    teller = Teller()
    relative = examined = denying = False
    for piece in cut(text, note.lowered):
        said = wording(note.lowered, piece)
        teller.follow(piece.section, said)
        before = (_RELATIVE if relative else 0) | (_EXAMINED if examined and said.roles & _NAMING else 0)
        denying = denying and said.words.startswith(_BULLETS)
        if denying:
            before |= _DENIED
        sentence = said.met(teller.section, teller.exam, before)
        if sentence is None:
            sentence = _settled(said, teller, before)
        relative = sentence.relative
        denying = denying or sentence.denying
        examined = examined or sentence.exam or bool(sentence.roles & _EXAMINES)
        sentences.append(sentence)
        starts.append(piece.start)
        roles |= sentence.roles
    note.roles = roles
    return note


def _settled(said: Wording, teller: Teller, before: int) -> Sentence:
    if teller.section == _KEYWORDS:  # a list that an archive has added is no text of the note
        sentence = Sentence(said.words, teller.section, teller.exam, 0, [])
    else:
        sentence = Sentence(said.words, teller.section, teller.exam, said.roles, said.unsettled())
    sentence.before = before
    settle(sentence, bool(before & _RELATIVE), bool(before & _DENIED))
    sentence.concludes = concludes(sentence, bool(before & _EXAMINED))
    said.add(sentence)
    return sentence


def documented(note: Note) -> list[Finding]:
    """What the sentences of a note document, row by row."""
    return found(note).rows()


def found(note: Note) -> Findings:
    """What the sentences of a note document."""
    findings = Findings()
    read_weakness(note, findings)
    read_strength(note, findings)
    read_side(note, findings)
    read_exam(note, findings)
    read_causes(note, findings)
    read_care(note, findings)
    read_copied(note, findings)
    return findings
