"""The strength examination: MRC grades in their spellings, and findings in words.

A number counts as a grade only where strength is spoken of: never a date, a pain score, a pupil, a reflex, a disc
level, a recall score or a count of visits.
"""

from __future__ import annotations

import re
from operator import attrgetter
from typing import Any, Final

from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT, sections, small_words
from denialrisk.features.notes.places import Where, around, within
from denialrisk.features.notes.spelling import holds_one, in_word
from denialrisk.features.notes.text import Hit, Note, Sentence, is_current

_DIGIT: Final = r"(?:[0-5](?:\.[0-9])?|zero|one|two|three|four|five|iv|iii|ii|i|v)"
_SIGN: Final = r"(?:\s?(?:\+{1,2}|-{1,2}|plus|minus))?"
_TO: Final = r"(?:-|\u2013|to|or|/)"
_OF_FIVE: Final = re.compile(
    rf"(?<![\w/.])\+?({_DIGIT}){_SIGN}(?:\s?{_TO}\s?\+?({_DIGIT}){_SIGN})?"
    r"\s?\(?(?:/|\u2044|out of|of|over|on|of a possible|on a scale of|\\)"
    r"\s?(?:5|five|v)(?:\.0)?[+-]?(?![\d/]|\s?(?:days|weeks|visits|words|objects|items))"
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
_FORCE: Final = re.compile(r"\b(right|left|rt|lt|r|l)\b[^\d,;]{0,26}?(\d{1,3}(?:\.\d)?)\b(?!/)")
_FORCE_UNIT: Final = re.compile(r"\d\s?(?:kg|kgs|lb|lbs|pounds|psi|nm|newtons?)\b")
_RIGHT_LEFT: Final = re.compile(r"\b(?:r\s?/\s?l|l\s?/\s?r|right\s?/\s?left|left\s?/\s?right)\b")
_ON_THE: Final = re.compile(r"\s?(?:on|in|at) (?:the |her |his )?")
_SURE: Final = re.compile(r"\b(?:[0-4]\s?[+-]\s?/\s?5|5\s?/\s?5)\b")
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
_CONDITIONAL: Final = re.compile(r"\b(?:if|unless)\b[^.;]{0,30}$")
"""Before a grade this makes it one that may be found: "surgery if < 4/5"."""
_NOT_FOUND: Final = sections("ros", "past", "history", "family", "advice", "goals")
_NO_EXAM: Final = sections("family", "advice", "goals")
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
_COLUMNS: Final = re.compile(
    r"\b(?:strength|mmt|power|motor|mrc|muscles?|grades?)\b[^.;]{0,30}?[\s|]"
    r"(?:(?P<right>r|rt|right)|l|lt|left)[\s|]+(?:r|rt|right|l|lt|left)[\s|]*$"
)
"""The head of a table with a column for each side: "UE STRENGTH  R  L"."""
_ROW: Final = re.compile(r"[a-z)][\s|:]+([0-5])[+-]?(?:/5)?[\s|]+([0-5])[+-]?(?:/5)?[\s|]*$")
_ANY_ROW: Final = re.compile(r"\d[+-]?(?:/5)?[\s|]*$")
_UNGRADABLE: Final = re.compile(
    r"\b(?:cannot|could not|can't|unable to|not able to) be (?:reliably )?(?:graded|assessed|tested)"
)
_GATE: Final = re.compile(r"[/\\]\s?(?:5|v\b)|of (?:5|five)|over (?:5|five)|on (?:5|five)|of a possible 5")
_BEFORE_FIVE: Final = ("/", "\\", " 5", " five")
"""One of these stands in all that _GATE finds."""
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
    rf"\b(?:{'|'.join(_OTHER_MATTERS)})[^.;,]{{0,18}}$|\b(?:{'|'.join(_OF_TIME)}) (?:the )?$"
)
_OTHER_BEGINNINGS: Final = frozenset(word[:2] for word in (*_OTHER_MATTERS, *_OF_TIME))
"""The first two letters of each word that _NOT_STRENGTH_BEFORE begins with."""
_STRENGTH_BEFORE: Final = re.compile(
    r"(?:strength|power|motor|mmt|mrc|flexion|extension|flexors?|extensors?|grip|grade)[^.;]{0,18}$"
)
_NOT_STRENGTH_AFTER: Final = re.compile(
    r"[\s-]*(?:pain|in severity|at rest|at worst|recall|reflex|objects|words|murmur|visits|sessions"
    r"|systolic|on the pain|shapes|items|commands|questions|digits|letters|numbers|tasks|trials|correct|cubes|figures"
    r"|passes|samples|specimens|cultures|bottles|nodes|naps|nights|doses|meals|pills|bites"
    r"|infusions|treatments|classes|features|evenings|mornings|biopsies"
    r"|at goal|body|areas|criteria|points|attempts)"
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
_SIGNS: Final = ("+", "-", "plus", "minus")
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
_MEASURED: Final = _MUSCLES | BIT["written_grade"]
_WRITTEN: Final = BIT["figure"] | BIT["five"]
_IN_WORDS: Final = BIT["strength"] | BIT["grade_word"] | BIT["muscle"] | BIT["compared"]
_SHOWN: Final = _WRITTEN | _IN_WORDS
_SIDED: Final = BIT["side"] | BIT["region"] | BIT["spread"]
_NAMED: Final = BIT["strength"] | BIT["region"]
_OTHER_TIMES: Final = sections("past", "ros", "plan")
_FULL: Final = 5
_START: Final = attrgetter("start")
_LONGEST_TABLE: Final = 16
_USUAL: Final = (False, False, False, False, "")
"""What most sentences with grades stand beside, see _graded."""
_ABLE: Final = BIT["able"]
_COMPARED: Final = BIT["compared"]
_COMPLAINS: Final = BIT["complains"]
_COURSE: Final = BIT["course"]
_FIGURE: Final = BIT["figure"]
_FULL_BIT: Final = BIT["full"]
_GAIT: Final = BIT["gait"]
_GRADE_WORD: Final = BIT["grade_word"]
_MUSCLE: Final = BIT["muscle"]
_NEGATE: Final = BIT["negate"]
_PARESIS: Final = BIT["paresis"]
_REDUCED: Final = BIT["reduced"]
_REFLEXES: Final = BIT["reflexes"]
_SCALE_NAMED: Final = BIT["scale_named"]
_SENSATION: Final = BIT["sensation"]
_SIDE: Final = BIT["side"]
_SIDES: Final = BIT["sides"]
_SPREAD: Final = BIT["spread"]
_STRENGTH: Final = BIT["strength"]
_TELLS: Final = BIT["tells"]
_TONE: Final = BIT["tone"]
_WEAKNESS: Final = BIT["weakness"]
_WRITTEN_GRADE: Final = BIT["written_grade"]


_NOWHERE: Final = Where()


class Grade:
    """A written grade: its stem, the lower one of a range or pair, where it stands, and what it is of."""

    __slots__ = ("end", "number", "start", "where")

    def __init__(self, number: float, start: int, end: int) -> None:
        self.number = number
        self.start = start
        self.end = end
        self.where = _NOWHERE


class Weak:
    """The muscles graded below full: the part of the body of each, the sides of each part, and the lowest grade."""

    __slots__ = ("lowest", "parts", "sides")

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}
        self.sides: dict[str, set[str]] = {}
        self.lowest: float = _FULL

    def add(self, grade: Grade, sentence: Sentence) -> None:
        """Take in a grade with its places."""
        if grade.number >= _FULL:
            return
        self.lowest = min(self.lowest, grade.number)
        if not grade.where.regions:
            return
        sides = _sides(grade.where)
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


def read_strength(note: Note, findings: Findings) -> None:
    """Add ``strength``, ``muscle_group`` and ``comparison`` findings of all sentences."""
    if note.roles & _SHOWN:
        weak = _read_all(note, findings)
        spared = _near_and_far(note, findings)
        if weak.parts and not weak.in_one_limb():
            _pattern(weak.parts, spared, findings)
        _both_sides(findings)
    else:
        _near_and_far(note, findings)


def _read_all(note: Note, findings: Findings) -> Weak:
    """Read all sentences, and gather the muscles graded below full."""
    scaled = bool(note.roles & _SCALE_NAMED)
    last = -2
    weak = Weak()
    for number, sentence in enumerate(note.sentences):
        roles = sentence.roles
        if not roles & _SHOWN or _of_no_exam(sentence.section):
            continue
        measured = sentence.exam or bool(roles & _MEASURED)
        if roles & _WRITTEN and (measured or last == number - 1):
            context = _context(note, number, not measured, scaled)
            graded = sentence.once(_graded, context)
            if graded:
                last = number
                findings.read(note.starts[number], sentence, _read_graded, context)
                if weak.lowest < _FULL:
                    _later(note.starts[number], sentence, graded, weak.lowest, findings)
                for grade in graded:
                    weak.add(grade, sentence)
                continue
        if roles & _IN_WORDS:
            findings.read(note.starts[number], sentence, _read_ungraded)
    return weak


def _of_no_exam(section: int) -> bool:
    """Whether no examination is told in a section."""
    return bool(section & _NO_EXAM)


def _later(start: int, sentence: Sentence, graded: tuple[Grade, ...], before: float, findings: Findings) -> None:
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


def _both_sides(findings: Findings) -> None:
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


def _near_and_far(note: Note, findings: Findings) -> set[str]:
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
    return ("prox" in sentence.words or "dist" in sentence.words) and not _of_no_exam(sentence.section)


def _context(note: Note, number: int, after: bool, scaled: bool) -> tuple[bool | str, ...]:
    """What the grades of a sentence depend on beside its words, see _graded; nothing where that is as usual."""
    paired = reflexes = False
    if number:
        before = note.sentences[number - 1]
        paired = _pairs(before)
        reflexes = bool(before.roles & _REFLEXES) and before.words.endswith(";")
    first = _first_column(note, number)
    if after or scaled or paired or reflexes or first:
        return after, scaled, paired, reflexes, first
    return ()


def _first_column(note: Note, number: int) -> str:
    """The side of the first column, where a sentence is a row of a table of grades; else nothing."""
    words = note.sentences[number].words
    if not _ends_in_two(words) or not _ROW.search(words):
        return ""
    for place in range(number - 1, max(0, number - _LONGEST_TABLE) - 1, -1):
        before = note.sentences[place].words
        if head := _COLUMNS.search(before):
            return "right" if head["right"] else "left"
        if not _ANY_ROW.search(before):
            return ""
    return ""


def _ends_in_two(words: str) -> bool:
    """Whether a sentence ends in two grades, as a row of a table does."""
    second = _last_grade(words, len(words))
    return second > 0 and _last_grade(words, second) > 0


def _last_grade(words: str, end: int) -> int:
    """Where the grade begins that stands last before a place, but for blanks and bars; -1 if none does."""
    place = end - 1
    while place >= 0 and (words[place] == "|" or words[place].isspace()):
        place -= 1
    if place > 1 and words[place] == "5" and words[place - 1] == "/":
        place -= 2
    if place > 0 and words[place] in "+-":
        place -= 1
    return place if place >= 0 and words[place] in "012345" else -1


def _row(sentence: Sentence, first: str) -> tuple[Grade, ...]:
    """The two grades of a row, each with its muscles and its side."""
    row = _ROW.search(sentence.words)
    regions = within(sentence, 0, row.start(1)).regions if row else []
    if row is None or not regions:
        return ()
    grades = []
    for group, side in ((1, first), (2, "left" if first == "right" else "right")):
        grade = Grade(float(row[group]), *row.span(group))
        grade.where = Where()
        grade.where.sides, grade.where.regions = [(side, regions[0])], regions
        grades.append(grade)
    return tuple(grades)


def _pairs(sentence: Sentence) -> bool:
    """Whether a sentence says that grades come in pairs: "R/L"."""
    return bool(sentence.roles & _SIDES) and "/" in sentence.words and sentence.once(_right_left)


def _right_left(sentence: Sentence) -> bool:
    return _RIGHT_LEFT.search(sentence.words) is not None


def _graded(sentence: Sentence, *context: Any) -> tuple[Grade, ...]:
    """The grades of a sentence with their places.

    Context: it follows graded ones; the note names a scale; the sentence before says that grades come in pairs; its
    reflexes go on after a semicolon; the first column's side in a table.
    """
    after, scaled, paired, reflexes, first = context or _USUAL
    if first:
        return _row(sentence, first)
    grades = _grades(sentence, after, scaled, paired, reflexes)
    if grades:
        _place(sentence, grades)
    return tuple(grades)


def _read_graded(sentence: Sentence, findings: Findings, *context: Any) -> None:
    """Read a sentence with grades."""
    _tell_grades(sentence, findings, sentence.once(_graded, context))


def _tell_grades(sentence: Sentence, findings: Findings, graded: tuple[Grade, ...]) -> None:
    """Add grades, their course, and the judgements in words beside them."""
    for grade in graded:
        value = "normal" if grade.number >= _FULL else "reduced"
        _add(findings, value, (grade.start, grade.end), grade.where, grade.number)
    _changed(sentence, findings)
    for hit in sentence.having(_COURSE):
        course = hit.term.values["course"]
        if course in ("improving", "progressive"):
            findings.add("course", (hit.start, hit.end), state="present", value=course)
    if sentence.roles & (_STRENGTH | _GRADE_WORD | _MUSCLE):
        _in_words(sentence, findings, True)
    _contrasted(sentence, findings)


def _read_ungraded(sentence: Sentence, findings: Findings) -> None:
    """Read a sentence without grades: measured forces, and strength judged in words."""
    if sentence.roles & _FIGURE and sentence.roles & (_STRENGTH | _MUSCLE):
        _dynamometer(sentence, findings)
        if not sentence.section & _OTHER_TIMES:
            _changed(sentence, findings)
    if sentence.roles & (_STRENGTH | _GRADE_WORD | _MUSCLE):
        _in_words(sentence, findings, False)
    if sentence.exam:
        _contrasted(sentence, findings)


def _contrasted(sentence: Sentence, findings: Findings) -> None:
    """The first word that compares the sides."""
    for hit in sentence.having(_COMPARED):
        findings.add("comparison", (hit.start, hit.end))
        return


def _changed(sentence: Sentence, findings: Findings) -> None:
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


def _pattern(reduced: dict[str, str], spared: set[str], findings: Findings) -> None:
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


def _grades(sentence: Sentence, after: bool, scaled: bool, paired: bool, reflexes: bool) -> list[Grade]:
    """Grades written in a sentence that speaks of muscles, or that follows graded ones."""
    words = sentence.words
    grades: list[Grade] = []
    if not (
        sentence.roles & _MUSCLES or sentence.exam or after or (sentence.roles & _WRITTEN_GRADE and _SURE.search(words))
    ):
        return grades
    if sentence.roles & _NAMED and (paired or _pairs(sentence)):
        grades = _found(_PAIR, words)
    if _of_five(words):
        grades += _found(_OF_FIVE, words)
    elif (sentence.exam or sentence.roles & _SPOKEN_OF) and not _of_another_scale(sentence, reflexes):
        grades += _plain(sentence, scaled)
    return grades


def _of_five(words: str) -> bool:
    """Whether something is told out of five."""
    if "/5" in words:
        return True
    return holds_one(words, _BEFORE_FIVE) and _GATE.search(words) is not None


def _of_another_scale(sentence: Sentence, go_on: bool) -> bool:
    """Whether numbers here grade reflexes or spasticity: "DTRs biceps 2, triceps 2; knees 1", "MAS 2 elbow"."""
    if sentence.roles & _REFLEXES or (go_on and not sentence.roles & _STRENGTH):
        return True
    for hit in sentence.having(_TONE):
        if hit.term.values.get("tone") == "spasticity":
            return True
    return False


def _plain(sentence: Sentence, scaled: bool) -> list[Grade]:
    """Grades without their "/5": after a muscle ("deltoid 4+"), or after words such as MMT, MRC, grade and strength.

    A bare number after a muscle counts where a scale or strength is named, in an examination, in a list of several,
    or beside a grade with a sign: "deltoid 4" alone may be anything.
    """
    words = sentence.words
    numbers = _numbers(_PLAIN, words)
    if not numbers and "/" not in words:
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
    place = 0
    while place < len(words):
        if words[place] in "+012345zotfivm" and (not place or not _joins(words[place - 1])):
            grade = _number_at(pattern, words, place) if _may_begin(words, place) else None
            if grade is not None:
                numbers.append(grade)
                place = grade.end
                continue
        place += 1
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
    return end if words[end] == " " and after not in "(/\u2044\\+-odwvipm" else 0


def _joins(letter: str) -> bool:
    """Whether a number after this letter is only the end of a longer word."""
    return letter != " " and (letter in "/." or in_word(letter))


def _may_begin(words: str, place: int) -> bool:
    """Whether a number from zero to five may begin here: a figure, "+3", "m3", "three" or "iii"."""
    letter = words[place]
    if letter in "+012345":
        return True
    if letter in "zotf":
        return words.startswith(_NUMBER_WORDS, place)
    if letter not in "ivm" or place + 1 == len(words):
        return letter in "iv"
    after = words[place + 1]
    if letter == "m":
        return after in "012345"
    return after in "ivmopt" or not after.isalpha()


def _stretch(words: str, place: int, reach: int) -> int:
    """Where the stretch before a place begins that holds no stop, comma or semicolon, and at most so many letters."""
    start = place
    while start > 0 and place - start < reach and words[start - 1] not in ".,;":
        start -= 1
    return start


def _is_strength(words: str, start: int, end: int) -> bool:
    """Whether a number is a grade by the words around it."""
    if _letter_follows(words, end) and _NOT_STRENGTH_AFTER.match(words, end, end + 16):
        return False
    before = words[max(0, start - 30) : start]
    if ("if" in before or "unless" in before) and _CONDITIONAL.search(before):
        return False
    return not _of_another_matter(words, start) or _STRENGTH_BEFORE.search(before) is not None


def _of_another_matter(words: str, place: int) -> bool:
    """Whether the words before a number say that it is no grade."""
    first = _stretch(words, place, 30)
    for start in range(first, place):
        begins = start == first or not in_word(words[start - 1])
        if begins and words[start] != " " and words[start : start + 2] in _OTHER_BEGINNINGS:
            return _NOT_STRENGTH_BEFORE.search(words[first:place]) is not None
    return False


def _letter_follows(words: str, place: int) -> bool:
    """Whether a word follows, after blanks and dashes if any."""
    while place < len(words) and (words[place] == "-" or words[place].isspace()):
        place += 1
    return place < len(words) and words[place].isalpha()


def _dynamometer(sentence: Sentence, findings: Findings) -> None:
    """Measured forces of right and left, of which the smaller is less than four fifths of the larger."""
    if not sentence.roles & _SIDE or not _FORCE_UNIT.search(sentence.words):
        return
    forces: dict[str, tuple[float, re.Match[str]]] = {}
    for found in _FORCE.finditer(sentence.words):
        forces.setdefault(found[1][0], (float(found[2]), found))
    if len(forces) == 2:
        (weaker, found), (stronger, _) = sorted(forces.values(), key=lambda each: each[0])
        if 0 < weaker < 0.8 * stronger:
            _add(findings, "reduced", found.span(), within(sentence, found.start(), found.start(2)), None)


def _place(sentence: Sentence, grades: list[Grade]) -> None:
    """Say of each grade what it is of: what stands between it and the grade before, or else up to the next one."""
    words = sentence.words
    leads = within(sentence, 0, grades[0].start)
    leading = bool(leads.regions) or bool(leads.sides)
    side_last = _all_bilateral(leads)  # "hip flexion 3/5 L, 5/5 R"
    before = 0
    for place, grade in enumerate(grades):
        is_last = place + 1 == len(grades)
        after = len(words) if is_last else grades[place + 1].start
        where = within(sentence, before, grade.start) if leading else within(sentence, grade.end, after)
        if not where:
            where = within(sentence, grade.end, _until_full(sentence, grade.end, after))
        trailing = _sides_within(sentence, grade.end, min(after, grade.end + _reach(words, grade.end)))
        if trailing and side_last:
            where.sides = trailing
        elif not where.sides:
            beyond = _sides_within(sentence, grade.end, min(after, grade.end + 22, _next_muscle(sentence, grade.end)))
            where.sides = [each for each in beyond if is_last or after - each[1].end > 2]
        grade.where = where
        before = grade.end
    _keep_weakest_part(grades)
    _against_the_other(grades)


def _sides_within(sentence: Sentence, start: int, end: int) -> list[tuple[str, Hit]]:
    """The sides named between two points of a sentence."""
    for hit in sentence.hits:
        if hit.roles & _SIDED and hit.start >= start and hit.end <= end:
            return within(sentence, start, end).sides
    return []


def _all_bilateral(where: Where) -> bool:
    for side, _ in where.sides:
        if side != "bilateral":
            return False
    return True


def _reach(words: str, place: int) -> int:
    """How far after a grade its side may stand: "4/5 on the left", "4/5 left", "4/5, left"."""
    after = place + 1 if place < len(words) and words[place].isspace() else place
    if after < len(words) and words[after] in "oia" and (on_the := _ON_THE.match(words, place)):
        return on_the.end() - place + len("right")
    return 5 if words.startswith((",", " ,"), place) else 7


def _keep_weakest_part(grades: list[Grade]) -> None:
    """Of "4/5 proximally, 3/5 distally" the weakness is distal: only the lowest grade keeps its word."""
    lowest: float = _FULL
    for grade in grades:
        if grade.where.spread and grade.number < lowest:
            lowest = grade.number
    for grade in grades:
        if grade.number > lowest:
            grade.where.spread = []


def _next_muscle(sentence: Sentence, start: int) -> int:
    """Where another muscle is named: "elbow 3/5, grip 8 (L 52)"; a side beyond it is not of the grade before."""
    for hit in sentence.hits:
        if hit.roles & _MUSCLE and hit.start > start:
            return hit.start
    return len(sentence.words)


def _until_full(sentence: Sentence, start: int, end: int) -> int:
    """Where a full strength begins to be told: "4 on the right, full on the left"."""
    for hit in sentence.hits:
        if hit.roles & _FULL_BIT and start < hit.start < end:
            return hit.start
    return end


def _against_the_other(grades: list[Grade]) -> None:
    """A reduced grade with no side, beside a full one of a named side, is of the other side."""
    full = _full_side(grades)
    if full not in ("left", "right"):
        return
    other = "right" if full == "left" else "left"
    for grade in grades:
        where = grade.where
        if grade.number < _FULL and not where.sides and where.regions:
            where.sides = [(other, where.regions[0])]


def _full_side(grades: list[Grade]) -> str:
    """The one side that is graded full as a whole; nothing where it is not one."""
    full = ""
    for grade in grades:
        if grade.number >= _FULL and not grade.where.regions:
            for side, _ in grade.where.sides:
                if full and side != full:
                    return ""
                full = side
    return full


def _in_words(sentence: Sentence, findings: Findings, graded: bool) -> None:
    if not _examined(sentence) or (sentence.roles & _ABLE and _UNGRADABLE.search(sentence.words)):
        return
    for place, hit in enumerate(sentence.hits):
        if hit.roles & _GRADE_WORD:
            value = hit.term.values["grade_word"]
            if is_current(hit.state):
                _add(findings, value, (hit.start, hit.end), around(sentence, place), None)
            elif hit.state == "negated" and value == "reduced":
                _add(findings, "normal", (hit.start, hit.end), Where(), None)
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
            _add(findings, "normal", (hit.start, after.end), Where(), None)
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
            normal = bool(after.roles & _FULL_BIT) != (denied and bool(after.roles & _REDUCED))
            normal = normal or (denied and bool(after.roles & _REDUCED))
            value = "normal" if normal else "reduced"
            where = within(sentence, hit.start, len(sentence.words)) if value == "reduced" else Where()
            _add(findings, value, (hit.start, after.end), where, None)
            judged, denied = True, False
    if not judged and place and sentence.hits[place - 1].roles & (_FULL_BIT | _REDUCED):
        before = sentence.hits[place - 1]
        if hit.start - before.end <= 20:
            value = "normal" if before.roles & _FULL_BIT else "reduced"
            _add(findings, value, (before.start, hit.end), around(sentence, place), None)


def _add(findings: Findings, value: str, place: tuple[int, int], where: Where, number: float | None) -> None:
    sides = _sides(where)
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
        note_reduced(findings, place, where)


def _sides(where: Where) -> list[str]:
    """The sides named, in order; left and right together are bilateral."""
    sides: list[str] = []
    for side, _ in where.sides:
        if side not in sides:
            sides.append(side)
    return ["bilateral"] if "left" in sides and "right" in sides else sides


def note_reduced(findings: Findings, place: tuple[int, int], where: Where) -> None:
    """Reduced strength on examination is weakness, with its side and distribution."""
    findings.add("weakness", place)
    for side in _sides(where):
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
