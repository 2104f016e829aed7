"""Diagnoses stated as conclusions: under a heading, after words such as "consistent with", or bare."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.lexicon import BIT
from denialrisk.features.notes.text import Note, Sentence

_UNDER_HEADING: Final = ("assessment", "both", "diagnosis")
_NO_CONCLUSION: Final = ("past", "family", "ros", "advice", "goals", "keywords", "frequency", "complaint")
_LONG_AGO: Final = re.compile(r"diagnosed\b[^.]*\b(?:(?:in|since) (?:19|20)\d\d|ago|previously|childhood)")
_EXAMINED: Final = (
    BIT["strength"]
    | BIT["reflexes"]
    | BIT["test"]
    | BIT["examines"]
    | BIT["sensation"]
    | BIT["muscle"]
    | BIT["cranial_nerves"]
)
_NO_DIAGNOSIS: Final = ("medication", "fracture_or_orthopedic", "functional")
"""Causes whose words without a territory name a drug, a pain or an effort, and no disease."""
_LONGEST_BARE: Final = 22
_OPENERS: Final = (
    "no ",
    "denies",
    "h/o",
    "hx",
    "history",
    "pmh",
    "known",
    "s/p",
    "past",
    "?",
    "family",
    "mother",
    "father",
)
# Endings and heads that make a word a diagnosis; a bare one in a short sentence is the author's conclusion.
_NARRATIVE: Final = re.compile(
    r"\b(?:was|had|were|takes|taking|ago|who|presents|came|lives|works|since|started|began)\b"
)
_DISEASE: Final = re.compile(
    r"\b(?![a-z]*adenopath)[a-z]{3,}(?:itis|opathy|opathies|plegia|paresis|palsy|algia|emia|aemia|oma|omas|trophy|itides|sclerosis"
    r"|stenosis|iasis)\b"
    r"|\b(?:syndrome|disease|disorder|fracture|tear|laceration|infarct|infarction|stroke|cva|ich|strain|sprain"
    r"|hypertension"
    r"|insufficiency|pneumonia|migraine|failure|depression|deficiency|infection|diabetes|copd|tia|impaction"
    r"|deconditioning"
    r"|cellulitis|hernia|myasthenia|injury|cord compression|guillain|gbs|als|dehydration|dystrophy"
    r"|sarcopenia|apnea"
    r"|shingles|delirium|dementia|reflux|copd|chf|acs|uti|concussion|contusion|impingement|herniation"
    r"|osteoporosis|sepsis)\b"
)


def mark_conclusions(note: Note) -> None:
    """Set ``concludes`` of every sentence that states a diagnosis or impression as a conclusion."""
    for sentence in note.sentences:
        sentence.concludes = _concludes(note, sentence)


def _concludes(note: Note, sentence: Sentence) -> bool:
    if sentence.section in _UNDER_HEADING:
        return True
    if sentence.section in _NO_CONCLUSION or sentence.roles & BIT["family"]:
        return False
    if sentence.section not in ("history", "results") and _worded(sentence):
        return not _LONG_AGO.search(note.lowered, sentence.start, sentence.end)
    return _bare_diagnosis(note, sentence)


def _worded(sentence: Sentence) -> bool:
    return any(hit.state in ("present", "uncertain") for hit in sentence.having(BIT["conclusion"]))


def _bare_diagnosis(note: Note, sentence: Sentence) -> bool:
    """A short sentence that is a diagnosis and little else, after an examination: "Strep pharyngitis."

    Before any examination or result it would be the complaint or the history.
    """
    if sentence.roles & (BIT["tells"] | BIT["past"] | BIT["examines"] | BIT["condition"]):
        return False
    words = note.lowered[sentence.start : sentence.end].strip(" \t\n,-*\u2022")
    if not 0 < len(words.split()) <= _LONGEST_BARE or words.startswith(_OPENERS):
        return False
    if sentence.roles & BIT["test"] or _NARRATIVE.search(words):
        return False
    named = any(
        hit.state in ("present", "uncertain") and (hit.term.territory or hit.term.values["cause"] not in _NO_DIAGNOSIS)
        for hit in sentence.having(BIT["cause"])
    )
    return (named or bool(_DISEASE.search(words))) and _examined_before(note, sentence)


def _examined_before(note: Note, sentence: Sentence) -> bool:
    for each in note.sentences:
        if each.start >= sentence.start:
            return False
        if each.exam or each.roles & _EXAMINED:
            return True
    return False
