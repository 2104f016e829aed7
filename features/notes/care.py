"""What was concluded and done: which sentences tell of tests, assessment, plan, therapy and the papers around them."""

from __future__ import annotations

from typing import Final

from denialrisk.features.notes.conclusion import EXAMINED
from denialrisk.features.notes.findings import Findings, topic
from denialrisk.features.notes.lexicon import BIT, sections
from denialrisk.features.notes.papers import (
    PAPERS,
    may_differ,
    read_assessment,
    read_differential,
    read_papers,
    read_reviews,
    read_tests,
)
from denialrisk.features.notes.plan import may_plan, may_treat, read_closing, read_plan, tells_plan
from denialrisk.features.notes.signature import read_signature
from denialrisk.features.notes.text import Note, Sentence
from denialrisk.features.notes.therapy import aims, read_therapy

_PLANNED_OR_GOALS: Final = sections("plan", "both", "goals")
_UNDER_FREQUENCY: Final = sections("frequency")
_UNDER_GOALS: Final = sections("goals")
_COMPLAINT: Final = BIT["weakness"] | BIT["weak"] | BIT["true_weakness"]
_GONE_THROUGH: Final = BIT["reviewing"] | BIT["told_apart"]
_ASKED: Final = PAPERS | BIT["test"] | BIT["differential_named"] | BIT["reviewing"]
"""Roles that are read wherever they stand."""
_CONSIDERED: Final = BIT["differential_named"] | BIT["cause"]
_OF_THERAPY: Final = BIT["goals"] | BIT["deadline"] | BIT["rate"]
_PLANS: Final = BIT["plan_action"] | BIT["imperative"]
_READ: Final = _ASKED | _OF_THERAPY | _PLANS | BIT["told_apart"] | BIT["cause"] | BIT["treatment"]
"""A sentence with none of these is read only for where it stands: a conclusion, or a line of the plan or the goals."""
_ASSESSMENT: Final = topic("assessment")
_PLAN: Final = topic("plan")
_THERAPY_GOALS: Final = topic("therapy_goals")
"""Keys of findings of which the first of a note is kept, so that others need not be looked for."""
_CAUSE: Final = BIT["cause"]
_RATE_BIT: Final = BIT["rate"]
_TEST: Final = BIT["test"]
_THERAPY: Final = BIT["therapy"]
_TOLD_APART_BIT: Final = BIT["told_apart"]


def read_care(note: Note, findings: Findings) -> None:
    """Add the findings of all sentences."""
    therapy = bool(note.roles & _THERAPY)
    read_signature(note, findings)
    read_closing(note, findings)
    said = findings.said
    examined = planned = False
    for number, sentence in enumerate(note.sentences):
        roles = sentence.roles
        before = examined
        examined = examined or sentence.exam or sentence.concludes or bool(roles & EXAMINED)
        if not (roles & _READ or sentence.concludes or sentence.section & _PLANNED_OR_GOALS):
            continue
        treats = before and may_treat(sentence)
        plans = treats or may_plan(sentence)
        planned = planned or (plans and _PLAN in said)
        treated = treats and not planned and tells_plan(note, number)
        context = (True,) if treated else ()
        if therapy and roles & _OF_THERAPY and aims(sentence):
            findings.read(note.starts[number], sentence, _read_of_therapy, context)
        elif (
            _asked(sentence)
            or treated
            or (not planned and may_plan(sentence))
            or (sentence.concludes and _ASSESSMENT not in said)
            or (sentence.section & _UNDER_GOALS and _THERAPY_GOALS not in said)
        ):
            findings.read(note.starts[number], sentence, _read, context)


def _asked(sentence: Sentence) -> bool:
    """Whether a sentence can hold a finding, of therapy or not, beside that of an assessment or a plan."""
    roles = sentence.roles
    if roles & _ASKED or (roles & _TOLD_APART_BIT and roles & _COMPLAINT):
        return True
    if roles & _CAUSE and may_differ(sentence):
        return True
    return bool(roles & _RATE_BIT and sentence.section & _UNDER_FREQUENCY)


def _read_of_therapy(sentence: Sentence, findings: Findings, treated: bool = False) -> None:
    """What is read in a note of therapy; ``treated``: a treatment named here may be the plan of the note."""
    _read_all(sentence, findings, treated, True)


def _read(sentence: Sentence, findings: Findings, treated: bool = False) -> None:
    """What is read in another note, and in a sentence that speaks of no therapy."""
    _read_all(sentence, findings, treated, False)


def _read_all(sentence: Sentence, findings: Findings, treated: bool, therapy: bool) -> None:
    roles = sentence.roles
    if roles & _TEST:
        read_tests(sentence, findings)
    if sentence.concludes:
        read_assessment(sentence, findings)
    if roles & _CONSIDERED:
        read_differential(sentence, findings)
    read_plan(sentence, findings, treated)
    if roles & _OF_THERAPY or sentence.section & _UNDER_GOALS:
        read_therapy(sentence, findings, therapy)
    if roles & _GONE_THROUGH:
        read_reviews(sentence, findings)
    if roles & PAPERS:
        read_papers(sentence, findings)
