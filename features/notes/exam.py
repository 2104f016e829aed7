"""The rest of the examination (reflexes, sensation, tone, cranial nerves), and what the patient can do."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT, small_pattern, small_words
from denialrisk.features.notes.text import NOT_SAID, Hit, Note, Sentence

_NEVER: Final = ("family", "advice", "past", "goals", "keywords", "frequency")
_TOLD: Final = (*_NEVER, "ros", "history", "complaint")
_UNTESTED: Final = re.compile(
    r"\W*(?:exam )?(?:is |was |were |are )?(?:could not be|cannot be|can't be|not|unable to be|deferred|untestable)"
    r"\s?(?:reliably )?(?:assess|test|examin|check|done|perform|obtain|grad|possible|feasible|$)"
    r"|\W*(?:nt|n/t)\b"
)
_ELEMENTS: Final = (
    BIT["reflexes"] | BIT["sensation"] | BIT["numb"] | BIT["tone"] | BIT["cranial_nerves"] | BIT["droop"]
    | BIT["region"] | BIT["coordination"] | BIT["weakness"]
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
_ORDERING: Final = BIT["plan_action"] | BIT["treatment"] | BIT["ordered"] | BIT["imperative"]
_ABILITY: Final = BIT["able"] | BIT["gait"] | BIT["device"] | BIT["function"] | BIT["act"] | BIT["falls"]
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


def read_exam(note: Note, findings: Findings) -> None:
    """Add the findings of all sentences."""
    findings.gather(note, _ELEMENTS | _ABILITY | _HANDED, _read)


def _read(sentence: Sentence, findings: Findings) -> None:
    if sentence.section not in _NEVER:
        _examined(sentence, findings)
    if sentence.section not in ("family", "advice", "keywords"):
        _able(sentence, findings)
    for hit in sentence.having(_HANDED):
        if hit.state not in NOT_SAID:
            findings.add("handedness", hit.place, value=hit.term.values["handed"])
            break


def _examined(sentence: Sentence, findings: Findings) -> None:
    if not sentence.roles & _ELEMENTS:
        return
    told = sentence.section in _TOLD and not sentence.exam
    asked = sentence.section == "ros"
    for hit in sentence.hits:
        if not hit.roles & _ELEMENTS or _UNTESTED.match(sentence.words, hit.end):
            continue
        if hit.roles & _REFLEXES and not asked and not _of_a_pupil(sentence, hit):
            findings.add("reflexes", hit.place)
        if hit.roles & (_SENSATION | _NUMB) and _sensation(sentence, hit, told):
            findings.add("sensation", hit.place)
        if hit.roles & _TONE and not asked and (sentence.exam or not sentence.roles & _COMPLAINS):
            findings.add("tone_atrophy", hit.place)
        facial = hit.roles & (_CRANIAL_NERVES | _DROOP) or "face" in _named(hit)
        if facial and _observed(sentence, hit, told):
            findings.add("cranial_nerves", hit.place)
        if hit.roles & _DROOP and hit.state not in NOT_SAID:
            findings.add("facial_weakness", hit.place, state=hit.state)
        if hit.roles & _COORDINATION and not told:
            findings.add("coordination", hit.place)


def _of_a_pupil(sentence: Sentence, hit: Hit) -> bool:
    """Whether it is pupils that are brisk."""
    return "pupil" in sentence.words and sentence.words.startswith("brisk", hit.start)


def _named(hit: Hit) -> tuple[str | None, ...]:
    """What a region or a weakness is of; facial weakness that an examiner finds is a finding of cranial nerves."""
    return hit.term.values.get("region"), "face" if hit.term.values.get("weakness") == "facial" else None


def _sensation(sentence: Sentence, hit: Hit, told: bool) -> bool:
    """Examined sensation; numbness only where the examiner looked for it, and nothing that could not be tested."""
    if sentence.exam:
        return not (hit.roles & _NUMB and sentence.roles & _COMPLAINS)
    if (told and sentence.section not in ("history", "complaint")) or hit.roles & _NUMB:
        return False
    return not sentence.roles & _COMPLAINS


def _observed(sentence: Sentence, hit: Hit, told: bool) -> bool:
    """Cranial nerves by name are always examined; a face or tongue is only where the examination is told."""
    if sentence.exam or (sentence.roles & _LOOKED and not told and not sentence.roles & _COMPLAINS):
        return True
    if sentence.section == "ros" or sentence.roles & _COMPLAINS:
        return False
    return not told and sentence.words[hit.start : hit.end] not in small_words("face")


def _able(sentence: Sentence, findings: Findings) -> None:
    if not sentence.roles & _ABILITY:
        return
    for place, hit in enumerate(sentence.hits):
        if hit.state in NOT_SAID:
            continue
        if hit.roles & _ABLE and _is_task(sentence, hit):
            findings.add("function", hit.place)
        if sentence.words[hit.start : hit.end] in small_words("orders") and (
            sentence.section == "plan" or sentence.roles & _ORDERING
        ):
            continue
        if (hit.roles & _GAIT and not _UNTESTED.match(sentence.words, hit.end)) or (
            hit.roles & _DEVICE and sentence.section != "plan" and not sentence.roles & _ORDERED
        ):
            findings.add("gait", hit.place, value="device" if hit.roles & _DEVICE else None)
        if (hit.roles & _FUNCTION and not _is_mechanism(sentence, hit)) or (
            hit.roles & _ACT and _beside_ability(sentence, place)
        ):
            findings.add("function", hit.place)
        if hit.roles & _FALLS and hit.state not in NOT_SAID:
            findings.add("falls", hit.place, state=hit.state)


def names_task(sentence: Sentence) -> bool:
    """Whether a sentence says that something can or cannot be done: "cannot get a barbell past his ear"."""
    return any(_is_task(sentence, hit) for hit in sentence.having(_ABLE) if hit.state not in NOT_SAID)


def _is_task(sentence: Sentence, able: Hit) -> bool:
    """Whether an act follows a word of ability; to lift or move a limb is an examination, no task."""
    task = _TASK.match(sentence.words, able.end)
    if task is None or small_pattern("no_task").match(sentence.words, task.start("act")):
        return False
    return not (
        _MOVES.search(task[0])
        and any(hit.roles & _REGION and 0 <= hit.start - task.end() < 18 for hit in sentence.hits)
    )


def _is_mechanism(sentence: Sentence, hit: Hit) -> bool:
    """Whether an act is what brought the complaint on: "began after lifting boxes"."""
    return (
        not sentence.roles & _ABLE
        and sentence.words[hit.start : hit.end].split()[0].endswith("ing")
        and _MECHANISM.search(sentence.words, max(0, hit.start - 10), hit.start) is not None
    )


def _beside_ability(sentence: Sentence, place: int) -> bool:
    """Whether a word of ability stands near an everyday act: "trouble getting out", "climbs without help"."""
    act = sentence.hits[place]
    if _MOVES.search(sentence.words[act.start : act.end]) and any(
        hit.roles & _REGION and 0 <= hit.start - act.end < 18 for hit in sentence.hits[place + 1 : place + 4]
    ):
        return False
    near = sentence.hits[max(0, place - 4) : place + 4]
    return any(hit.roles & _ABLE and hit is not act and -45 < act.start - hit.end < 45 for hit in near)
