"""Weakness and what belongs to it: fatigue, paresis, side, distribution, onset and course."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT, WEAKNESS, small_pattern, small_words
from denialrisk.features.notes.places import Where, around, names_other_side
from denialrisk.features.notes.strength import examined_weakness
from denialrisk.features.notes.text import CURRENT, NOT_SAID, Hit, Note, Sentence
from denialrisk.features.notes.timing import read_time

_BODY: Final = BIT["region"] | BIT["side"] | BIT["spread"] | BIT["strength"] | BIT["course"] | BIT["fatigue"]

_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_GRADES: Final = re.compile(r"\b([0-5])[+-]?\s?/\s?5\b")
_BOXES: Final = re.compile(r"[\s:.]*[\[(]?([ x\u2610\u2611\u2612])[\])]?\s*yes\b(?=.{0,8}[\[(\u2610\u2611\u2612])")


_NAMED_DISEASE: Final = BIT["weakness"] | BIT["cause"]
"""A disease that is a weakness: Bell's palsy. Where it is in doubt, so is what it would be."""
_SPOKEN_OF_BEFORE: Final = ("the ", "her ", "his ", "this ", "their ")
"""Before "weakness" these say that it is the complaint, told before, rather than a finding."""
_MEASURED: Final = BIT["muscle"] | BIT["figure"]
_FATIGUE: Final = BIT["fatigue"] | BIT["fatigue_denied"]
_SPOKEN_OF: Final = WEAKNESS | _FATIGUE | BIT["resolved"]
_PART: Final = BIT["region"] | BIT["muscle"] | BIT["cause"]
_MUSCULAR: Final = BIT["region"] | BIT["muscle"]
_OF_A_MUSCLE: Final = (" ", " the ", " his ", " her ", " my ", " both ")
"""What stands between tiring and the part of the body that tires."""
_PASSING: Final = ("guillain_barre", "tia", "functional", "electrolyte", "hypokalemia")
"""Causes that pass; a paresis from one of these under past history is past."""

_NONE_TICKED: Final = re.compile(r":[^.]{0,90}(?:\bnone\s?[\[(]x[\])]|[\[(]x[\])]\s?none\b)")
_CAUSE: Final = BIT["cause"]
_COMPLAINS: Final = BIT["complains"]
_CONCLUSION: Final = BIT["conclusion"]
_COURSE: Final = BIT["course"]
_CRANIAL_NERVES: Final = BIT["cranial_nerves"]
_EXCLUDED: Final = BIT["excluded"]
_FATIGUE_BIT: Final = BIT["fatigue"]
_FATIGUE_DENIED: Final = BIT["fatigue_denied"]
_FULL: Final = BIT["full"]
_GRADE_WORD: Final = BIT["grade_word"]
_LASTING: Final = BIT["lasting"]
_MUSCLE: Final = BIT["muscle"]
_NUMB: Final = BIT["numb"]
_ONSET: Final = BIT["onset"]
_PARESIS: Final = BIT["paresis"]
_PAST: Final = BIT["past"]
_REDUCED: Final = BIT["reduced"]
_REGION: Final = BIT["region"]
_RESIDUAL: Final = BIT["residual"]
_RESOLVED: Final = BIT["resolved"]
_SIDE: Final = BIT["side"]
_STOP: Final = BIT["stop"]
_STRENGTH: Final = BIT["strength"]
_TELLS: Final = BIT["tells"]
_TEST: Final = BIT["test"]
_TODAY: Final = BIT["today"]
_WEAK: Final = BIT["weak"]
_WRITTEN_GRADE: Final = BIT["written_grade"]


class Mention:
    """Weakness spoken of once: the number of its sentence, its place among the hits there, and its state."""

    __slots__ = ("hit", "place", "sentence", "state")

    def __init__(self, sentence: int, place: int, hit: Hit, state: str) -> None:
        self.sentence = sentence
        self.place = place
        self.hit = hit
        self.state = state


def read_weakness(note: Note, findings: Findings) -> None:
    """Add the findings on weakness, fatigue and paresis of all sentences."""
    mentions: list[Mention] = []
    for number, sentence in enumerate(note.sentences):
        if not sentence.roles & _SPOKEN_OF:
            continue
        if sentence.roles & _FATIGUE:
            findings.read_latest(note.starts[number], sentence, _fatigue)
        if sentence.roles & WEAKNESS:
            mentions.extend(Mention(number, *each) for each in sentence.once(_mentions))
        elif mentions and _is_over(sentence):
            _end(mentions, number)
    _let_denial_of_today_win(note, mentions)
    _put_past_episodes_in_the_past(note, mentions)
    for mention in mentions:
        sentence = note.sentences[mention.sentence]
        findings.read(note.starts[mention.sentence], sentence, _record, (mention.place, mention.state))
    current = {mention.sentence for mention in mentions if mention.state in CURRENT}
    if current:  # what was weak in this illness and has gone since has had a course
        current |= {
            mention.sentence
            for mention in mentions
            if mention.state == "historical" and _just_gone(note.sentences[mention.sentence])
        }
    if current or _found_on_exam(note):
        read_time(note, current, findings)


def _mentions(sentence: Sentence) -> list[tuple[int, Hit, str]]:
    return [
        (place, hit, _state(sentence, hit))
        for place, hit in enumerate(sentence.hits)
        if hit.roles & WEAKNESS
        and not (hit.roles & _WEAK and _another_weak(sentence, place))
        and not (hit.roles & _NAMED_DISEASE == _NAMED_DISEASE and hit.state == "uncertain")
    ]


def _is_over(sentence: Sentence) -> bool:
    """Whether a sentence says of what was just told that it is over: "That has gone.", "It cleared after surgery"."""
    if not sentence.roles & _RESOLVED:
        return False
    words = sentence.words.lstrip(" \t\n-,").split()[:1]
    return bool(words) and words[0] in (
        "that",
        "it",
        "this",
        "which",
        "these",
        "all",
        "symptoms",
        "both",
        "whole",
        "everything",
        "resolved",
    )


def _end(mentions: list[Mention], number: int) -> None:
    for mention in mentions:
        if number - mention.sentence <= 2 and mention.state in CURRENT:
            mention.state = "historical"


def _let_denial_of_today_win(note: Note, mentions: list[Mention]) -> None:
    """A denial that says "now", "today" or "since" makes what was told before it past, unless an examiner found it."""
    for at, denial in enumerate(mentions):
        sentence = note.sentences[denial.sentence]
        if denial.state != "negated" or sentence.exam or not sentence.roles & _TODAY:
            continue
        for mention in mentions[:at]:
            if mention.state in CURRENT and not note.sentences[mention.sentence].exam:
                mention.state = "historical"


def _put_past_episodes_in_the_past(note: Note, mentions: list[Mention]) -> None:
    """An episode told with a date and in the past tense is over where the note also denies weakness, says that it
    resolved, or finds full strength only; unless the sentence says that it goes on.
    """
    if not any(mention.state in CURRENT for mention in mentions):
        return
    over = (
        any(mention.state == "negated" and not mention.hit.roles & _PARESIS for mention in mentions)
        or any(
            mention.state == "historical" and note.sentences[mention.sentence].roles & _RESOLVED for mention in mentions
        )
        or _full_strength_only(note)
    )
    for mention in mentions:
        sentence = note.sentences[mention.sentence]
        if mention.state not in CURRENT or sentence.exam or sentence.roles & _LASTING:
            continue
        following = note.sentences[mention.sentence + 1 : mention.sentence + 3]
        recovered = any(each.roles & _RESOLVED and not each.roles & WEAKNESS for each in following)
        if (over or recovered) and _tells_the_past(sentence):
            mention.state = "historical"


def _tells_the_past(sentence: Sentence) -> bool:
    """Whether a sentence is told in the past tense or with a time that is over."""
    return sentence.says(small_pattern("past_episode")) or sentence.says(_YEAR)


def _written(sentence: Sentence) -> list[str]:
    return _GRADES.findall(sentence.words)


def _just_gone(sentence: Sentence) -> bool:
    return bool(sentence.roles & _RESOLVED) and not sentence.roles & _PAST and sentence.section != "past"


def _full_strength_only(note: Note) -> bool:
    grades = [
        each for sentence in note.sentences if sentence.roles & _WRITTEN_GRADE for each in sentence.once(_written)
    ]
    if grades:
        return all(each == "5" for each in grades)
    normal = [
        sentence
        for sentence in note.sentences
        if (sentence.exam or (sentence.section == "none" and not sentence.roles & _COMPLAINS))
        and sentence.roles & (_STRENGTH | _GRADE_WORD)
    ]
    return bool(normal) and all(
        sentence.roles & (_FULL | _GRADE_WORD) and not sentence.roles & _REDUCED for sentence in normal
    )


def _found_on_exam(note: Note) -> bool:
    shown = _STRENGTH | _MUSCLE | _WRITTEN_GRADE
    return any(
        (sentence.exam and sentence.roles & shown)
        or sentence.roles & _MEASURED == _MEASURED
        or any(hit.term.values["grade_word"] == "reduced" for hit in sentence.having(_GRADE_WORD))
        for sentence in note.sentences
    )


def _fatigue(sentence: Sentence, findings: Findings) -> None:
    for place, hit in enumerate(sentence.hits):
        if hit.roles & _FATIGUE_DENIED:
            findings.replace("fatigue", hit.place, "negated")
        elif (
            hit.roles & _FATIGUE_BIT
            and (hit.state in ("present", "uncertain", "negated") or _gone(sentence, hit))
            and not _of_a_muscle(sentence, place)
        ):
            told = "negated" if hit.state == "historical" else hit.state
            if sentence.words.endswith("too ", 0, hit.start):
                told = "present"  # "not tested formally (too tired to cooperate)"
            findings.replace("fatigue", hit.place, _ticked(sentence, hit) or told)


def _gone(sentence: Sentence, hit: Hit) -> bool:
    """Whether a tiredness is said to have gone, which denies it."""
    return hit.state == "historical" and bool(sentence.roles & _RESOLVED)


def _of_a_muscle(sentence: Sentence, place: int) -> bool:
    """Whether a part of the body tires, not the patient: "deltoids fatigue at 12 s", "tires the arms"."""
    hit = sentence.hits[place]
    for near in sentence.hits[max(0, place - 1) : place] + sentence.hits[place + 1 : place + 2]:
        between = (
            sentence.words[hit.end : near.start] if near.start > hit.start else sentence.words[near.end : hit.start]
        )
        if near.roles & _MUSCULAR and between in _OF_A_MUSCLE:
            return True
    return False


def _another_weak(sentence: Sentence, place: int) -> bool:
    """Whether "weak" describes something that is neither the patient nor a part of the body."""
    hit, hits = sentence.hits[place], sentence.hits
    after = sentence.words[hit.end : hit.end + 24]
    before = sentence.words[max(0, hit.start - 24) : hit.start]
    beside = (*re.split(r"[,;]", before)[-1].split()[-3:], *after.split()[: 4 if after[:1] == "," else 2])
    if after[:1] == "," and place and hits[place - 1].roles & _REGION and hit.start - hits[place - 1].end == 1:
        return False  # "arms weak, hair washing done sitting"
    if small_words("weak_things") & {*(each.strip(".,:;()") for each in beside), _subject(before)}:
        return True
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


def _subject(before: str) -> str:
    """The last word before "weak" that is neither verb nor adverb: of "his voice has become so", the voice."""
    words = before.split()
    verbal = small_words("copulas") | small_words("auxiliaries")
    while words and words[-1] in verbal:
        words.pop()
    return words[-1] if words else ""


def _record(sentence: Sentence, findings: Findings, place: int, state: str) -> None:
    """Record the mention at a place among the hits with what belongs to it."""
    hit = sentence.hits[place]
    words = hit.place
    if state in NOT_SAID:
        if state == "family":
            findings.add("weakness", words, state="historical")
        return
    where = around(sentence, place)
    if hit.roles & _PARESIS:
        _paresis(sentence, hit, state, where, findings)
    facial = _of_the_face(hit, where)
    if facial:
        findings.add("facial_weakness", words, state=state, side=where.sides[0][0] if where.sides else None)
    findings.add("weakness", words, state=state, value="facial" if facial else None)
    if not facial and _is_finding(sentence, hit, where):
        examined_weakness(hit, where, findings)
    if state in CURRENT:
        if not where.sides and not where.spread:
            where.sides = _only_side(sentence)
        _where(sentence, hit, where, findings)


def _of_the_face(hit: Hit, where: Where) -> bool:
    """Whether the weakness is of the face and of nothing else."""
    if hit.term.values.get("weakness") == "facial":
        return True
    return bool(where.regions) and all(region.term.values["region"] == "face" for region in where.regions)


def _only_side(sentence: Sentence) -> list[tuple[str, Hit]]:
    """The side that a sentence names, where it names one only, of a part of the body, and nothing else has it."""
    if sentence.roles & (_NUMB | _TEST):
        return []
    if names_other_side(sentence):
        return []
    sides = [
        (hit.term.side, hit)
        for hit, after in pairwise(sentence.hits)
        if hit.roles & _SIDE and hit.term.side and after.roles & _PART and after.start - hit.end < 24
    ]
    return sides[:1] if len({side for side, _ in sides}) == 1 else []


def _is_finding(sentence: Sentence, hit: Hit, where: Where) -> bool:
    """Whether an examiner found it, rather than the history or a conclusion naming it among findings."""
    if hit.roles & _WEAK and any(region.term.values["region"] == "arm" for region in where.regions):
        return (sentence.exam or bool(sentence.roles & _MUSCLE)) and not sentence.roles & _TELLS
    if _tested(sentence, where):
        return True
    if not sentence.exam or sentence.section in ("assessment", "both", "plan", "complaint"):
        return False
    denied = hit.state == "negated" and sentence.roles & _COMPLAINS  # "pt denies weakness", in an examination
    spoken_of = not where.regions and sentence.words.endswith(_SPOKEN_OF_BEFORE, 0, hit.start)
    if denied or spoken_of or sentence.roles & _EXCLUDED or (sentence.section != "exam" and sentence.roles & _CAUSE):
        return False
    if sentence.section != "exam" and sentence.roles & (_ONSET | _COURSE | _CONCLUSION):
        return False
    sided = where.sides and not sentence.roles & _CRANIAL_NERVES
    return bool(where.regions or sided) or not hit.roles & _WEAK


def _tested(sentence: Sentence, where: Where) -> bool:
    """Whether a named muscle or movement is weak, which only an examiner says: "weak ankle dorsiflexion"."""
    named = any(region.roles & _MUSCLE and region.term.side is None for region in where.regions)
    return named and not sentence.roles & (_COMPLAINS | _ONSET) and sentence.section in ("none", "exam", "results")


def _state(sentence: Sentence, hit: Hit) -> str:
    """State of a mention; under past history it is past, unless it is said to remain or to follow from a stroke."""
    after = sentence.words[hit.end : hit.end + 40]
    if after.startswith(
        (" in his mother", " in her mother", " in his father", " in her father", " in the family", " runs in")
    ):
        return "family"
    if (hit.state == "present" or _none_ticked(sentence, hit)) and (ticked := _ticked(sentence, hit)):
        return ticked
    if hit.state not in ("present", "historical"):
        return hit.state
    remains = sentence.roles & _RESIDUAL and not sentence.roles & _RESOLVED
    if remains or _left_by_the_past(sentence, hit):
        return "present"
    if hit.state == "present" and sentence.section == "past" and not sentence.roles & _STOP:
        lasting = any(cause.term.values["cause"] not in _PASSING for cause in sentence.having(_CAUSE))
        linked = hit.roles & _PARESIS and lasting and not sentence.roles & _RESOLVED
        return "present" if linked else "historical"
    return hit.state


def _ticked(sentence: Sentence, hit: Hit) -> str | None:
    """State of a mention that boxes answer: "weakness [x] yes [ ] no", "weakness: R [ ] L [ ] none [x]"."""
    if _none_ticked(sentence, hit):
        return "negated"
    boxes = _BOXES.match(sentence.words, hit.end, hit.end + 40)
    if boxes is None:
        return None
    return "present" if boxes[1].strip(" \u2610") else "negated"


def _none_ticked(sentence: Sentence, hit: Hit) -> bool:
    """Whether the box of "none" is ticked, which denies whatever stands before it."""
    return "none" in sentence.words and _NONE_TICKED.match(sentence.words, hit.end) is not None


def _left_by_the_past(sentence: Sentence, hit: Hit) -> bool:
    """Whether a conclusion names a paresis beside the cause that is past: "Prior CVA, right hemiparesis"."""
    if hit.state != "historical" or not hit.roles & _PARESIS or sentence.roles & _RESOLVED:
        return False
    return sentence.section in ("assessment", "both") and bool(sentence.roles & _CAUSE)


def _paresis(sentence: Sentence, hit: Hit, state: str, where: Where, findings: Findings) -> None:
    side = where.sides[0][0] if where.sides else None
    findings.add("paresis", hit.place, state=state, value=hit.term.values["paresis"], side=side)
    if state == "historical" and sentence.roles & _RESOLVED:
        findings.add("residual", hit.place, state="historical")


def _where(sentence: Sentence, hit: Hit, where: Where, findings: Findings) -> None:
    if hit.roles & _PARESIS and not where.sides and hit.term.values["paresis"] in ("paraparesis", "quadriparesis"):
        findings.add("laterality", hit.place, side="bilateral")
    for side, source in where.sides:
        findings.add("laterality", source.place, side=side)
    focal = bool(where.regions or where.sides)
    if any(spread.term.values["spread"] == "generalized" for spread in where.spread):
        focal = _narrowed(sentence, hit, where)
    fixed = hit.term.values.get("weakness")
    if fixed or (hit.roles & _PARESIS):
        focal = True
    for spread in where.spread:
        value = spread.term.values["spread"]
        if value in ("proximal", "distal") or (value == "generalized" and not focal):
            findings.add("distribution", spread.place, value=value)
    if focal:
        findings.add("distribution", hit.place, value="focal")


def _narrowed(sentence: Sentence, hit: Hit, where: Where) -> bool:
    """Whether "general weakness" is of one part after all ("of the hands"), not of limbs told apart after it."""
    for part in (*where.regions, *(side for named, side in where.sides if named != "bilateral")):
        apart = set(sentence.words[hit.end : part.start]) & set(",:(-")
        if part.term.values.get("region") != "limbs" and not apart:
            return True
    return False
