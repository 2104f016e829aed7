"""The note reader: the text of one note in, its findings out."""

from __future__ import annotations

from denialrisk.features.notes.care import read_care
from denialrisk.features.notes.cause import read_causes
from denialrisk.features.notes.conclusion import mark_conclusions
from denialrisk.features.notes.context import settle
from denialrisk.features.notes.copied import read_copied
from denialrisk.features.notes.exam import read_exam
from denialrisk.features.notes.findings import Finding, Findings
from denialrisk.features.notes.lexicon import Lexicon, lexicon
from denialrisk.features.notes.strength import read_strength
from denialrisk.features.notes.text import scan
from denialrisk.features.notes.weakness import read_weakness


def read_note(text: str, words: Lexicon | None = None) -> list[Finding]:
    """What one note documents: found elements only, with places in characters of ``text``.

    >>> [(f.element, f.state, f.side) for f in read_note("Denies numbness. Left leg weakness.")][:2]
    [('weakness', 'present', None), ('laterality', 'present', 'left')]
    """
    note = scan(text, words or lexicon())
    findings = Findings()
    settle(note)
    mark_conclusions(note)
    read_weakness(note, findings)
    read_strength(note, findings)
    read_exam(note, findings)
    read_causes(note, findings)
    read_care(note, findings)
    read_copied(note, findings)
    return list(findings.rows.values())
