"""A note cut into sentences, each with the lexicon words found in it and the section it stands in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Final

from denialrisk.features.notes.lexicon import BIT, Lexicon, Term
from denialrisk.features.notes.sections import end_of_text, headings
from denialrisk.features.notes.spelling import back, flat, lower, squeeze

# A full stop ends a sentence before white space, a comma (as transcription archives write line ends) or a capital;
# a line end does unless the next line goes on in lower case, as hard-wrapped text does.
_BOUNDARY: Final = re.compile(
    r"(?<=[\w)%\"'+])(?!\?\s(?:No|Yes|no|yes)\b|\.{3})[.!?]+(?:\"(?=\s))?(?=[\s,]|$)|(?<=[a-z)])\.(?=[A-Z])|;"
    r"|\n(?=\s*(?:[^a-z\s]|$))|\n\s*\n"
)
_ABBREVIATIONS: Final = frozenset(
    (
        *("dr", "mr", "mrs", "ms", "st", "vs", "approx", "e.g", "i.e", "pt", "y.o", "prof", "jr", "incl", "resp"),
        *("dept", "fig", "b.i.d", "t.i.d", "q.d", "a.m", "p.m"),
    )
)
_GRADE: Final = re.compile(r"\b[0-5][+-]?\s?(?:/|over|out of)\s?5\b")
_GRADING: Final = re.compile(r"\b(?:mmt|mrc|manual muscle|medical research council|oxford (?:scale|grade))\b")
LONGEST_SENTENCE: Final = 1500
"""Characters; the longest symptom lists of real notes have a few hundred."""


@dataclass(slots=True)
class Hit:
    """A lexicon word in the text: where it stands, what it is, and, once context is read, how it is spoken of."""

    start: int
    end: int
    term: Term
    roles: int
    state: str = "present"


@dataclass(slots=True)
class Sentence:
    """A sentence: its place in the text, the kind of section it stands in, and its hits in order."""

    start: int
    end: int
    section: str
    exam: bool = False
    concludes: bool = False
    roles: int = 0
    hits: list[Hit] = field(default_factory=list)

    def having(self, roles: int) -> list[Hit]:
        """The hits that play one of the roles (bits)."""
        return [hit for hit in self.hits if hit.roles & roles] if self.roles & roles else []


@dataclass(slots=True)
class Note:
    """A note: its lowered text (same length as the original), its sentences, and two facts that save searching.

    ``graded``: n/5 stands somewhere; ``grading``: a scale of muscle strength is named somewhere.
    """

    lowered: str
    sentences: list[Sentence]
    graded: bool
    grading: bool

    def words(self, start: int, end: int) -> list[str]:
        """Words between two places, punctuation left at them."""
        return self.lowered[start:end].split()


def scan(text: str, lexicon: Lexicon) -> Note:
    """Cut a text into sentences with their hits: one pass of the automaton, and three linear passes for structure."""
    end = end_of_text(text)
    lowered = lower(text)
    body = lowered if end == len(text) else lowered[:end]
    sentences = _sentences(text[:end], body, headings(body, lexicon.headings))
    starts = [sentence.start for sentence in sentences]
    for hit in _hits(body, lexicon):
        sentence = sentences[bisect_right(starts, hit.start) - 1]
        if sentence.section == "keywords":
            continue  # a list that an archive has added is no text of the note
        sentence.hits.append(hit)
        sentence.roles |= hit.roles
    note = Note(lowered, sentences, bool(_GRADE.search(body)), bool(_GRADING.search(body)))
    _mark_examinations(note)
    return note


def _hits(lowered: str, lexicon: Lexicon) -> list[Hit]:
    """Hits in order of place; a phrase swallows the words inside it, and a word after an empty box is not said."""
    kept: list[tuple[int, int, Term]] = []
    squeezed, places = squeeze(lowered)
    for stop, (length, term) in lexicon.automaton.iter(flat(squeezed)):
        end = stop - 1
        start = end - length
        while kept and kept[-1][0] >= start and kept[-1][1] <= end and length > kept[-1][1] - kept[-1][0]:
            kept.pop()
        if not kept or kept[-1][1] < end:  # else the longer phrase with the same end came first
            kept.append((start, end, term))
    if places:
        kept = [(back(start, places), back(end, places), term) for start, end, term in kept]
    return [
        Hit(start, end, term, term.roles)
        for start, end, term in kept
        if term.roles and not (lowered[start - 2 : start] == "] " and lowered[start - 4 : start] == "[ ] ")
    ]


def _sentences(text: str, lowered: str, found: list[tuple[int, int, str]]) -> list[Sentence]:
    cuts = {0: "none"}
    for boundary in _BOUNDARY.finditer(text):
        if boundary[0][0] != "." or not _abbreviated(lowered, boundary.start()):
            cuts.setdefault(boundary.end(), "")
    ends = {start: end for start, end, _ in found}
    starts = sorted(ends)
    for place in [
        place for place in cuts if (before := bisect_left(starts, place)) and place < ends[starts[before - 1]]
    ]:
        del cuts[place]
    cuts.update({start: kind for start, _, kind in found})
    places = _no_longer_than(LONGEST_SENTENCE, sorted(cuts), len(text))
    section = "none"
    inline = False
    sentences: list[Sentence] = []
    for start, end in zip(places, [*places[1:], len(text)], strict=True):
        if start and not cuts.get(start) and section in _ENDS_WITH_ITS_LINE and inline and _new_line(text, start):
            section = "none"
        if cuts.get(start):
            inline = any(
                each.isalnum() for each in text[ends.get(start, start) : text.find("\n", start) + 1 or len(text)]
            )
        section = cuts.get(start) or section
        if start < end or not sentences:
            sentences.append(Sentence(start, end, section))
    return sentences


def _no_longer_than(longest: int, places: list[int], end: int) -> list[int]:
    """The same cuts, and more where a sentence would be so long that reading it took more than linear time."""
    cut: list[int] = []
    for start, stop in zip(places, [*places[1:], end], strict=True):
        cut.extend(range(start, max(stop, start + 1), longest))
    return cut


def _new_line(text: str, start: int) -> bool:
    return "\n" in text[max(0, start - 2) : start + 1]


def _abbreviated(lowered: str, stop: int) -> bool:
    """Whether a full stop belongs to an abbreviation or to the number of a list item."""
    word = lowered[max(0, stop - 8) : stop].rpartition(" ")[2].lstrip("(\n,:")
    if word in _ABBREVIATIONS:
        return True
    if not word.isdigit() or len(word) > 2:
        return False
    before = lowered[max(0, stop - len(word) - 4) : stop - len(word)].rstrip(" \t")
    return not before or before[-1] in "\n,:.;#-"  # a number after a word ends a sentence: "grip left 92."


_FOUND: Final = (
    BIT["muscle"]
    | BIT["region"]
    | BIT["reflexes"]
    | BIT["grade_word"]
    | BIT["strength"]
    | BIT["tone"]
    | BIT["coordination"]
    | BIT["cranial_nerves"]
)
_TESTED: Final = BIT["strength"] | BIT["grade_word"] | BIT["reflexes"] | BIT["tone"] | BIT["coordination"]
_TOLD: Final = ("past", "family", "ros", "advice", "goals", "frequency", "other")
_ENDS_WITH_ITS_LINE: Final = ("complaint", "past", "advice", "frequency", "other", "ros")
"""Sections that end with their line where text stands beside the heading: "PMH: HTN" and then the story goes on."""
_OPEN: Final = ("none", "history", "assessment", "both", "plan", "complaint", "other", "results", "diagnosis")


def _mark_examinations(note: Note) -> None:
    """Say which sentences tell an examiner's findings: under such a heading, or in running text after "on exam".

    In running text a written grade, a tendon reflex or a cranial nerve is a finding too: no patient tells those.
    """
    running = False
    section = turned = ""
    for sentence in note.sentences:
        if sentence.section != section:
            section, running, turned = sentence.section, False, ""
        if section in _TOLD and _turns_to_exam(note, sentence):
            turned = section
        if section == turned:
            sentence.section = "none"
        if section == "exam":
            sentence.exam = True
        elif sentence.section in _OPEN:
            running = _examining(note, sentence, running)
            sentence.exam = running


def _turns_to_exam(note: Note, sentence: Sentence) -> bool:
    """Whether a text under a heading such as "PMH" goes over to the examination without another heading."""
    opening = sentence.having(BIT["examines"])
    if opening and opening[0].start - sentence.start < 12:
        return True
    if (
        sentence.section in ("past", "other", "frequency")
        and sentence.roles & _TESTED
        and not sentence.roles & BIT["past"]
    ):
        return True
    return bool(note.graded and sentence.roles & _FOUND and _GRADE.search(note.lowered, sentence.start, sentence.end))


def _examining(note: Note, sentence: Sentence, running: bool) -> bool:
    if sentence.roles & BIT["examines"]:
        return True
    if note.graded and sentence.roles & _FOUND and _GRADE.search(note.lowered, sentence.start, sentence.end):
        return not sentence.roles & BIT["family"]
    if sentence.roles & (BIT["complains"] | BIT["plan_action"] | BIT["conclusion"] | BIT["past"] | BIT["family"]):
        return False
    return running or bool(sentence.roles & BIT["reflexes"])
