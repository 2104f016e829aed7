"""The rest of the examination (reflexes, sensation, tone, cranial nerves), and what the patient can do."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT, sections, small_pattern, small_words
from denialrisk.features.notes.text import Hit, Note, Sentence

_NEVER: Final = sections("family", "advice", "past", "goals", "keywords", "frequency")
_TOLD: Final = sections("ros", "history", "complaint")
_NOT_ABLE: Final = sections("family", "advice", "keywords")
_UNTESTED: Final = re.compile(
    r"\W*(?:exam )?(?:is |was |were |are )?(?:could not be|cannot be|can't be|not|unable to be|deferred|untestable)"
    r"\s?(?:reliably )?(?:assess|test|examin|check|done|perform|(?<!be )obtain|grad|possible|feasible|\W*$)"
    r"|\W*(?:nt|n/t)\b"
)
_TESTED: Final = (
    BIT["reflexes"] | BIT["sensation"] | BIT["numb"] | BIT["tone"] | BIT["cranial_nerves"] | BIT["droop"]
    | BIT["coordination"]
)  # fmt: skip
# A word of ability and then any act: "struggles to knead dough", "cannot whistle for the dog" is a task as well.
_TASK: Final = re.compile(
    r" (?:(?:to|in|with|even|longer|longer able to|properly|fully) )?"
    r"(?P<act>[a-z]{3,}ing\b|(?:(?<=to )|(?<=cannot )|(?<=could not )|(?<=can't ))[a-z]{3,}\b)"
)
_MOVES: Final = re.compile(
    r"\b(?:mov(?:e|ing)|lift(?:ing)?|rais(?:e|ing)|bend(?:ing)?|extend(?:ing)?|flex(?:ing)?|wiggl(?:e|ing)|elevat(?:e|ing)"
    r"|abduct(?:ing)?|dorsiflex(?:ing)?|plantar ?flex|evert|invert|spread|oppose|squeeze|straighten(?:ing)?"
    r"|clos(?:e|ing)|bring(?:ing)?|kick(?:ing)?|lower(?:ing)?)$"
)
_MECHANISM: Final = re.compile(r"\b(?:after|since|while|whilst|started|began|from|by) $")
"""Before doing something this tells when a complaint began, not what the patient can do: "pain since gardening"."""
_TOLD_BY_PATIENT: Final = sections("history", "complaint")
_UNDER_PLAN: Final = sections("plan")
_UNDER_ROS: Final = sections("ros")
_ORDERING: Final = BIT["plan_action"] | BIT["treatment"] | BIT["ordered"] | BIT["imperative"]
_ABILITY: Final = BIT["able"] | BIT["gait"] | BIT["device"] | BIT["function"] | BIT["falls"]
"""An act is a finding beside a word of ability only."""
_ABLE: Final = BIT["able"]
_ACT: Final = BIT["act"]
_COMPLAINS: Final = BIT["complains"]
_COORDINATION: Final = BIT["coordination"]
_CRANIAL_NERVES: Final = BIT["cranial_nerves"]
_DEVICE: Final = BIT["device"]
_DROOP: Final = BIT["droop"]
_FALLS: Final = BIT["falls"]
_FUNCTION: Final = BIT["function"]
_GAIT: Final = BIT["gait"]
_HANDED: Final = BIT["handed"]
_LOOKED: Final = BIT["looked"]
_NUMB: Final = BIT["numb"]
_ORDERED: Final = BIT["ordered"]
_REFLEXES: Final = BIT["reflexes"]
_REGION: Final = BIT["region"]
_SENSATION: Final = BIT["sensation"]
_TONE: Final = BIT["tone"]
_WEAKNESS: Final = BIT["weakness"]
_TELLING: Final = _TESTED | _REGION | _WEAKNESS | _ABILITY | _HANDED


def read_exam(note: Note, findings: Findings) -> None:
    """Add the findings of all sentences."""
    for number, sentence in enumerate(note.sentences):
        if sentence.roles & _TELLING and _may_tell(sentence):
            findings.read(note.starts[number], sentence, _read)


def _may_tell(sentence: Sentence) -> bool:
    """Whether a sentence with one of the roles can hold a finding where it stands."""
    if sentence.roles & _HANDED or (sentence.roles & _ABILITY and not sentence.section & _NOT_ABLE):
        return True
    if sentence.section & _NEVER:
        return False
    if sentence.roles & _TESTED:
        return True
    if not sentence.exam and (sentence.roles & _COMPLAINS or sentence.section & _TOLD):
        return False
    for hit in sentence.hits:
        if _is_facial(hit):
            return True
    return False


def _read(sentence: Sentence, findings: Findings) -> None:
    if sentence.roles & (_TESTED | _REGION | _WEAKNESS) and not sentence.section & _NEVER:
        _examined(sentence, findings)
    if sentence.roles & _ABILITY and not sentence.section & _NOT_ABLE:
        _able(sentence, findings)
    if sentence.roles & _HANDED:
        _handed(sentence, findings)


def _handed(sentence: Sentence, findings: Findings) -> None:
    for hit in sentence.hits:
        if hit.roles & _HANDED and _is_said(hit):
            findings.add("handedness", hit.place, state="present", value=hit.term.values["handed"])
            return


def _is_said(hit: Hit) -> bool:
    """Whether it is said of the patient, and not of another person or of nobody."""
    return hit.state not in ("family", "conditional")


def _examined(sentence: Sentence, findings: Findings) -> None:
    told = not sentence.exam and bool(sentence.section & _TOLD)
    for hit in sentence.hits:
        facial = _is_facial(hit)
        if not (facial or hit.roles & _TESTED) or _is_untested(sentence.words, hit.end):
            continue
        if hit.roles & _TESTED:
            _tested(sentence, hit, findings, told)
        if facial and _observed(sentence, hit, told):
            findings.add("cranial_nerves", hit.place)
        if hit.roles & _DROOP and _is_said(hit):
            findings.add("facial_weakness", hit.place, state=hit.state)
        if hit.roles & _COORDINATION and not told:
            findings.add("coordination", hit.place)


def _tested(sentence: Sentence, hit: Hit, findings: Findings, told: bool) -> None:
    """Reflexes, sensation and tone."""
    asked = bool(sentence.section & _UNDER_ROS)
    if hit.roles & _REFLEXES and not asked and not _of_a_pupil(sentence, hit):
        findings.add("reflexes", hit.place)
    if hit.roles & (_SENSATION | _NUMB) and _sensation(sentence, hit, told):
        findings.add("sensation", hit.place)
    if hit.roles & _TONE and not asked and (sentence.exam or not sentence.roles & _COMPLAINS):
        findings.add("tone_atrophy", hit.place)


def _is_untested(words: str, end: int) -> bool:
    """Whether it is said after a word that it could not be tested."""
    for place in range(end, len(words) - 1):
        if words[place].isalnum() or words[place] == "_":  # so the first two letters begin a word of _UNTESTED
            likely = words[place] in "eiwacnud" and words[place + 1] in "xsaerotn/"
            return likely and _UNTESTED.match(words, end) is not None
    return False


def _of_a_pupil(sentence: Sentence, hit: Hit) -> bool:
    """Whether it is pupils that are brisk."""
    return sentence.words.startswith("brisk", hit.start) and "pupil" in sentence.words


def _is_facial(hit: Hit) -> bool:
    """Whether it is of cranial nerves; facial weakness that an examiner finds is a finding of them."""
    if hit.roles & (_CRANIAL_NERVES | _DROOP):
        return True
    if hit.roles & _REGION and hit.term.values.get("region") == "face":
        return True
    return bool(hit.roles & _WEAKNESS) and hit.term.values.get("weakness") == "facial"


def _sensation(sentence: Sentence, hit: Hit, told: bool) -> bool:
    """Examined sensation; numbness only where the examiner looked for it, and nothing that could not be tested."""
    if sentence.exam:
        return not (hit.roles & _NUMB and sentence.roles & _COMPLAINS)
    if (told and not sentence.section & _TOLD_BY_PATIENT) or hit.roles & _NUMB:
        return False
    return not sentence.roles & _COMPLAINS


def _observed(sentence: Sentence, hit: Hit, told: bool) -> bool:
    """Cranial nerves by name are always examined; a face or tongue is only where the examination is told."""
    if sentence.exam or (sentence.roles & _LOOKED and not told and not sentence.roles & _COMPLAINS):
        return True
    if sentence.section & _UNDER_ROS or sentence.roles & _COMPLAINS:
        return False
    return not told and sentence.words[hit.start : hit.end] not in small_words("face")


def _able(sentence: Sentence, findings: Findings) -> None:
    ordering = bool(sentence.section & _UNDER_PLAN or sentence.roles & _ORDERING)
    for place, hit in enumerate(sentence.hits):
        if not hit.roles & (_ABILITY | _ACT) or not _is_said(hit):
            continue
        if hit.roles & _ABLE and _is_task(sentence, hit):
            findings.add("function", hit.place)
        if ordering and sentence.words[hit.start : hit.end] in small_words("orders"):
            continue
        if _walks(sentence, hit):
            findings.add("gait", hit.place, state="present", value="device" if hit.roles & _DEVICE else None)
        if (hit.roles & _FUNCTION and not _is_mechanism(sentence, hit)) or (
            hit.roles & _ACT and _beside_ability(sentence, place)
        ):
            findings.add("function", hit.place)
        if hit.roles & _FALLS:
            findings.add("falls", hit.place, state=hit.state)


def _walks(sentence: Sentence, hit: Hit) -> bool:
    """Whether it tells how the patient walks, or with what; a device that is yet to come does not."""
    if hit.roles & _GAIT and not _is_untested(sentence.words, hit.end):
        return True
    return bool(hit.roles & _DEVICE) and not sentence.section & _UNDER_PLAN and not sentence.roles & _ORDERED


def names_task(sentence: Sentence) -> bool:
    """Whether a sentence says that something can or cannot be done: "cannot get a barbell past his ear"."""
    if sentence.roles & _ABLE:
        for hit in sentence.hits:
            if hit.roles & _ABLE and _is_said(hit) and _is_task(sentence, hit):
                return True
    return False


def _is_task(sentence: Sentence, able: Hit) -> bool:
    """Whether an act follows a word of ability; to lift or move a limb is an examination, no task."""
    if not sentence.words.startswith(" ", able.end):  # as _TASK begins
        return False
    task = _TASK.match(sentence.words, able.end)
    if task is None or small_pattern("no_task").match(sentence.words, task.start("act")):
        return False
    return not (_region_follows(sentence, task.end(), 0, len(sentence.hits)) and _MOVES.search(task[0]))


def _region_follows(sentence: Sentence, end: int, first: int, stop: int) -> bool:
    """Whether one of the hits from a place on to another is a part of the body, soon after a word that ends there."""
    for place in range(first, min(stop, len(sentence.hits))):
        hit = sentence.hits[place]
        if hit.roles & _REGION and 0 <= hit.start - end < 18:
            return True
    return False


def _is_mechanism(sentence: Sentence, hit: Hit) -> bool:
    """Whether an act is what brought the complaint on: "began after lifting boxes"."""
    if sentence.roles & _ABLE or not sentence.words[hit.start : hit.end].split()[0].endswith("ing"):
        return False
    return _MECHANISM.search(sentence.words, max(0, hit.start - 10), hit.start) is not None


def _beside_ability(sentence: Sentence, place: int) -> bool:
    """Whether a word of ability stands near an everyday act: "trouble getting out", "climbs without help"."""
    act = sentence.hits[place]
    if not sentence.roles & _ABLE or not _ability_near(sentence, place):
        return False
    moves = _region_follows(sentence, act.end, place + 1, place + 4)
    return not (moves and _MOVES.search(sentence.words[act.start : act.end]))


def _ability_near(sentence: Sentence, place: int) -> bool:
    act = sentence.hits[place]
    for near in range(max(0, place - 4), min(place + 4, len(sentence.hits))):
        hit = sentence.hits[near]
        if near != place and hit.roles & _ABLE and -45 < act.start - hit.end < 45:
            return True
    return False
