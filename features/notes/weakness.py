"""Weakness and what belongs to it: fatigue, paresis, side, distribution, onset and course."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT, WEAKNESS, sections, small_words
from denialrisk.features.notes.openings import holds_small, listed
from denialrisk.features.notes.places import Where, around, names_other_side
from denialrisk.features.notes.strength_words import examined_weakness
from denialrisk.features.notes.text import NOT_SAID, Hit, Note, Sentence, is_current
from denialrisk.features.notes.timing import read_time

_ASSESSED: Final = sections("assessment", "both")
_EXAM_OR_NONE: Final = sections("none", "exam", "results")
_NOT_EXAMINED: Final = sections("assessment", "both", "plan", "complaint")
_UNDER_EXAM: Final = sections("exam")
_NO_HEADING: Final = sections("none")
_UNDER_PAST: Final = sections("past")
_BODY: Final = BIT["region"] | BIT["side"] | BIT["spread"] | BIT["strength"] | BIT["course"] | BIT["fatigue"]

_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_GRADES: Final = re.compile(r"\b([0-5])[+-]?\s?/\s?5\b")
_BOXES: Final = re.compile(r"[\s:.]*[\[(]?([ x\u2610\u2611\u2612])[\])]?\s*yes\b(?=.{0,8}[\[(\u2610\u2611\u2612])")


_NAMED_DISEASE: Final = BIT["weakness"] | BIT["cause"]
"""A disease that is a weakness: Bell's palsy. Where it is in doubt, so is what it would be."""
_SPOKEN_OF_BEFORE: Final = ("the ", "her ", "his ", "this ", "their ")
"""Before "weakness" these say that it is the complaint, told before, rather than a finding."""
_MEASURED: Final = BIT["muscle"] | BIT["figure"]
_FIGURE: Final = BIT["figure"]
_FATIGUE: Final = BIT["fatigue"] | BIT["fatigue_denied"]
_SPOKEN_OF: Final = WEAKNESS | _FATIGUE | BIT["resolved"]
_PART: Final = BIT["region"] | BIT["muscle"] | BIT["cause"]
_MUSCULAR: Final = BIT["region"] | BIT["muscle"]
_IN_THE_FAMILY: Final = (
    " runs in",
    " in his mother",
    " in her mother",
    " in his father",
    " in her father",
    " in the family",
)
_OF_A_MUSCLE: Final = (" ", " the ", " his ", " her ", " my ", " both ")
"""What stands between tiring and the part of the body that tires."""
_NEXT: Final = 12
"""Characters within which a part of the body stands next to "weak"."""
_CLOSE: Final = 24
"""Characters within which the part of the body follows its side."""
_PASSING: Final = ("guillain_barre", "tia", "functional", "electrolyte", "hypokalemia")
"""Causes that pass; a paresis from one of these under past history is past."""
_SHOWN: Final = BIT["strength"] | BIT["muscle"] | BIT["written_grade"]
"""Roles of a sentence in which an examiner speaks of strength."""
_ON_STRENGTH: Final = BIT["strength"] | BIT["grade_word"]
_NORMAL: Final = BIT["full"] | BIT["grade_word"]
_NONE_TICKED: Final = re.compile(r":[^.]{0,90}(?:\bnone\s?[\[(]x[\])]|[\[(]x[\])]\s?none\b)")
_CAUSE: Final = BIT["cause"]
_COMPLAINS: Final = BIT["complains"]
_CONCLUSION: Final = BIT["conclusion"]
_COURSE: Final = BIT["course"]
_CRANIAL_NERVES: Final = BIT["cranial_nerves"]
_EXCLUDED: Final = BIT["excluded"]
_FATIGUE_BIT: Final = BIT["fatigue"]
_FATIGUE_DENIED: Final = BIT["fatigue_denied"]
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
_TELLS: Final = BIT["tells"]
_TEST: Final = BIT["test"]
_TODAY: Final = BIT["today"]
_WEAK: Final = BIT["weak"]
_WRITTEN_GRADE: Final = BIT["written_grade"]


class Mention:
    """Weakness spoken of once: its sentence and the number of it, its place among the hits there, and its state.

    ``alone``: it is the only one of its sentence, in the state that it has there whatever the note says.
    """

    __slots__ = ("alone", "number", "place", "sentence", "state")

    alone: bool
    number: int
    sentence: Sentence
    place: int
    state: str

    def put_in_the_past(self) -> None:
        """Another sentence says that it is over."""
        self.alone = False
        self.state = "historical"


def _mention(number: int, sentence: Sentence, place: int, state: str, alone: bool) -> Mention:
    mention = Mention.__new__(Mention)  # compiled, quicker than a call with arguments
    mention.alone = alone
    mention.number = number
    mention.sentence = sentence
    mention.place = place
    mention.state = state
    return mention


def read_weakness(note: Note, findings: Findings) -> None:
    """Add the findings on weakness, fatigue and paresis of all sentences."""
    mentions = _read_mentions(note, findings)
    _let_denial_of_today_win(mentions)
    _put_past_episodes_in_the_past(note, mentions)
    for mention in mentions:
        start = note.starts[mention.number]
        if mention.alone:
            findings.read(start, mention.sentence, _record_alone)
        else:
            findings.read(start, mention.sentence, _record, (mention.place, mention.state))
    told = [False] * len(note.sentences)
    current = _tell_current(mentions, told)
    if current or _found_on_exam(note):
        read_time(note, told, current, findings)


def _read_mentions(note: Note, findings: Findings) -> list[Mention]:
    """The mentions of all sentences; the findings on fatigue are added on the way."""
    mentions: list[Mention] = []
    for number, sentence in enumerate(note.sentences):
        if not sentence.roles & _SPOKEN_OF:
            continue
        if sentence.roles & _FATIGUE:
            findings.read_latest(note.starts[number], sentence, _fatigue)
        if sentence.roles & WEAKNESS:
            told = sentence.once(_mentions)
            for place, state in told:
                mentions.append(_mention(number, sentence, place, state, len(told) == 1))
        elif mentions and sentence.roles & _RESOLVED and sentence.once(_is_over):
            _end(mentions, number)
    return mentions


def _mentions(sentence: Sentence) -> list[tuple[int, str]]:
    """The place among the hits and the state of each word for weakness."""
    mentions = []
    for place, hit in enumerate(sentence.hits):
        if not hit.roles & WEAKNESS or (hit.roles & _WEAK and _another_weak(sentence, place)):
            continue
        if hit.roles & _NAMED_DISEASE == _NAMED_DISEASE and hit.state == "uncertain":
            continue
        mentions.append((place, _state(sentence, hit)))
    return mentions


def _is_over(sentence: Sentence) -> bool:
    """Whether a sentence says of what was just told that it is over: "That has gone.", "It cleared after surgery"."""
    words = sentence.words.lstrip(" \t\n-,").split(maxsplit=1)
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
        if number - mention.number <= 2 and is_current(mention.state):
            mention.put_in_the_past()


def _let_denial_of_today_win(mentions: list[Mention]) -> None:
    """A denial that says "now", "today" or "since" makes what was told before it past, unless an examiner found it."""
    for at, denial in enumerate(mentions):
        if denial.state != "negated" or denial.sentence.exam or not denial.sentence.roles & _TODAY:
            continue
        for mention in mentions[:at]:
            if not mention.sentence.exam and is_current(mention.state):
                mention.put_in_the_past()


def _put_past_episodes_in_the_past(note: Note, mentions: list[Mention]) -> None:
    """An episode told with a date and in the past tense is over where the note also denies weakness, says that it
    resolved, or finds full strength only; unless the sentence says that it goes on.
    """
    looked = over = False
    for mention in mentions:
        sentence = mention.sentence
        if sentence.exam or sentence.roles & _LASTING or not is_current(mention.state):
            continue
        if not looked:  # before any state is changed
            over = _says_it_is_over(mentions) or _full_strength_only(note)
            looked = True
        if (over or _recovered_after(note, mention.number)) and sentence.once(_tells_the_past):
            mention.put_in_the_past()


def _says_it_is_over(mentions: list[Mention]) -> bool:
    """Whether a note denies weakness or says that it resolved."""
    for mention in mentions:
        if mention.state == "negated":
            hit = mention.sentence.hits[mention.place]
            if not hit.roles & _PARESIS:
                return True
        elif mention.state == "historical" and mention.sentence.roles & _RESOLVED:
            return True
    return False


def _recovered_after(note: Note, number: int) -> bool:
    """Whether one of the two sentences that follow says that what was told is over."""
    for following in range(number + 1, min(number + 3, len(note.sentences))):
        sentence = note.sentences[following]
        if sentence.roles & _RESOLVED and not sentence.roles & WEAKNESS:
            return True
    return False


def _tells_the_past(sentence: Sentence) -> bool:
    """Whether a sentence is told in the past tense or with a time that is over."""
    return holds_small(sentence.words, "past_episode") or (
        bool(sentence.roles & _FIGURE) and _names_year(sentence.words)
    )


def _names_year(words: str) -> bool:
    """Whether a year is named."""
    for place in range(len(words) - 3):
        if words[place] in "12" and words[place + 1] in "90" and _YEAR.match(words, place):
            return True
    return False


def _written(sentence: Sentence) -> str:
    """The figures of the grades written in a sentence: "55" for "5/5 and 5/5"."""
    return "".join(_GRADES.findall(sentence.words))


def _tell_current(mentions: list[Mention], told: list[bool]) -> bool:
    """Whether weakness holds. The sentences on it are told, and those on that which has gone in the same illness."""
    current = False
    for mention in mentions:
        if is_current(mention.state):
            current = told[mention.number] = True
    if current:  # what was weak in this illness and has gone since has had a course
        for mention in mentions:
            if mention.state == "historical" and _just_gone(mention.sentence):
                told[mention.number] = True
    return current


def _just_gone(sentence: Sentence) -> bool:
    return bool(sentence.roles & _RESOLVED) and not sentence.roles & _PAST and not sentence.section & _UNDER_PAST


def _full_strength_only(note: Note) -> bool:
    """Whether all grades of a note are full, or without any, all that it says of strength."""
    graded = normal = reduced = False
    for sentence in note.sentences:
        if sentence.roles & _WRITTEN_GRADE:
            grades = sentence.once(_written)
            for grade in grades:
                graded = True
                if grade != "5":
                    return False
        if sentence.roles & _ON_STRENGTH and _is_looked_at(sentence):
            normal = True
            reduced = reduced or not sentence.roles & _NORMAL or bool(sentence.roles & _REDUCED)
    return graded or (normal and not reduced)


def _is_looked_at(sentence: Sentence) -> bool:
    """Whether what a sentence says of strength may be an examiner's."""
    return sentence.exam or (bool(sentence.section & _NO_HEADING) and not sentence.roles & _COMPLAINS)


def _found_on_exam(note: Note) -> bool:
    """Whether an examiner speaks of strength, or a sentence of a muscle and a figure, or of a reduced grade."""
    for sentence in note.sentences:
        if (sentence.exam and sentence.roles & _SHOWN) or sentence.roles & _MEASURED == _MEASURED:
            return True
        if sentence.roles & _GRADE_WORD and _grades_as_reduced(sentence):
            return True
    return False


def _grades_as_reduced(sentence: Sentence) -> bool:
    for hit in sentence.hits:
        if hit.roles & _GRADE_WORD and hit.term.values["grade_word"] == "reduced":
            return True
    return False


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
    hits = sentence.hits
    hit = hits[place]
    if place:
        near = hits[place - 1]
        if near.roles & _MUSCULAR and sentence.words[near.end : hit.start] in _OF_A_MUSCLE:
            return True
    if place + 1 < len(hits):
        near = hits[place + 1]
        return bool(near.roles & _MUSCULAR) and sentence.words[hit.end : near.start] in _OF_A_MUSCLE
    return False


def _another_weak(sentence: Sentence, place: int) -> bool:
    """Whether "weak" describes something that is neither the patient nor a part of the body."""
    hits, words = sentence.hits, sentence.words
    hit = hits[place]
    first, last = max(0, hit.start - 24), min(hit.end + 24, len(words))
    if place and words.startswith(",", hit.end):
        near = hits[place - 1]
        if near.roles & _REGION and hit.start - near.end == 1:
            return False  # "arms weak, hair washing done sitting"
    before, after = words[first : hit.start], words[hit.end : last]
    if listed("weak_things").may_stand(words, first, last) and _beside_weak_thing(before, after):
        return True
    if _beside_body(hits, place):
        return False
    leading = before.split()
    if not leading or leading[-1].strip(".,:;-()") in small_words("copulas") or leading[-1][-1] in ",:-+/(":
        return False
    return after.startswith(" ") and bool(following := after.split(maxsplit=1)) and _is_described(following[0])


def _beside_body(hits: list[Hit], place: int) -> bool:
    """Whether a part of the body, or what is said of one, stands next to "weak"."""
    hit = hits[place]
    if place + 1 < len(hits):
        near = hits[place + 1]
        if near.roles & _BODY and near.start - hit.end <= _NEXT:
            return True
    if place:
        near = hits[place - 1]
        return bool(near.roles & _BODY) and hit.start - near.end <= _NEXT
    return False


def _beside_weak_thing(before: str, after: str) -> bool:
    """Whether the subject of "weak", one of the four words before it in its clause or of those after is no muscle."""
    things = small_words("weak_things")
    clause = before[max(before.rfind(","), before.rfind(";")) + 1 :]
    for word in clause.split()[-4:] + after.split()[: 4 if after.startswith(",") else 2]:
        if word.strip(".,:;()") in things:
            return True
    return _subject(before.split()) in things


def _is_described(word: str) -> bool:
    """Whether a word right after "weak" is what it describes."""
    return word[0].isalpha() and word.strip(".,;:()") not in small_words("follow_weak")


def _subject(words: list[str]) -> str:
    """The last word before "weak" that is neither verb nor adverb: of "his voice has become so", the voice."""
    copulas, auxiliaries = small_words("copulas"), small_words("auxiliaries")
    for word in reversed(words):
        if word not in copulas and word not in auxiliaries:
            return word
    return ""


def _record_alone(sentence: Sentence, findings: Findings) -> None:
    """Record the only mention of a sentence, in its own state: what it says without the rest of the note."""
    for place, state in sentence.once(_mentions):
        _record(sentence, findings, place, state)


def _record(sentence: Sentence, findings: Findings, place: int, state: str) -> None:
    """Record the mention at a place among the hits with what belongs to it."""
    hit = sentence.hits[place]
    words = (hit.start, hit.end)
    if state in NOT_SAID:
        if state == "family":
            findings.add("weakness", words, state="historical")
        return
    where = around(sentence, place)
    if hit.roles & _PARESIS:
        _paresis(sentence, hit, state, where, findings)
    facial = _of_the_face(hit, where)
    if facial:
        findings.add("facial_weakness", words, state=state, value=None, side=where.sides[0][0] if where.sides else None)
    findings.add("weakness", words, state=state, value="facial" if facial else None)
    if not facial and _is_finding(sentence, hit, where):
        examined_weakness(hit, where, findings)
    if is_current(state):
        if not where.sides and not where.spread:
            where.sides = _only_side(sentence)
        _where(sentence, hit, where, findings)


def _of_the_face(hit: Hit, where: Where) -> bool:
    """Whether the weakness is of the face and of nothing else."""
    if hit.term.values.get("weakness") == "facial":
        return True
    for region in where.regions:
        if region.term.values["region"] != "face":
            return False
    return bool(where.regions)


def _only_side(sentence: Sentence) -> list[tuple[str, Hit]]:
    """The side that a sentence names, where it names one only, of a part of the body, and nothing else has it."""
    if sentence.roles & (_NUMB | _TEST) or not sentence.roles & _SIDE or names_other_side(sentence):
        return []
    hits = sentence.hits
    named: list[tuple[str, Hit]] = []
    for place in range(len(hits) - 1):
        hit = hits[place]
        if not hit.roles & _SIDE or hit.term.side is None:
            continue
        after = hits[place + 1]
        if not after.roles & _PART or after.start - hit.end >= _CLOSE:
            continue
        if not named:
            named.append((hit.term.side, hit))
        elif named[0][0] != hit.term.side:
            return []
    return named


def _is_finding(sentence: Sentence, hit: Hit, where: Where) -> bool:
    """Whether an examiner found it, rather than the history or a conclusion naming it among findings."""
    if hit.roles & _WEAK and _names_arm(where):
        return (sentence.exam or bool(sentence.roles & _MUSCLE)) and not sentence.roles & _TELLS
    if _tested(sentence, where):
        return True
    if not sentence.exam or sentence.section & _NOT_EXAMINED:
        return False
    denied = hit.state == "negated" and bool(sentence.roles & _COMPLAINS)  # "pt denies weakness", in an examination
    spoken_of = not where.regions and sentence.words.endswith(_SPOKEN_OF_BEFORE, 0, hit.start)
    if denied or spoken_of or sentence.roles & _EXCLUDED:
        return False
    if not sentence.section & _UNDER_EXAM and sentence.roles & (_CAUSE | _ONSET | _COURSE | _CONCLUSION):
        return False
    placed = bool(where.regions) or (bool(where.sides) and not sentence.roles & _CRANIAL_NERVES)
    return placed or not hit.roles & _WEAK


def _names_arm(where: Where) -> bool:
    for region in where.regions:
        if region.term.values["region"] == "arm":
            return True
    return False


def _tested(sentence: Sentence, where: Where) -> bool:
    """Whether a named muscle or movement is weak, which only an examiner says: "weak ankle dorsiflexion"."""
    if sentence.roles & (_COMPLAINS | _ONSET) or not sentence.section & _EXAM_OR_NONE:
        return False
    for region in where.regions:
        if region.roles & _MUSCLE and region.term.side is None:
            return True
    return False


def _state(sentence: Sentence, hit: Hit) -> str:
    """State of a mention; under past history it is past, unless it is said to remain or to follow from a stroke."""
    if _of_the_family(sentence.words, hit.end):
        return "family"
    if hit.state == "present" or _none_ticked(sentence, hit):
        ticked = _ticked(sentence, hit)
        if ticked is not None:
            return ticked
    if hit.state not in ("present", "historical"):
        return hit.state
    if (sentence.roles & _RESIDUAL and not sentence.roles & _RESOLVED) or _left_by_the_past(sentence, hit):
        return "present"
    if hit.state == "present" and sentence.section & _UNDER_PAST and not sentence.roles & _STOP:
        return "present" if _lasts(sentence, hit) else "historical"
    return hit.state


def _of_the_family(words: str, end: int) -> bool:
    """Whether a mention that ends there is of a relative: "weakness in the family"."""
    return end + 1 < len(words) and words[end + 1] in "ir" and words.startswith(_IN_THE_FAMILY, end)


def _lasts(sentence: Sentence, hit: Hit) -> bool:
    """Whether a mention under past history is a paresis from a cause that does not pass."""
    if hit.roles & _PARESIS and not sentence.roles & _RESOLVED:
        for cause in sentence.having(_CAUSE):
            if cause.term.values["cause"] not in _PASSING:
                return True
    return False


def _ticked(sentence: Sentence, hit: Hit) -> str | None:
    """State of a mention that boxes answer: "weakness [x] yes [ ] no", "weakness: R [ ] L [ ] none [x]"."""
    if _none_ticked(sentence, hit):
        return "negated"
    if not _may_tick(sentence.words, hit.end):
        return None
    boxes = _BOXES.match(sentence.words, hit.end, hit.end + 40)
    if boxes is None:
        return None
    return "present" if boxes[1].strip(" \u2610") else "negated"


def _may_tick(words: str, start: int) -> bool:
    """Whether a box or "yes" may follow."""
    while start < len(words) and (words[start] in " :." or words[start].isspace()):
        start += 1
    return start < len(words) and words[start] in "[](x)y\u2610\u2611\u2612"


def _none_ticked(sentence: Sentence, hit: Hit) -> bool:
    """Whether the box of "none" is ticked, which denies whatever stands before it."""
    words = sentence.words
    return hit.end < len(words) and words[hit.end] == ":" and _NONE_TICKED.match(words, hit.end) is not None


def _left_by_the_past(sentence: Sentence, hit: Hit) -> bool:
    """Whether a conclusion names a paresis beside the cause that is past: "Prior CVA, right hemiparesis"."""
    if hit.state != "historical" or not hit.roles & _PARESIS or sentence.roles & _RESOLVED:
        return False
    return bool(sentence.section & _ASSESSED and sentence.roles & _CAUSE)


def _paresis(sentence: Sentence, hit: Hit, state: str, where: Where, findings: Findings) -> None:
    side = where.sides[0][0] if where.sides else None
    findings.add("paresis", hit.place, state=state, value=hit.term.values["paresis"], side=side)
    if state == "historical" and sentence.roles & _RESOLVED:
        findings.add("residual", hit.place, state="historical")


def _where(sentence: Sentence, hit: Hit, where: Where, findings: Findings) -> None:
    if hit.roles & _PARESIS and not where.sides and hit.term.values["paresis"] in ("paraparesis", "quadriparesis"):
        findings.add("laterality", hit.place, state="present", value=None, side="bilateral")
    for side, source in where.sides:
        findings.add("laterality", (source.start, source.end), state="present", value=None, side=side)
    focal = _focal(sentence, hit, where)
    for spread in where.spread:
        value = spread.term.values["spread"]
        if value in ("proximal", "distal") or (value == "generalized" and not focal):
            findings.add("distribution", (spread.start, spread.end), state="present", value=value)
    if focal:
        findings.add("distribution", (hit.start, hit.end), state="present", value="focal")


def _focal(sentence: Sentence, hit: Hit, where: Where) -> bool:
    """Whether the weakness is of a part of the body."""
    if hit.roles & _PARESIS or hit.term.values.get("weakness"):
        return True
    for spread in where.spread:
        if spread.term.values["spread"] == "generalized":
            return _narrowed(sentence, hit, where)
    return bool(where.regions or where.sides)


def _narrowed(sentence: Sentence, hit: Hit, where: Where) -> bool:
    """Whether "general weakness" is of one part after all ("of the hands"), not of limbs told apart after it."""
    for part in where.regions:
        if _is_part(sentence.words, hit, part):
            return True
    for side, part in where.sides:
        if side != "bilateral" and _is_part(sentence.words, hit, part):
            return True
    return False


def _is_part(words: str, hit: Hit, part: Hit) -> bool:
    """Whether a place is no limb in general, and nothing sets it apart from the weakness before it."""
    if part.term.values.get("region") == "limbs":
        return False
    for place in range(hit.end, part.start):
        if words[place] in ",:(-":
            return False
    return True
