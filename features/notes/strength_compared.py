"""Strength compared: then with now, right with left, near with far."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.grades import FULL, Grade
from denialrisk.features.notes.lexicon import BIT, sections, small_words
from denialrisk.features.notes.places import within
from denialrisk.features.notes.spelling import holds_one
from denialrisk.features.notes.strength_words import add_strength, sides_of
from denialrisk.features.notes.text import Note, Sentence

_FORCE: Final = re.compile(r"\b(right|left|rt|lt|r|l)\b[^\d,;]{0,26}?(\d{1,3}(?:\.\d)?)\b(?!/)")
_FORCE_UNIT: Final = re.compile(r"\d\s?(?:kg|kgs|lb|lbs|pounds|psi|nm|newtons?)\b")
_THEN_NOW: Final = re.compile(
    r"([0-5])[+-]?(?:/5)?(?:\s?(?:->|\u2192|=>|>>|to now|now)|(?<=/5)[^.;/]{1,40}\b(?:now|today)"
    r"|(?<=/5) (?:(?:on|at) (?:admission|arrival|presentation|intake|eval)|last \w+|yesterday|initially)[^.;/\d]{1,25}"
    r"|(?<=from \d/5) to)\s?([0-5])[+-]?/5"
    r"|([0-5])[+-]?/5\W{1,3}(?:was|prior|prev|previously|from|up from|down from|initially"
    r"|at eval|last visit|last week|last wk|prior eval|eval)"
    r"(?: cert| visit| note| exam)?:?\s([0-5])[+-]?/5"
    r"|([0-5])[+-]?/5 [^.;/]{0,24}\b(?:on|at) (?:day|arrival|admission|presentation|intake|pod|transfer)[^.;/]{0,70}"
    r"[^.;/\d]([0-5])[+-]?/5 (?:at|on|by|today|now)\b"
    r"|\bwas ([0-5])[+-]?/5[^.;/]{0,60}\b(?:today|now)\b[^.;/]{0,20}\b([0-5])[+-]?/5"
)
_FORCE_THEN_NOW: Final = re.compile(
    r"\b(\d{1,3}(?:\.\d)?)\s?(?:kg|lbs?|pounds|psi|n|nm)?\b[^.;/\d]{0,6}(?:\([^)]{0,12}\))?[\s,(]{1,3}"
    r"(?:was|last (?:visit|week|time|month|session)|prev(?:iously)?|up from|down from|from|at eval|initially|baseline)"
    r"[:\s]{1,2}(\d{1,3}(?:\.\d)?)\b"
)
"""A force measured now and then: "14 kg (R 31), last visit 12"."""
_LATER: Final = re.compile(
    r"\b(?:by|on) (?:the )?(?:next|second|third|fourth|fifth|sixth|seventh|tenth|\d{1,2}(?:st|nd|rd|th)?|following)"
    r" (?:post-?op(?:erative)? )?(?:day|morning|week|visit)\b|\bby (?:post-?op )?day \d"
    r"|\b(?:at|by|on|before) discharge\b"
    r"|\bwithin (?:\d{1,2}|a few|two|three|four|several) (?:min|hours|days|weeks)|\b(?:repeat|re-?)\s?exam|\brecheck"
    r"|\b(?:\d{1,2}|two|three|four|six|several) (?:min(?:ute)?s|hours|days|weeks|months) (?:later|after)\b|\bre-?eval"
)
"""Said beside a grade, this compares it with the grade told before: "by the third day it was 4/5"."""
_FELT: Final = BIT["numb"] | BIT["sensation"] | BIT["reflexes"] | BIT["tone"]
_PREVAILS: Final = re.compile(
    r"\b(prox|dist)(?:imal|al)?(?:ly)?\.? ?(?:>+|greater than|more than|worse than|over) ?(?:prox|dist)"
    r"|\b(?:purely|mainly|mostly|predominantly|chiefly|all|only|exclusively|entirely|strictly) (prox|dist)(?:imal|al)"
    r"(?:ly)?\b(?=\W*$|[.,;)]| (?:weak|in (?:pattern|distribution)|pattern|distribution|and symm))"
)
_SPARED: Final = re.compile(
    r"\b(proximal|distal)(?:ly)?(?: (?:power|strength|muscles?|motor|groups?|limbs?|is|was|are|were|all))*"
    r"[ :,]*(?:full|intact|normal|5/5|5\b|good|preserved|spared|strong)"
)
_COMPARING: Final = ("was", "last", "from", "prev", "eval", "initially", "baseline")
"""One of these stands in all that _FORCE_THEN_NOW finds."""
_CHANGING: Final = (
    *(*_COMPARING, ">", "\u2192", "now", "day", "prior"),
    *("admission", "arrival", "presentation", "intake", "pod", "transfer"),
)
"""One of these stands in all that _THEN_NOW finds."""
_LATER_WORDS: Final = (
    *("day", "morning", "week", "visit", "discharge", "within", "exam", "recheck", "later", "after", "eval"),
)
"""One of these stands in all that _LATER finds."""
_NO_EXAM: Final = sections("family", "advice", "goals")
_COMPARED: Final = BIT["compared"]
_SIDE: Final = BIT["side"]
_SPREAD: Final = BIT["spread"]


class Weak:
    """The muscles graded below full: the part of the body of each, the sides of each part, and the lowest grade."""

    __slots__ = ("lowest", "parts", "sides")

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}
        self.sides: dict[str, set[str]] = {}
        self.lowest: float = FULL

    def add(self, grade: Grade, sentence: Sentence) -> None:
        """Take in a grade with its places."""
        if grade.number >= FULL:
            return
        self.lowest = min(self.lowest, grade.number)
        if not grade.where.regions:
            return
        sides = sides_of(grade.where)
        for hit in grade.where.regions:
            part = hit.term.values["region"]
            self.parts[sentence.words[hit.start : hit.end]] = part
            self.sides.setdefault(part, set()).update(sides)

    def in_one_limb(self) -> bool:
        """Whether an arm or a leg is weak on one side alone, so that near and far say nothing of a pattern."""
        for sides in self.sides.values():
            if len(sides) == 1 and ("left" in sides or "right" in sides):
                return True
        return False


def compare_later(start: int, sentence: Sentence, graded: tuple[Grade, ...], before: float, findings: Findings) -> None:
    """A later grade compares itself with the lowest one before: "by the third day it was 4/5"."""
    later = sentence.once(_later_place)
    if later:
        first, last = later
        now = min([grade.number for grade in graded])
        findings.add("course", (start + first, start + last), state="present", value=_compared(before, now))


def _later_place(sentence: Sentence) -> tuple[int, ...]:
    """Where a sentence says that it speaks of a later time."""
    later = _LATER.search(sentence.words) if holds_one(sentence.words, _LATER_WORDS) else None
    return later.span() if later else ()


def compare_sides(findings: Findings) -> None:
    """Add that right and left were compared where a grade or a finding of both is told."""
    right: tuple[int, int] | None = None
    left = False
    for row in findings.of("strength"):
        if row.side and (row.number is not None or row.value == "reduced"):
            if row.side == "right":
                right = (row.start, row.end)
            elif row.side == "left":
                left = True
    if left and right is not None:
        findings.add("comparison", right)


def read_near_and_far(note: Note, findings: Findings) -> set[str]:
    """Add what is said of near against far muscles; which of them are said to be strong."""
    spared: set[str] = set()
    if not note.roles & _SPREAD:
        return spared
    for number, sentence in enumerate(note.sentences):
        if sentence.roles & _SPREAD and not sentence.roles & _FELT and _names_near_or_far(sentence):
            findings.read(note.starts[number], sentence, _prevailing)
            spared |= sentence.once(_spared)
    return spared


def _names_near_or_far(sentence: Sentence) -> bool:
    return ("prox" in sentence.words or "dist" in sentence.words) and not sentence.section & _NO_EXAM


def read_contrast(sentence: Sentence, findings: Findings) -> None:
    """The first word that compares the sides."""
    for hit in sentence.having(_COMPARED):
        findings.add("comparison", (hit.start, hit.end))
        return


def read_change(sentence: Sentence, findings: Findings) -> None:
    """Grades then and now are a course: "1/5 -> 2/5", "3/5 (was 2/5)"."""
    words = sentence.words
    if then_now := _THEN_NOW.search(words) if _three_figures(words) and holds_one(words, _CHANGING) else None:
        old = then_now[1] or then_now[4] or then_now[5] or then_now[7]
        new = then_now[2] or then_now[3] or then_now[6] or then_now[8]
        findings.add("course", then_now.span(), state="present", value=_compared(int(old), int(new)))
    elif now_then := _FORCE_THEN_NOW.search(words) if holds_one(words, _COMPARING) else None:
        findings.add(
            "course", now_then.span(), state="present", value=_compared(float(now_then[2]), float(now_then[1]))
        )


def _three_figures(words: str) -> bool:
    """Whether there are figures enough for a grade out of five and another grade."""
    figures = 0
    for letter in words:
        if "0" <= letter <= "5":
            figures += 1
    return figures > 2


def _compared(then: float, now: float) -> str:
    return "improving" if now > then else "progressive" if now < then else "stable"


def _prevailing(sentence: Sentence, findings: Findings) -> None:
    """What a comparison of near and far says of the weakness: "prox >> distal", "purely proximal"."""
    if more := _PREVAILS.search(sentence.words):
        value = "proximal" if (more[1] or more[2]).startswith("prox") else "distal"
        findings.add("distribution", more.span(), state="present", value=value)


def _spared(sentence: Sentence) -> frozenset[str]:
    """Whether near or far muscles are said to be strong: "distal power full"."""
    return frozenset(_SPARED.findall(sentence.words))


def tell_pattern(reduced: dict[str, str], spared: set[str], findings: Findings) -> None:
    """Proximal or distal by the muscles found weak: girdles only, or hands and feet only; or the others strong."""
    weak = [row for row in findings.of("strength") if row.value == "reduced"]
    sides = {row.side for row in weak} - {None}
    if not reduced or sides in ({"left"}, {"right"}):
        return
    groups = set(reduced.values())
    for value, name, other in (("proximal", "girdle", "distal"), ("distal", "hands_and_feet", "proximal")):
        plain = {"arm", "leg"} <= groups or (sides and value == "proximal" and len(reduced) > 1)
        if reduced.keys() <= small_words(name) and (plain or spared == {other}):
            findings.add("distribution", (weak[0].start, weak[0].end), state="present", value=value)
            if not sides:  # hips and shoulders, or hands and feet, and no side told
                findings.add("laterality", (weak[0].start, weak[0].end), state="present", value=None, side="bilateral")


def measured_forces(sentence: Sentence, findings: Findings) -> None:
    """Measured forces of right and left, of which the smaller is less than four fifths of the larger."""
    if not sentence.roles & _SIDE or not _FORCE_UNIT.search(sentence.words):
        return
    forces: dict[str, tuple[float, int, int, int]] = {}
    for found in _FORCE.finditer(sentence.words):
        forces.setdefault(found[1][0], (float(found[2]), found.start(), found.end(), found.start(2)))
    if len(forces) == 2:
        (weaker, start, end, figure), (stronger, *_) = sorted(forces.values())
        if 0 < weaker < 0.8 * stronger:
            add_strength(findings, "reduced", (start, end), within(sentence, start, figure), None)
