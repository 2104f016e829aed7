"""Strength compared: then with now, right with left, near with far."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.findings import Findings, Statement
from denialrisk.features.notes.grades import Grade
from denialrisk.features.notes.lexicon import BIT, sections
from denialrisk.features.notes.places import within
from denialrisk.features.notes.spelling import holds_one, in_word
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
_MORE: Final = (">", "than", "over")
"""One of these stands in what _PREVAILS finds; or else a word with the ending of "mostly" or "all"."""
_NO_EXAM: Final = sections("family", "advice", "goals")
_NEAR_OR_FAR: Final = ("prox", "dist")
_COMPARED: Final = BIT["compared"]
_SIDE: Final = BIT["side"]
_SPREAD: Final = BIT["spread"]


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


def compare_sides(strengths: list[Statement], findings: Findings) -> None:
    """Add that right and left were compared where a grade or a finding of both is told."""
    right: tuple[int, int] | None = None
    left = False
    for told in strengths:
        if told.number is not None or told.topic.value == "reduced":
            if told.topic.side == "right":
                right = (told.start, told.end)
            elif told.topic.side == "left":
                left = True
    if left and right is not None:
        findings.add("comparison", right)


def read_near_and_far(note: Note, findings: Findings) -> None:
    """Add what is said of near against far muscles."""
    if note.roles & _SPREAD:
        for number, sentence in enumerate(note.sentences):
            if sentence.roles & _SPREAD and _of_strength(sentence) and _may_prevail(sentence.words):
                findings.read(note.starts[number], sentence, _prevailing)


def _of_strength(sentence: Sentence) -> bool:
    """Whether a sentence that names near or far muscles may speak of their strength."""
    return not (sentence.roles & _FELT or sentence.section & _NO_EXAM)


def _may_prevail(words: str) -> bool:
    """Whether near and far muscles may be compared: a cheap question, so that few sentences remember the answer."""
    if not holds_one(words, _NEAR_OR_FAR):
        return False
    place = _near_or_far(words, 0)
    if place >= 0 and holds_one(words, _MORE):
        return True
    while place >= 0:
        if place > 1 and words[place - 1] == " " and words[place - 2] in "ly":
            return True
        place = _near_or_far(words, place + 1)
    return False


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
    elif now_then := _FORCE_THEN_NOW.search(words) if _may_tell_both(words) and holds_one(words, _COMPARING) else None:
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


def _may_tell_both(words: str) -> bool:
    """Whether a number stands after a word that stands after another number: "14 kg, last visit 12"."""
    first = True
    for place, letter in enumerate(words):
        if "0" <= letter <= "9" or (letter > "\x7f" and letter.isdecimal()):
            if not first and _follows_word(words, place):
                return True
            first = False
    return False


def _follows_word(words: str, place: int) -> bool:
    """Whether nothing but blanks or a colon stands between a place and the word before."""
    start = place
    while start > 0 and (words[start - 1] == ":" or words[start - 1].isspace()):
        start -= 1
    return 0 < start < place and words[start - 1].isalpha()


def _compared(then: float, now: float) -> str:
    return "improving" if now > then else "progressive" if now < then else "stable"


def _prevailing(sentence: Sentence, findings: Findings) -> None:
    """What a comparison of near and far says of the weakness: "prox >> distal", "purely proximal"."""
    words = sentence.words
    place = _near_or_far(words, 0)
    while place >= 0:
        if more := _PREVAILS.match(words, _word_before(words, place)) or _PREVAILS.match(words, place):
            value = "proximal" if (more[1] or more[2]).startswith("prox") else "distal"
            findings.add("distribution", more.span(), state="present", value=value)
            return
        place = _near_or_far(words, place + 1)


def _near_or_far(words: str, place: int) -> int:
    """Where from a place on the next word begins that may be "proximal" or "distal"; -1 if none does."""
    for start in range(place, len(words) - 3):
        begins = words[start] in "pd" and (not start or not in_word(words[start - 1]))
        if begins and words[start + 1] in "ri" and words.startswith(_NEAR_OR_FAR, start):
            return start
    return -1


def _word_before(words: str, place: int) -> int:
    """Where the word begins that stands before a place, with one blank between; the place itself if none does."""
    if place < 2 or words[place - 1] != " " or not in_word(words[place - 2]):
        return place
    place -= 2
    while place > 0 and in_word(words[place - 1]):
        place -= 1
    return place


def tell_pattern(note: Note, weak: list[Grade], strengths: list[Statement], findings: Findings) -> None:
    """Proximal or distal by the muscles graded weak: girdles only, or hands and feet only; or the others strong."""
    near = far = True
    for grade in weak:
        near = near and grade.near
        far = far and grade.far
    if not near and not far:
        return
    parts = _sides_of_parts(weak)
    if not parts or _one_sided(parts):
        return
    reduced = [told for told in strengths if told.topic.value == "reduced"]
    sides = {told.topic.side for told in reduced} - {None}
    if sides in ({"left"}, {"right"}):
        return
    place = (reduced[0].start, reduced[0].end)
    both = "arm" in parts and "leg" in parts
    several = sides and len({muscle for grade in weak for muscle in grade.muscles}) > 1
    for value, fits, plain, other in (
        ("proximal", near, both or several, "distal"),
        ("distal", far, both, "proximal"),
    ):
        if fits and (plain or _spared(note) == {other}):
            findings.add("distribution", place, state="present", value=value)
            if not sides:  # hips and shoulders, or hands and feet, and no side told
                findings.add("laterality", place, state="present", value=None, side="bilateral")


def _sides_of_parts(weak: list[Grade]) -> dict[str, set[str]]:
    """The sides on which each part of the body is weak."""
    parts: dict[str, set[str]] = {}
    for grade in weak:
        for hit in grade.where.regions:
            parts.setdefault(hit.term.values["region"], set()).update(sides_of(grade.where))
    return parts


def _one_sided(parts: dict[str, set[str]]) -> bool:
    """Whether an arm or a leg is weak on one side alone."""
    for sides in parts.values():
        if len(sides) == 1 and ("left" in sides or "right" in sides):
            return True
    return False


def _spared(note: Note) -> set[str]:
    """Whether near or far muscles are said to be strong: "distal power full"."""
    spared: set[str] = set()
    for sentence in note.sentences:
        if sentence.roles & _SPREAD and _of_strength(sentence):
            spared.update(sentence.once(_strong))
    return spared


def _strong(sentence: Sentence) -> tuple[str, ...]:
    """Of "proximal" and "distal" what a sentence calls strong."""
    words = sentence.words
    strong = []
    place = _near_or_far(words, 0)
    while place >= 0:
        if found := _SPARED.match(words, place):
            strong.append(found[1])
        place = _near_or_far(words, place + 1)
    return tuple(strong)


def measured_forces(sentence: Sentence, findings: Findings) -> None:
    """Measured forces of right and left, of which the smaller is less than four fifths of the larger."""
    if not sentence.roles & _SIDE or not _names_force(sentence.words):
        return
    forces: dict[str, tuple[float, int, int, int]] = {}
    for found in _FORCE.finditer(sentence.words):
        forces.setdefault(found[1][0], (float(found[2]), found.start(), found.end(), found.start(2)))
    if len(forces) == 2:
        (weaker, start, end, figure), (stronger, *_) = sorted(forces.values())
        if 0 < weaker < 0.8 * stronger:
            add_strength(findings, "reduced", (start, end), within(sentence, start, figure), None)


def _names_force(words: str) -> bool:
    """Whether a number has the unit of a force."""
    for place, letter in enumerate(words):
        if place and letter in "klpn":
            figure = place - 2 if place > 1 and words[place - 1].isspace() else place - 1
            if words[figure].isdecimal() and _FORCE_UNIT.match(words, figure):
                return True
    return False
