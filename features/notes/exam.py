"""The rest of the examination (reflexes, sensation, tone, cranial nerves), and what the patient can do."""

from __future__ import annotations

from typing import Final

from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT, small_words
from denialrisk.features.notes.text import Hit, Note, Sentence

_NEVER: Final = ("family", "advice", "past", "goals", "keywords", "frequency")
_TOLD: Final = (*_NEVER, "ros", "history")
_REPORTED: Final = BIT["tells"] | BIT["negate"]


def read_exam(note: Note, findings: Findings) -> None:
    """Add the findings of all sentences."""
    for sentence in note.sentences:
        if sentence.section not in _NEVER:
            _examined(note, sentence, findings)
        if sentence.section not in ("family", "advice", "keywords"):
            _able(sentence, findings)
        if hits := sentence.having(BIT["handed"]):
            findings.add("handedness", _place(hits[0]), value=hits[0].term.values["handed"])


def _place(hit: Hit) -> tuple[int, int]:
    return hit.start, hit.end


def _examined(note: Note, sentence: Sentence, findings: Findings) -> None:
    told = sentence.section in _TOLD and not sentence.exam
    for hit in sentence.hits:
        if hit.roles & BIT["reflexes"] and not told:
            findings.add("reflexes", _place(hit))
        if hit.roles & (BIT["sensation"] | BIT["numb"]) and _sensation(sentence, hit, told):
            findings.add("sensation", _place(hit))
        if hit.roles & BIT["tone"] and not told and not (sentence.roles & BIT["tells"] and not sentence.exam):
            findings.add("tone_atrophy", _place(hit))
        facial = hit.roles & (BIT["cranial_nerves"] | BIT["droop"]) or hit.term.values.get("region") == "face"
        if facial and not told and _observed(note, sentence, hit):
            findings.add("cranial_nerves", _place(hit))
        if hit.roles & BIT["droop"] and hit.state in ("present", "uncertain", "negated", "historical"):
            findings.add("facial_weakness", _place(hit), state=hit.state)
        if hit.roles & BIT["coordination"] and not told:
            findings.add("coordination", _place(hit))


def _sensation(sentence: Sentence, hit: Hit, told: bool) -> bool:
    """Examined sensation; numbness only where the examiner looked for it."""
    if sentence.exam:
        return not (hit.roles & BIT["numb"] and sentence.roles & BIT["tells"])
    if told or hit.roles & BIT["numb"]:
        return False
    return not sentence.roles & BIT["tells"]


def _observed(note: Note, sentence: Sentence, hit: Hit) -> bool:
    """Cranial nerves by name are always examined; a face or tongue is only where the examination is told."""
    if sentence.exam:
        return True
    return note.lowered[hit.start : hit.end] not in small_words("face") and not sentence.roles & BIT["tells"]


def _able(sentence: Sentence, findings: Findings) -> None:
    for hit in sentence.hits:
        if hit.roles & (BIT["gait"] | BIT["device"]) and not _later(sentence):
            findings.add("gait", _place(hit), value="device" if hit.roles & BIT["device"] else None)
        if hit.roles & BIT["function"] and not _later(sentence):
            findings.add("function", _place(hit))
        if hit.roles & BIT["falls"] and hit.state in ("present", "uncertain", "negated", "historical"):
            findings.add("falls", _place(hit), state=hit.state)


def _later(sentence: Sentence) -> bool:
    """Whether the sentence is advice, so that walking or driving in it is no observation."""
    return bool(sentence.roles & BIT["condition"]) and not sentence.exam
