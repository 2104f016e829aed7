"""Written grades of strength: the MRC scale in its spellings, and where its grades stand in a sentence.

A number counts as a grade only where strength is spoken of: never a date, a pain score, a pupil, a reflex, a disc
level, a recall score or a count of visits.
"""

from __future__ import annotations

import re
from operator import attrgetter
from typing import Final

from denialrisk.features.notes.lexicon import BIT
from denialrisk.features.notes.places import Where
from denialrisk.features.notes.spelling import holds_one, in_word
from denialrisk.features.notes.text import Sentence

FULL: Final = 5
_DIGIT: Final = r"(?:[0-5](?:\.[0-9])?|zero|one|two|three|four|five|iv|iii|ii|i|v)"
_SIGN: Final = r"(?:\s?(?:\+{1,2}|-{1,2}|plus|minus))?"
_TO: Final = r"(?:-|\u2013|to|or|/)"
_OF_FIVE: Final = re.compile(
    rf"(?<![\w/.])\+?({_DIGIT}){_SIGN}(?:\s?{_TO}\s?\+?({_DIGIT}){_SIGN})?"
    r"\s?\(?(?:/|\u2044|out of|of|over|on|of a possible|on a scale of|\\)"
    r"\s?(?:5|five|v(?![a-z]))(?:\.0)?[+-]?(?![\d/]|\s?(?:days|weeks|visits|words|objects|items))"
)
_PAIR: Final = re.compile(r"(?<![\w/.])\+?([0-5])[+-]?\s?/\s?\+?(?!5(?![+-]))([0-5])[+-]?(?![\d/])")
_PLAIN: Final = re.compile(
    r"(?<![\w/.:-])\+?m?([0-5])(?:\s?(?:\+|-|plus|minus))?(?:\s?(?:-|\u2013|to)\s?\+?[0-5][+-]?)?(?![\w/:%]|\.\d"
    r"|\s?(?:x\b|sets|reps|visits|weeks|wks|days|months|mo\b|years|yrs|hours|hrs|mm|cm|m\b|lbs?\b|kg|sec|min|/|of\b|ft\b"
    r"|feet|limbs|extremit|quadrants|groups|muscle|fingers|toes|digits|joints|steps|stairs|flights|times|people|person"
    r"|inch|beats|hz|ms\b|uv\b|mv\b))(?=[\s,.;)]|$)"
)
_IS: Final = re.compile(
    r"(?: (?:was|is|were|are|remains?|remained|still|now|at|only|about|graded|scored?|just|today))+ "
)
"""May stand between a muscle and its grade: "finger abduction was only 4"."""
_MRC_WORD: Final = re.compile(
    r"\b(?:mmt|mrc(?! sum)|oxford(?: scale| grade)?|medical research council(?: grade| scale)?|manual muscle"
    r"|graded?(?: at| as)?|scored?|rated|strength(?: grade| is| was| of|:)?|power(?: grade| is| was| of"
    r"|:)?)[^.,;0-9]{0,20}$"
)
_RIGHT_LEFT: Final = re.compile(r"\b(?:r\s?/\s?l|l\s?/\s?r|right\s?/\s?left|left\s?/\s?right)\b")
_SURE: Final = re.compile(r"\b(?:[0-4]\s?[+-]\s?/\s?5|5\s?/\s?5)\b")
_CONDITIONAL: Final = re.compile(r"\b(?:if|unless)\b[^.;]{0,30}$")
"""Before a grade this makes it one that may be found: "surgery if < 4/5"."""
_OTHER_MATTERS: Final = (
    *(r"pain\b", r"vas\b", "mini-?cog", "recall", "remember", "pupil", "reflex", "dtr", "jerk", "murmur", r"visits?\b"),
    *(r"score\b", "orient", r"words\b", r"objects\b", "borg", r"rpe\b", "satisf", "apgar", r"disc\b", r"disk\b"),
    *(r"level\b", r"levels\b", "severity", "rated", "rates", "admitted", "bp", "seen", "dated", "date", "wound"),
    *("heel", "ulcer", "goals?", "phase", "cycle", "visit", "session", "cores", "spasm", "page", r"stars?\b"),
    *("headache", "likert", "dyspnea", "itch", "anxiety", "stage", r"asa\b"),
)
"""Before a number these say that it grades something else."""
_OF_TIME: Final = ("on", "since", "by", "from", "until", "after", "before", "around", "for", "day")
_NOT_STRENGTH_BEFORE: Final = re.compile(
    rf"(?:{'|'.join(_OTHER_MATTERS)})[^.;,]{{0,18}}$|(?:{'|'.join(_OF_TIME)}) (?:the )?$"
)
"""Asked only where a word begins."""
_OTHER_BEGINNINGS: Final = frozenset(f"{word} "[:3] for word in (*_OTHER_MATTERS, *_OF_TIME))
"""The first three letters of each word that _NOT_STRENGTH_BEFORE begins with, but for "bp"."""
_STRENGTH_BEFORE: Final = re.compile(
    r"(?:strength|power|motor|mmt|mrc|flexion|extension|flexors?|extensors?|grip|grade)[^.;]{0,18}$"
)
_COUNTED: Final = (
    *(
        "pain",
        "in severity",
        "at rest",
        "at worst",
        "recall",
        "reflex",
        "objects",
        "words",
        "murmur",
        "visits",
        "sessions",
    ),
    *("systolic", "on the pain", "shapes", "items", "commands", "questions", "digits", "letters", "numbers", "tasks"),
    *(
        "trials",
        "correct",
        "cubes",
        "figures",
        "passes",
        "samples",
        "specimens",
        "cultures",
        "bottles",
        "nodes",
        "naps",
    ),
    *("nights", "doses", "meals", "pills", "bites", "infusions", "treatments", "classes", "features", "evenings"),
    *("mornings", "biopsies", "at goal", "body", "areas", "criteria", "points", "attempts"),
)
"""After a number these say that it counts or grades something else."""
_COUNTED_REACH: Final = 16
"""Characters from a number to the end of such a word, at most."""
_COUNTED_BEGINNINGS: Final = frozenset(word[:3] for word in _COUNTED)
_SIGNS: Final = ("+", "-", "plus", "minus")
_GOES_ON: Final = frozenset(
    ("(/", "(\u2044", "(\\", "(o", "of", "ou", "ov", "on", "ob", "da", "we", "wo", "vi", "it", "pl", "mi")
)
"""How that begins which after "4/5" and a blank may make it something else to _OF_FIVE: "out of 5", "items"."""
_FIVES: Final = ("5", "five")
_OUT_OF: Final = ("of ", "over ", "on ")
_NUMBER_WORDS: Final = ("zero", "one", "two", "three", "four", "five")
_NUMBERS: Final = {
    "0": 0.0,
    "1": 1.0,
    "2": 2.0,
    "3": 3.0,
    "4": 4.0,
    "5": 5.0,
    "i": 1.0,
    "ii": 2.0,
    "iii": 3.0,
    "iv": 4.0,
    "v": 5.0,
    "zero": 0.0,
    "one": 1.0,
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
}
_MUSCLES: Final = BIT["strength"] | BIT["region"] | BIT["grade_word"] | BIT["muscle"] | BIT["paresis"]
_GRADED: Final = BIT["muscle"] | BIT["region"]
_SPOKEN_OF: Final = BIT["strength"] | BIT["muscle"] | BIT["weakness"] | BIT["weak"]
_NAMED: Final = BIT["strength"] | BIT["region"]
_START: Final = attrgetter("start")
_FIGURE: Final = BIT["figure"]
_FIVE: Final = BIT["five"]
_MUSCLE: Final = BIT["muscle"]
_REFLEXES: Final = BIT["reflexes"]
_SIDE: Final = BIT["side"]
_SIDES: Final = BIT["sides"]
_STRENGTH: Final = BIT["strength"]
_TONE: Final = BIT["tone"]
_WRITTEN_GRADE: Final = BIT["written_grade"]
_NOWHERE: Final = Where()
_NONE: Final[frozenset[str]] = frozenset()


class Grade:
    """A written grade: its stem, the lower one of a range or pair, where it stands, and what it is of.

    Below full, ``muscles``: what it is of, as written; ``near``, ``far``: all of it is of the girdles, or of hands
    and feet.
    """

    __slots__ = ("end", "far", "muscles", "near", "number", "start", "where")

    def __init__(self, number: float, start: int, end: int) -> None:
        self.number = number
        self.start = start
        self.end = end
        self.where = _NOWHERE
        self.muscles: frozenset[str] = _NONE
        self.near = self.far = True


def come_in_pairs(sentence: Sentence) -> bool:
    """Whether a sentence says that grades come in pairs: "R/L"."""
    words = sentence.words
    if not sentence.roles & _SIDES or "/" not in words:
        return False
    for stroke in range(1, len(words) - 1):
        if words[stroke] == "/" and _parts_sides(words[stroke - 1], words[stroke + 1]):
            return _RIGHT_LEFT.search(words) is not None
    return False


def _parts_sides(before: str, after: str) -> bool:
    """Whether a stroke between two letters may stand between right and left."""
    return (before in "rlt" or before.isspace()) and (after in "rl" or after.isspace())


def may_grade(sentence: Sentence) -> bool:
    """Whether a grade may be written in a sentence that speaks of strength: a cheap question."""
    words = sentence.words
    for place, letter in enumerate(words):
        if "0" <= letter <= "5" and _may_end(words, place + 1) and not (place and _joins_figure(words[place - 1])):
            return True
    return bool(sentence.roles & _FIVE) and _of_five(words)


def _may_end(words: str, end: int) -> bool:
    """Whether a grade without its "/5", or the first of a pair ("4/4"), may end at a place."""
    sign = words[end] if end < len(words) else " "
    after = words[end + 1] if end + 1 < len(words) else " "
    if sign == "/":  # no date and no pain score
        return (
            not after.isdecimal() or end + 2 == len(words) or not (words[end + 2].isdecimal() or words[end + 2] == "/")
        )
    if sign == ".":
        return not after.isdecimal()
    return sign in "+-\u2013pmt,;)" or sign.isspace()


def _joins_figure(letter: str) -> bool:
    """Whether a figure after this letter is no grade, even as in "m4"."""
    return letter != "m" and _joins(letter)


def written_grades(sentence: Sentence, after: bool, scaled: bool, paired: bool, reflexes: bool) -> list[Grade]:
    """Grades written in a sentence that speaks of muscles, or that follows graded ones."""
    words = sentence.words
    grades: list[Grade] = []
    if not (
        sentence.roles & _MUSCLES or sentence.exam or after or (sentence.roles & _WRITTEN_GRADE and _SURE.search(words))
    ):
        return grades
    if sentence.roles & _NAMED and (paired or come_in_pairs(sentence)):
        grades = _found(_PAIR, words)
    if sentence.roles & _FIVE and _of_five(words):
        grades.extend(_found(_OF_FIVE, words))
    elif (sentence.exam or sentence.roles & _SPOKEN_OF) and not _of_another_scale(sentence, reflexes):
        grades.extend(_plain(sentence, scaled))
    return grades


def _of_five(words: str) -> bool:
    """Whether something is told out of five."""
    for place, letter in enumerate(words):
        if letter in "5fv" and place and _is_whole(words, place):
            return True
    return False


def _is_whole(words: str, place: int) -> bool:
    """Whether a five stands here that something is out of: "/5", "/ v", "of five", "of a possible 5"."""
    spaced = place > 1 and words[place - 1].isspace()
    before = words[place - 2] if spaced else words[place - 1]
    if before in "/\\":
        return words[place] == "5" or (
            words[place] == "v" and (place + 1 == len(words) or not in_word(words[place + 1]))
        )
    if not spaced or before not in "frne":
        return False
    if before == "e":
        return words[place] == "5" and words.endswith("of a possible ", 0, place)
    return words.startswith(_FIVES, place) and words.endswith(_OUT_OF, 0, place)


def _of_another_scale(sentence: Sentence, go_on: bool) -> bool:
    """Whether numbers here grade reflexes or spasticity: "DTRs biceps 2, triceps 2; knees 1", "MAS 2 elbow"."""
    if sentence.roles & _REFLEXES or (go_on and not sentence.roles & _STRENGTH):
        return True
    if sentence.roles & _TONE:
        for hit in sentence.hits:
            if hit.roles & _TONE and hit.term.values.get("tone") == "spasticity":
                return True
    return False


def _plain(sentence: Sentence, scaled: bool) -> list[Grade]:
    """Grades without their "/5": after a muscle ("deltoid 4+"), or after words such as MMT, MRC, grade and strength.

    A bare number after a muscle counts where a scale or strength is named, in an examination, in a list of several,
    or beside a grade with a sign: "deltoid 4" alone may be anything.
    """
    words = sentence.words
    numbers = _numbers(_PLAIN, words) if sentence.roles & _FIGURE else []
    if not numbers and not (sentence.roles & _MUSCLE and "/" in words):
        return []
    after_muscle: list[Grade] = []
    after_word: list[Grade] = []
    for grade in numbers:
        if _MRC_WORD.search(words, _stretch(words, grade.start, 36), grade.start):
            after_word.append(grade)
        elif _follows_muscle(sentence, grade.start):
            after_muscle.append(grade)
    named = bool(sentence.roles & _STRENGTH) or scaled or bool(after_word) or _signed(words, after_muscle)
    several = len(after_muscle) > 1 or sentence.exam
    if not named and not (several and sentence.roles & _MUSCLE):
        return []
    grades = _pairs_after_muscles(sentence) if sentence.roles & _MUSCLE else []
    return grades + _of_strength(words, sorted(after_word + after_muscle, key=_START))


def _signed(words: str, grades: list[Grade]) -> bool:
    """Whether one of some grades has a sign: "4+"."""
    for grade in grades:
        if holds_one(words[grade.start : grade.end], _SIGNS):
            return True
    return False


def _pairs_after_muscles(sentence: Sentence) -> list[Grade]:
    """Grades of both sides that stand after a muscle: "deltoid 4/4"."""
    grades: list[Grade] = []
    for grade in _found(_PAIR, sentence.words):
        if _follows_muscle(sentence, grade.start):
            grades.append(grade)
    return grades


def _follows_muscle(sentence: Sentence, place: int) -> bool:
    """Whether a muscle or limb stands right before a place, or one with its side between: "dorsiflexors right 3"."""
    sided = False
    for hit in reversed(sentence.hits):
        gap = place - hit.end
        if gap < 0:
            continue
        if hit.roles & (_GRADED | _STRENGTH if sided else _GRADED):
            return gap <= (14 if sided else 4) or bool(_IS.fullmatch(sentence.words, hit.end, place))
        side = bool(hit.roles & _SIDE)
        if not side or not (sided or gap <= 2):
            return False
        sided = True
    return False


def _found(pattern: re.Pattern[str], words: str) -> list[Grade]:
    """What a pattern finds that is a grade."""
    return _of_strength(words, _numbers(pattern, words))


def _of_strength(words: str, numbers: list[Grade]) -> list[Grade]:
    """Those of some numbers that are grades by the words around them."""
    grades: list[Grade] = []
    for grade in numbers:
        if _is_strength(words, grade.start, grade.end):
            grades.append(grade)
    return grades


def _numbers(pattern: re.Pattern[str], words: str) -> list[Grade]:
    """What ``pattern.finditer`` finds, for a pattern of numbers: it is asked only where one may begin."""
    numbers: list[Grade] = []
    spelled = pattern is _OF_FIVE
    end = 0
    for place, letter in enumerate(words):
        if place < end or not (letter in "+012345m" or (spelled and letter in "zotfiv")):
            continue
        if (place and _joins(words[place - 1])) or not _may_begin(words, place, spelled):
            continue
        grade = _number_at(pattern, words, place)
        if grade is not None:
            numbers.append(grade)
            end = grade.end
    return numbers


def _number_at(pattern: re.Pattern[str], words: str, place: int) -> Grade | None:
    """What a pattern of numbers finds at a place; of a range or a pair the lower one."""
    if pattern is _OF_FIVE and (end := _end_of_fifths(words, place)):
        return Grade(_NUMBERS[words[place]], place, end)
    found = pattern.match(words, place)
    if found is None:
        return None
    lowest = min([_NUMBERS[stem] if stem in _NUMBERS else float(stem) for stem in found.groups() if stem])
    return Grade(float(int(lowest)), place, found.end())


def _end_of_fifths(words: str, place: int) -> int:
    """Where "4/5" or "4+/5" ends, if nothing follows that could make it anything else to _OF_FIVE; otherwise 0."""
    end = place + 3
    if end <= len(words) and words[place + 1] in "+-":
        end += 1
    if end > len(words) or words[place] not in "012345" or words[end - 2] != "/" or words[end - 1] != "5":
        return 0
    if end == len(words) or words[end] in ",;)":
        return end
    after = words[end + 1] if end + 1 < len(words) else ","
    if words[end] == ".":
        return 0 if after.isalnum() else end
    if words[end] != " " or after in "/\u2044\\+-":
        return 0
    return 0 if after in "(odwvipm" and words[end + 1 : end + 3] in _GOES_ON else end


def _joins(letter: str) -> bool:
    """Whether a number after this letter is only the end of a longer word."""
    return letter != " " and (letter in "/." or in_word(letter))


def _may_begin(words: str, place: int, spelled: bool) -> bool:
    """Whether a number from zero to five may begin here: a figure, "+3", "m3", or ``spelled``, "three" or "iii"."""
    letter = words[place]
    after = words[place + 1] if place + 1 < len(words) else " "
    if letter in "012345":
        return after in "pmto" or not after.isalnum()  # "4plus", "3to 4" and "4out of 5", but no "43" and no "4x"
    if letter in "+m":
        return letter == "+" or after in "012345"
    if not spelled:
        return False
    if letter in "zotf":
        return words.startswith(_NUMBER_WORDS, place)
    return after in "ivmopt" or not after.isalpha()


def _stretch(words: str, place: int, reach: int) -> int:
    """Where the stretch before a place begins that holds no stop, comma or semicolon, and at most so many letters."""
    start = place
    while start > 0 and place - start < reach and words[start - 1] not in ".,;":
        start -= 1
    return start


def _is_strength(words: str, start: int, end: int) -> bool:
    """Whether a number is a grade by the words around it."""
    if _counts(words, end):
        return False
    before = words[max(0, start - 30) : start]
    if ("if" in before or "unless" in before) and _CONDITIONAL.search(before):
        return False
    return not _of_another_matter(words, start) or _STRENGTH_BEFORE.search(before) is not None


def _of_another_matter(words: str, place: int) -> bool:
    """Whether the words before a number say that it is no grade."""
    first = _stretch(words, place, 30)
    for start in range(first, place):
        if words[start] == " " or (start > first and in_word(words[start - 1])):
            continue
        begins = words[start : start + 3] in _OTHER_BEGINNINGS or words.startswith("bp", start)
        if begins and _NOT_STRENGTH_BEFORE.match(words, start, place):
            return True
    return False


def _counts(words: str, end: int) -> bool:
    """Whether a number counts or grades something else by the word after it, blanks and dashes or not between."""
    start = end
    while start < len(words) and (words[start] == "-" or words[start].isspace()):
        start += 1
    return words[start : start + 3] in _COUNTED_BEGINNINGS and words.startswith(_COUNTED, start, end + _COUNTED_REACH)
