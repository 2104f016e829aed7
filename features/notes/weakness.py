"""Weakness and what belongs to it: fatigue, paresis, side, distribution, onset and course."""

from __future__ import annotations

from typing import Final

from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT, lexicon, small_words
from denialrisk.features.notes.places import Where, around
from denialrisk.features.notes.strength import examined_weakness
from denialrisk.features.notes.text import Hit, Note, Sentence
from denialrisk.features.notes.timing import course, onset

WEAKNESS: Final = BIT["weakness"] | BIT["weak"] | BIT["paresis"] | BIT["mild_paresis"]
_CURRENT: Final = ("present", "uncertain")
_BODY: Final = BIT["region"] | BIT["side"] | BIT["spread"] | BIT["strength"] | BIT["course"] | BIT["fatigue"]


def read_weakness(note: Note, findings: Findings) -> None:
    """Add the findings on weakness, fatigue and paresis of all sentences."""
    refer_back = lexicon().small["refer_back"]
    told: Sentence | None = None
    for number, sentence in enumerate(note.sentences):
        if sentence.roles & (BIT["fatigue"] | BIT["fatigue_denied"]):
            _fatigue(sentence, findings)
        current = False
        if sentence.roles & WEAKNESS:
            for place, hit in enumerate(sentence.hits):
                if hit.roles & WEAKNESS and not (hit.roles & BIT["weak"] and _another_weak(note, sentence, place)):
                    current |= _weakness(note, sentence, place, findings)
        refers = (
            told is not None
            and number
            and note.lowered[sentence.start : sentence.end].strip(" \t\n-*•").startswith(refer_back)
        )
        if current or (refers and sentence.section != "advice"):
            _time(note, sentence, findings)
            told = sentence
        elif told is not None and "symptoms" in note.lowered[sentence.start : sentence.end]:
            _time(note, sentence, findings)


def _fatigue(sentence: Sentence, findings: Findings) -> None:
    for hit in sentence.hits:
        if hit.roles & BIT["fatigue_denied"]:
            findings.replace("fatigue", (hit.start, hit.end), "negated")
        elif hit.roles & BIT["fatigue"] and hit.state in ("present", "uncertain", "negated"):
            findings.replace("fatigue", (hit.start, hit.end), hit.state)


def _another_weak(note: Note, sentence: Sentence, place: int) -> bool:
    """Whether "weak" describes something that is neither the patient nor a part of the body."""
    hit, hits = sentence.hits[place], sentence.hits
    after = note.lowered[hit.end : hit.end + 24]
    before = note.lowered[max(sentence.start, hit.start - 24) : hit.start]
    if place + 1 < len(hits) and hits[place + 1].roles & _BODY and hits[place + 1].start - hit.end <= 12:
        return False
    if place and hits[place - 1].roles & _BODY and hit.start - hits[place - 1].end <= 12:
        return False
    last = before.split()[-1:] or [""]
    if last[0].strip(".,:;-()") in small_words("copulas") or not before.strip() or before.rstrip()[-1:] in ",:-+/(":
        return False
    follows = after.split()[:1] or [""]
    return bool(
        after[:1] == " " and follows[0].strip(".,;:()") not in small_words("follow_weak") and follows[0][:1].isalpha()
    )


def _weakness(note: Note, sentence: Sentence, place: int, findings: Findings) -> bool:
    """Record one mention; True if it is the patient's and current."""
    hit = sentence.hits[place]
    state = _state(note, sentence, hit)
    words = (hit.start, hit.end)
    where = around(note, sentence, place)
    if state in ("family", "conditional"):
        if state == "family":
            findings.add("weakness", words, state="historical")
        return False
    if hit.roles & BIT["paresis"]:
        _paresis(hit, state, where, findings)
    if hit.term.values.get("weakness") == "facial":
        findings.add("facial_weakness", words, state=state, side=where.sides[0][0] if where.sides else None)
    findings.add("weakness", words, state=state)
    if (sentence.exam and not hit.roles & BIT["weak"]) or (sentence.exam and where.regions):
        examined_weakness(hit, where, findings)
    if state not in _CURRENT:
        return False
    _where(hit, where, findings)
    if (
        hit.roles & BIT["paresis"]
        and not where.sides
        and hit.term.values["paresis"] in ("paraparesis", "quadriparesis")
    ):
        findings.add("laterality", words, side="bilateral")
    return True


def _state(note: Note, sentence: Sentence, hit: Hit) -> str:
    """State of a mention; under past history it is past, unless it is said to remain or to follow from a stroke."""
    after = note.lowered[hit.end : hit.end + 40]
    if after.startswith(
        (" in his mother", " in her mother", " in his father", " in her father", " in the family", " runs in")
    ):
        return "family"
    if sentence.roles & BIT["residual"] and hit.state in ("historical", "present"):
        return "present"
    return hit.state


def _paresis(hit: Hit, state: str, where: Where, findings: Findings) -> None:
    side = where.sides[0][0] if where.sides else None
    findings.add("paresis", (hit.start, hit.end), state=state, value=hit.term.values["paresis"], side=side)


def _where(hit: Hit, where: Where, findings: Findings) -> None:
    for side, source in where.sides:
        findings.add("laterality", (source.start, source.end), side=side)
    focal = bool(where.regions or where.sides)
    fixed = hit.term.values.get("weakness")
    if fixed or (hit.roles & BIT["paresis"]):
        focal = True
    for spread in where.spread:
        value = spread.term.values["spread"]
        if value in ("proximal", "distal") or (value == "generalized" and not focal):
            findings.add("distribution", (spread.start, spread.end), value=value)
    if focal:
        findings.add("distribution", (hit.start, hit.end), value="focal")


def _time(note: Note, sentence: Sentence, findings: Findings) -> None:
    if began := onset(note, sentence):
        findings.add("onset", began)
    if run := course(note, sentence):
        findings.add("course", (run.start, run.end), value=run.term.values["course"])
