"""What was concluded and done: tests, assessment, plan, therapy goals, and the papers around them."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT, small_words
from denialrisk.features.notes.text import Hit, Note, Sentence

_AFFIRMED: Final = ("present", "uncertain")
_DECIDED: Final = ("none", "assessment", "results", "other", "advice", "frequency")
"""Sections outside the plan in which a decision may be told; in a history it is past care."""
_FREQUENCY: Final = re.compile(
    r"\b(?:\d|once|twice|one|two|three|four|five)(?:\s?(?:-|to|\u2013)\s?\d)?\s?(?:x|times?|visits?|sessions?"
    r"|days?|\b)"
    r"\s?(?:a |per |/|each |every |x\s?)?\s?(?:weekly|week|wk)s?\b|\b\d[wx]\s?\d{1,2}\b|\bbiw\b|\btiw\b|(?:pt"
    r"|ot|slp|physio|therapy) weekly\b"
)
_THERAPY: Final = re.compile(
    r"\b(?:pt|ot|st|slp|pt/ot|physical|occupational|speech|physio|physiotherapy|rehab|rehabilitation"
    r"|treatment frequency|plan of care"
    r"|poc|skilled|tx|dc to hep|hep|prehab|hand therapy)\b"
)
_AIM: Final = re.compile(
    r"\b(?:patient|pt|resident|client|he|she) (?:will|to) (?:be able to )?(?:ambulate|transfer|perform|walk"
    r"|climb|stand|demonstrate|dress)"
    r"[^.;]*\b(?:in|within|by) \d{1,2} (?:weeks|wks|visits|sessions|days)"
)
_DATE: Final = re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(?:19|20)\d\d\b")

_NO_PLAN: Final = ("past", "family", "ros", "advice", "goals", "keywords", "complaint")
_CONCLUDED: Final = BIT["conclusion"] | BIT["test"] | BIT["examines"]
_SHORT: Final = 14
_ARRANGED: Final = re.compile(r"\b(?:ordered|requested|sent(?! by)|drawn|booked|arranged)\b")
_DIAGNOSED: Final = BIT["cause"] | BIT["weakness"] | BIT["weak"]
_DONE: Final = BIT["treatment"] | BIT["plan_action"] | BIT["test"]
_SAID: Final = BIT["negate"] | BIT["conclusion"] | BIT["cause"] | BIT["weakness"] | BIT["strength"] | BIT["signed"]
_NOT_CLOSING: Final = BIT["complains"] | BIT["past"] | BIT["family"] | BIT["earlier_care"] | BIT["condition"]
_PERSON: Final = re.compile(r"\b(?:he|she|his|takes|taking|on home|has been|had|tried|uses)\b")


def read_care(note: Note, findings: Findings) -> None:
    """Add the findings of all sentences."""
    therapy = bool(_THERAPY.search(note.lowered))
    weekly = bool(_FREQUENCY.search(note.lowered))
    planned = any(sentence.section in ("plan", "both") for sentence in note.sentences)
    _closing(note, findings)
    for sentence in note.sentences:
        _tests(sentence, findings)
        _assessment(note, sentence, findings)
        _plan(note, sentence, findings, planned)
        _therapy(note, sentence, findings, therapy=therapy, weekly=weekly)
        _papers(note, sentence, findings)


def _place(hit: Hit) -> tuple[int, int]:
    return hit.start, hit.end


def _content(note: Note, sentence: Sentence) -> str:
    """The sentence without its heading."""
    words = note.lowered[sentence.start : sentence.end]
    return words.partition(":")[2] if ":" in words[:70] else words


def _tests(sentence: Sentence, findings: Findings) -> None:
    if sentence.section in ("family", "ros", "goals", "keywords") or not sentence.roles & BIT["test"]:
        return
    for place, hit in enumerate(sentence.hits):
        if (
            not hit.roles & BIT["test"]
            or hit.state not in ("present", "uncertain", "historical")
            or _not_done(sentence, place)
        ):
            continue
        findings.add("tests", _place(hit), value=hit.term.values["test"])
        if sentence.roles & BIT["rationale"]:
            findings.add("test_rationale", _place(sentence.having(BIT["rationale"])[0]))
        if sentence.roles & BIT["reviewed"]:
            findings.add("results_reviewed", _place(sentence.having(BIT["reviewed"])[0]))


def _not_done(sentence: Sentence, place: int) -> bool:
    """Whether the next words say that it did not take place, or only would if ("MRI if not better")."""
    hit = sentence.hits[place]
    return any(
        after.roles & (BIT["not_done"] | BIT["condition"]) and after.start - hit.end < 25
        for after in sentence.hits[place + 1 : place + 4]
    )


def _assessment(note: Note, sentence: Sentence, findings: Findings) -> None:
    if sentence.section in ("assessment", "both"):
        if any(each.isalnum() for each in _content(note, sentence)):
            findings.add("assessment", (sentence.start, sentence.end))
    elif sentence.concludes:
        findings.add("assessment", (sentence.start, sentence.end))
    if sentence.roles & BIT["differential_named"]:
        findings.add("differential", _place(sentence.having(BIT["differential_named"])[0]))


def _plan(note: Note, sentence: Sentence, findings: Findings, planned: bool) -> None:
    if sentence.section in ("plan", "both"):
        if any(each.isalnum() for each in _content(note, sentence)):
            findings.add("plan", (sentence.start, sentence.end))
    elif sentence.section in _DECIDED and not sentence.roles & BIT["earlier_care"]:
        for hit in sentence.having(BIT["plan_action"]):
            if hit.state in _AFFIRMED:
                findings.add("plan", _place(hit))
    if sentence.section in _NO_PLAN:
        return
    if _imperative(note, sentence):
        findings.add("plan", (sentence.start, sentence.end))
    if sentence.roles & BIT["test"] and _ARRANGED.search(note.lowered, sentence.start, sentence.end):
        _arranged_tests(sentence, findings)
    if not planned and sentence.roles & BIT["treatment"]:
        _treatment(note, sentence, findings)


def _arranged_tests(sentence: Sentence, findings: Findings) -> None:
    for hit in sentence.having(BIT["test"]):
        if hit.state in _AFFIRMED:
            findings.add("plan", _place(hit))


def _closing(note: Note, findings: Findings) -> None:
    """The last words of an encounter note that are neither finding, complaint nor diagnosis: what was decided.

    Only after a diagnosis, as in "Strep pharyngitis. Amox." A text that ends with a history decides nothing.
    """
    concluded = False
    for sentence in note.sentences:
        words = note.lowered[sentence.start : sentence.end]
        if sentence.concludes:
            concluded = True
            closing = sentence.section in ("assessment", "diagnosis") and not sentence.roles & _DIAGNOSED
        else:
            closing = concluded and not sentence.exam and sentence.section in ("none", "assessment", "results")
        if not closing or not concluded or ":" in words or not any(each.isalpha() for each in words):
            continue
        last = sentence.end >= note.sentences[-1].start and not sentence.roles & _SAID
        last = last and len(words.split()) <= _SHORT and not _PERSON.search(words)
        if not sentence.roles & _NOT_CLOSING and (last or sentence.roles & _DONE):
            findings.add("plan", (sentence.start, sentence.end))


def _imperative(note: Note, sentence: Sentence) -> bool:
    """Whether the sentence opens with a verb that decides: "Start prednisone 20 mg"."""
    words = note.lowered[sentence.start : sentence.start + 40].lstrip(" \t\n,-*\u2022>1234567890.)").split(maxsplit=1)
    return len(words) > 1 and words[0] in small_words("imperatives")


def _treatment(note: Note, sentence: Sentence, findings: Findings) -> None:
    """Treatment told in telegraphic style: at the start of a sentence, or in a short one after the examination."""
    if sentence.roles & (BIT["tells"] | BIT["earlier_care"] | BIT["past"] | BIT["family"]):
        return
    words = note.lowered[sentence.start : sentence.end]
    start = sentence.start + len(words) - len(words.lstrip(" \t\n,-*\u2022"))
    late = any(each.end <= sentence.start and (each.exam or each.roles & _CONCLUDED) for each in note.sentences)
    short = len(words.split()) <= _SHORT and not _PERSON.search(words)
    for place, hit in enumerate(sentence.hits):
        if not hit.roles & BIT["treatment"] or hit.state not in _AFFIRMED or _not_done(sentence, place):
            continue
        if late and (short or hit.start <= start + 12):
            findings.add("plan", _place(hit))


def _therapy(note: Note, sentence: Sentence, findings: Findings, *, therapy: bool, weekly: bool) -> None:
    if sentence.section == "goals" and any(each.isalnum() for each in _content(note, sentence)):
        findings.add("therapy_goals", (sentence.start, sentence.end))
    elif therapy and sentence.section != "advice":
        for hit in sentence.having(BIT["goals"]):
            if hit.state in _AFFIRMED:
                findings.add("therapy_goals", _place(hit))
    words = note.lowered[sentence.start : sentence.end]
    if therapy and (aim := _AIM.search(words)):
        findings.add("therapy_goals", (sentence.start + aim.start(), sentence.start + aim.end()))
    if weekly and (found := _FREQUENCY.search(words)) and (sentence.section == "frequency" or _THERAPY.search(words)):
        findings.add("plan", (sentence.start + found.start(), sentence.start + found.end()))
        findings.add("therapy_frequency", (sentence.start + found.start(), sentence.start + found.end()))


_PAPERS: Final = {
    "plan_of_care": "plan_of_care",
    "progress": "progress",
    "skilled": "skilled_need",
    "meds_reviewed": "medication_review",
    "true_weakness": "true_weakness",
    "severity": "severity_risk",
}
_PAPER_BITS: Final = (
    sum(BIT[role] for role in _PAPERS) | BIT["unskilled"] | BIT["red_flags"] | BIT["residual"] | BIT["signed"]
)


def _papers(note: Note, sentence: Sentence, findings: Findings) -> None:
    """Elements that a word alone shows."""
    for hit in sentence.having(_PAPER_BITS):
        for role, element in _PAPERS.items():
            if hit.roles & BIT[role]:
                findings.add(element, _place(hit))
        if hit.roles & BIT["unskilled"]:
            findings.add("skilled_need", _place(hit), state="negated")
        if hit.roles & BIT["red_flags"] and hit.state in ("present", "uncertain", "negated", "historical"):
            findings.add("red_flags", _place(hit), state=hit.state)
        if hit.roles & BIT["residual"]:
            findings.add("residual", _place(hit), state="present" if hit.state in _AFFIRMED else "historical")
        if hit.roles & BIT["signed"] and _DATE.search(note.lowered[hit.end : hit.end + 120]):
            findings.add("signature", _place(hit))
