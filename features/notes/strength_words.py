"""Strength examined and told in words, full or reduced; and what reduced strength says of the weakness."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT, sections
from denialrisk.features.notes.places import Where, around, within
from denialrisk.features.notes.text import Hit, Sentence, is_current

_NOT_FOUND: Final = sections("ros", "past", "history", "family", "advice", "goals")
_UNGRADABLE: Final = re.compile(
    r"\b(?:cannot|could not|can't|unable to|not able to) be (?:reliably )?(?:graded|assessed|tested)"
)
_ABLE: Final = BIT["able"]
_COMPLAINS: Final = BIT["complains"]
_FULL_BIT: Final = BIT["full"]
_GAIT: Final = BIT["gait"]
_GRADE_WORD: Final = BIT["grade_word"]
_MUSCLE: Final = BIT["muscle"]
_NEGATE: Final = BIT["negate"]
_PARESIS: Final = BIT["paresis"]
_REDUCED: Final = BIT["reduced"]
_REFLEXES: Final = BIT["reflexes"]
_SENSATION: Final = BIT["sensation"]
_STRENGTH: Final = BIT["strength"]
_TELLS: Final = BIT["tells"]
_TONE: Final = BIT["tone"]
_WEAKNESS: Final = BIT["weakness"]


def read_words(sentence: Sentence, findings: Findings, graded: bool) -> None:
    """Add the strength that a sentence tells in words; ``graded``: beside grades only the words that grade count."""
    if not _examined(sentence) or (sentence.roles & _ABLE and _UNGRADABLE.search(sentence.words)):
        return
    for place, hit in enumerate(sentence.hits):
        if hit.roles & _GRADE_WORD:
            value = hit.term.values["grade_word"]
            if is_current(hit.state):
                add_strength(findings, value, (hit.start, hit.end), around(sentence, place), None)
            elif hit.state == "negated" and value == "reduced":
                add_strength(findings, "normal", (hit.start, hit.end), Where(), None)
        elif hit.roles & _MUSCLE and not hit.roles & _STRENGTH and not graded:
            if sentence.exam or not sentence.roles & _COMPLAINS:
                _muscle(sentence, place, findings)
        elif hit.roles & _STRENGTH and not graded:
            _qualified(sentence, place, findings)


def _muscle(sentence: Sentence, place: int, findings: Findings) -> None:
    """A muscle or movement that is called intact, full or strong right after its name."""
    hit = sentence.hits[place]
    for number in range(place + 1, min(place + 5, len(sentence.hits))):
        after = sentence.hits[number]
        if after.start - hit.end > 40 or after.roles & (_REFLEXES | _SENSATION):
            return
        if sentence.words.find(",", hit.end, after.start) >= 0:
            return
        if after.roles & _FULL_BIT:
            add_strength(findings, "normal", (hit.start, after.end), Where(), None)
            return


def _examined(sentence: Sentence) -> bool:
    """Whether a finding in words is the examiner's."""
    if sentence.exam:
        return True
    return not sentence.section & _NOT_FOUND and not sentence.roles & _TELLS


def _qualified(sentence: Sentence, place: int, findings: Findings) -> None:
    """Strength, power or motor function with the words after (else right before) that judge it."""
    hit = sentence.hits[place]
    judged = False
    denied = False
    for number in range(place + 1, len(sentence.hits)):
        after = sentence.hits[number]
        if (after.roles & (_STRENGTH | _REFLEXES | _TONE | _GAIT) and judged) or after.start - hit.end > 110:
            break
        if after.roles & _NEGATE:
            denied = True
        if after.roles & (_FULL_BIT | _REDUCED) and not (after.roles & _WEAKNESS):
            normal = bool(after.roles & _FULL_BIT) or (denied and bool(after.roles & _REDUCED))
            value = "normal" if normal else "reduced"
            where = within(sentence, hit.start, len(sentence.words)) if value == "reduced" else Where()
            add_strength(findings, value, (hit.start, after.end), where, None)
            judged, denied = True, False
    if not judged and place:
        before = sentence.hits[place - 1]
        if before.roles & (_FULL_BIT | _REDUCED) and hit.start - before.end <= 20:
            value = "normal" if before.roles & _FULL_BIT else "reduced"
            add_strength(findings, value, (before.start, hit.end), around(sentence, place), None)


def add_strength(findings: Findings, value: str, place: tuple[int, int], where: Where, number: float | None) -> None:
    sides = sides_of(where)
    for side in sides:
        findings.add("strength", place, state="present", value=value, side=side, number=number)
    if not sides:
        findings.add("strength", place, state="present", value=value, side=None, number=number)
    for region in where.regions:
        group = region.term.values["region"]
        if group != "side":
            findings.add(
                "muscle_group", (region.start, region.end), state="present", value=group, side=region.term.side
            )
    if value == "reduced":
        _note_reduced(findings, place, where)


def sides_of(where: Where) -> list[str]:
    """The sides named, in order; left and right together are bilateral."""
    sides: list[str] = []
    for side, _ in where.sides:
        if side not in sides:
            sides.append(side)
    return ["bilateral"] if "left" in sides and "right" in sides else sides


def _note_reduced(findings: Findings, place: tuple[int, int], where: Where) -> None:
    """Reduced strength on examination is weakness, with its side and distribution."""
    findings.add("weakness", place)
    for side in sides_of(where):
        findings.add("laterality", place, state="present", value=None, side=side)
    if where.sides or where.regions:
        findings.add("distribution", place, state="present", value="focal")
    for hit in where.spread:
        spread = hit.term.values["spread"]
        if spread in ("proximal", "distal"):
            findings.add("distribution", (hit.start, hit.end), state="present", value=spread)


def examined_weakness(hit: Hit, where: Where, findings: Findings) -> None:
    """Weakness that an examiner finds or looks for in vain is a strength finding; of the face it is none."""
    if _of_the_face(hit, where):
        return
    if is_current(hit.state):
        findings.add("strength", (hit.start, hit.end), state="present", value="reduced")
    elif hit.state == "negated" and not hit.roles & _PARESIS:
        findings.add("strength", (hit.start, hit.end), state="present", value="normal")


def _of_the_face(hit: Hit, where: Where) -> bool:
    if hit.term.values.get("weakness") == "facial":
        return True
    for region in where.regions:
        if region.term.values.get("region") == "face":
            return True
    return False
