"""When something began and how it has run, where a sentence says so."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from denialrisk.features.notes.context import gave_up
from denialrisk.features.notes.exam import names_task
from denialrisk.features.notes.findings import Findings, Rule
from denialrisk.features.notes.lexicon import BIT, WEAKNESS, lexicon, sections, small_words
from denialrisk.features.notes.openings import holds_small, listed
from denialrisk.features.notes.spans import MONTHS, SEASONS, next_span
from denialrisk.features.notes.spelling import holds_one, in_word
from denialrisk.features.notes.text import Hit, Note, Sentence

_AHEAD: Final = re.compile(
    r"\b(?:(?:in|every|within|next|q|for another|another|see|clinic|r/v|review|repeat|recheck|rtc|f/u|follow-up)\W{1,2}"
    r"|than |compared (?:with|to) )$|[<>]\s?$|\(?was \d+%?\s$"
    r"|\d\s?(?:s|sec|ft|feet|m|kg|lb|lbs|mg|mcg|units)\s(?:daily\s)?$"
)
"""A time to come, or that of what is measured or taken: "6 s last year", "40 mg since May", "stronger than in May"."""
_AHEAD_WORDS: Final = frozenset(
    {
        *(
            "in",
            "every",
            "within",
            "next",
            "q",
            "another",
            "see",
            "clinic",
            "v",
            "review",
            "repeat",
            "recheck",
            "rtc",
            "u",
        ),
        *("up", "than", "with", "to", "s", "sec", "ft", "feet", "m", "kg", "lb", "lbs", "mg", "mcg", "units", "daily"),
    }
)
"""The letters that such a time stands after, where it stands after no figure and no sign."""
_TAKEN: Final = re.compile(
    r"\bon (?!the |his |her |exam|standing|walking|exertion|left|right)[a-z-]{4,} $"
    r"|\d ?(?:mg|mcg|units)\b[^.;,]{0,16}$|\b(?:dx|diagnosed) (?:in )?$"
)
"""A drug or a diagnosis right before its time: "72F on prednisolone since February"."""
_ENDURED: Final = re.compile(r"min(?:ute)?s?\b(?! (?:ago|after|before|later|prior|into))")
"""How long something is done, in a sentence without the weakness: "can walk for 10 minutes"."""
_BARE_YEAR: Final = re.compile(r"(?:19|20)\d\d$")
_CLOCK: Final = re.compile(
    r"\b(?:on|weakness|paresis|hemiparesis|hemiplegia|stroke|cva|infarct) (?!\d/5)\d{1,2}/\d{1,2}\b(?!/)"
    r"|\b(?:(?:[01]?\d|2[0-3]):|[01]\d|2[0-3])[0-5]\d\b(?! ?(?:ml|mg|kcal|ft|feet|m\b|meters|steps|yards))"
)
"""A clock time, which counts only beside a deficit: "left arm weakness 07:50"."""

_MAY_NAME: Final = sections("assessment", "both", "plan", "diagnosis", "results", "other", "exam")
_PLAN_OR_HISTORY: Final = sections("plan", "history")
_STORY: Final = sections("none", "history", "complaint")
_NO_HEADING: Final = sections("none")
_FIGURE: Final = BIT["figure"]
_DATED: Final = BIT["time"] | _FIGURE
_TIMED: Final = _DATED | BIT["onset"] | BIT["course"] | BIT["resolved"] | BIT["weak"]
_MORE: Final = (
    r"(?:more|less|harder|easier|slower|faster|further|farther|longer|shorter|worse|better|stronger|weaker|fewer)"
)
_PASSING: Final = r"(?:day|week|month|year|visit|time|hour|morning|evening|season)"
_COMPARED: Final = re.compile(
    rf"\b{_MORE}\b[^.;]{{0,40}}\b(?:each|every|by the) {_PASSING}"
    rf"|\b(?:each|every) (?:\w+ )?{_PASSING}\b[^.;]{{0,50}}\b{_MORE}\b"
    rf"|\b{_MORE}\b[^.;,]{{0,25}}\bthan (?:(?:it|they|he|she) (?:was|were|did|could|had)|last|before|yesterday"
    rf"|a {_PASSING}|in (?:{MONTHS}|may|{SEASONS}))\b"
)
"""One time held against another: "a little less each month", "every week the stairs are harder"."""
_CANNOT: Final = r"(?:could not|couldn't|cannot|can't|unable to)"
_WEEKDAY: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_STAGED: Final = re.compile(
    r"\b(?:first(?! (?:noticed|noted|seen|time|visit|started|began))|then)\b[^.]{2,90}\b(?:then|now|lately)\b"
    rf"|\b{_CANNOT}\b[^.]{{3,90}}\b(?:then|now|today|this (?:morning|evening|week)|by (?:\w+ ){{1,3}}|the next \w+"
    rf"|{_WEEKDAY})\b[^.]{{0,25}}\b{_CANNOT}\b"
)
"""One loss told after another: "first the hairgrips, then the pegs", "could not climb, today could not stand"."""
_LOSS: Final = re.compile(
    rf"\b(?:{_CANNOT}|won't|would not|wouldn't|went(?! to)|gone|dropped|weak\w*|gave|giving|fail\w*|dead|drag\w*"
    r"|slap\w*|trip\w*|lost|useless|limp|buckl\w*)\b"
)
"""What such a sentence must tell: "first seen in clinic, then sent for MRI" tells no loss."""
_POINTS_BACK: Final = re.compile(r"\b(?:from|to|of|by|for|with|at|on) (?:the )?same$")
"""Not "the same" as before: "tear with weakness from the same"."""
_ONE_THEN_ANOTHER: Final = re.compile(r",?(?: and)? then (?:(?:the|both|her|his|my|left|right) )*")
"""Between two parts of the body: "arms then legs", "the right foot, then the left hand"."""
_BETTER: Final = re.compile(r"\b(?:better|stronger|easier|faster|further|farther)\b")
_NO_MATTER: Final = re.compile(
    r"\b(?:(?:last|prior|previous|initial|first) (?:visit|session|review|recheck|check)"
    r"|bear(?:ing)? weight|weight.bearing)"
)
"""What a course is held against, or what a leg bears, is no other matter: "stronger than last visit"."""
_MATTERS_NOT: Final = ("visit", "session", "review", "check", "weight")
"""One of these stands in all of them."""
_NEXT_CLAUSE: Final = re.compile(r"[,.]| (?:after|while|when|during|before) ")
_COMMA: Final = re.compile(r"[,.]")
_AND_IT: Final = re.compile(r"\.|, (?:and|but) it\b")
_DENIED_CLAUSE: Final = re.compile(r"[;.]|, (?:and|but) it\b")
_LISTED_AFTER: Final = re.compile(r"(?:and|,|with|&)[^.]{0,25}weak")
_LISTED_BEFORE: Final = re.compile(r"(?:weak|drop|paresis)[^.]{0,25}(?:and|,|with)")
"""A list that names the weakness too, after or before another symptom."""
_WEAKER: Final = re.compile(
    r"\b(?:weaker|feebler)\b(?! than (?:the |on |his |her )*(?:left|right|other|l|r|arm|leg|opposite)\b)"
)
"""Weaker than before, where no other side is named."""

_TASKS: Final = BIT["act"] | BIT["gait"] | BIT["function"] | BIT["region"]
_STAGES: Final = _TASKS | BIT["able"]
_DECIDED: Final = BIT["plan_action"] | BIT["test"] | BIT["treatment"] | BIT["conclusion"]
_SPOILT: Final = BIT["family"] | BIT["condition"]
_FOUND: Final = (
    BIT["strength"] | BIT["muscle"] | BIT["reflexes"] | BIT["sensation"] | BIT["written_grade"] | BIT["test"]
)
_BULLETS: Final = " \t\n-*•"
_STRENGTH_WORDS: Final = ("strength", "power", "grip", "stronger", "face ", "weakness", "motor", "deficit")
_NOT_NOW: Final = BIT["past"] | BIT["condition"]
_PAST_OPENINGS: Final = ("hx ", "h/o ", "pmh", "psh")
"""What came before the present illness, in a telegraphic note without headings."""
_OF_SYMPTOMS: Final = ("onset", "duration", "course")
_ABLE: Final = BIT["able"]
_CAUSE: Final = BIT["cause"]
_COURSE: Final = BIT["course"]
_FUNCTION: Final = BIT["function"]
_ONSET: Final = BIT["onset"]
_OTHER_MATTER: Final = BIT["other_matter"]
_PAST: Final = BIT["past"]
_REGION: Final = BIT["region"]
_RESOLVED: Final = BIT["resolved"]
_TIME: Final = BIT["time"]
_WRITTEN_GRADE: Final = BIT["written_grade"]


def read_time(note: Note, told: list[bool], any_told: bool, findings: Findings) -> None:
    """Add onset and course of the weakness: from sentences that tell it, that refer back to it, or that go with it.

    ``told``: which sentences tell the weakness; none where only an examiner found it.
    """
    untold = _told_in_no_story(note, told)
    referring = False
    for number, sentence in enumerate(note.sentences):
        telling = told[number]
        referring = telling or (referring and _refers(sentence))
        if not sentence.roles & _TIMED or not (telling or _may_tell(sentence)):
            continue
        if sentence.exam and not referring and not (sentence.section & _NO_HEADING and _goes_on(sentence)):
            _read_exam(note.starts[number], sentence, findings)
        elif telling or not sentence.roles & _SPOILT:
            rule = _rule(sentence, telling, untold or _is_near(number, sentence, told))
            if rule is None or (rule is not _told and sentence.roles & _COURSE):  # others are read alike
                rule = _referred if referring or (any_told and sentence.once(_symptoms)) else rule
            if rule is not None:
                findings.read(note.starts[number], sentence, rule)


def _told_in_no_story(note: Note, told: list[bool]) -> bool:
    """Whether the sentences that tell the weakness all belong to examination or conclusion."""
    for number, telling in enumerate(told):
        if telling and _tells(note.sentences[number]):
            return False
    return True


def _may_tell(sentence: Sentence) -> bool:
    """Whether a sentence stands where the illness may be told."""
    section = sentence.section
    return bool(section & (_STORY | _MAY_NAME))


def _of_the_story(section: int) -> bool:
    """Whether the story is told in a section."""
    return bool(section & _STORY)


def _tells(sentence: Sentence) -> bool:
    """Whether a sentence belongs to the story rather than to examination or conclusion."""
    return not sentence.exam and not sentence.concludes and _of_the_story(sentence.section)


def _is_near(number: int, sentence: Sentence, told: list[bool]) -> bool:
    """Whether the weakness is told up to six sentences before, or soon after."""
    after = 6 if sentence.roles & _REGION else 4
    for place in range(max(0, number - 6), min(len(told), number + after)):
        if told[place]:
            return True
    return False


def _read_exam(start: int, sentence: Sentence, findings: Findings) -> None:
    """Add what an examination says of time, where it is told as part of what happened; "plan": the hospital course."""
    if sentence.roles & _COURSE:
        findings.read(start, sentence, _of_strength)
    if sentence.roles & _WRITTEN_GRADE and sentence.section & _PLAN_OR_HISTORY:
        findings.read(start, sentence, _told)  # "on the second day her quadriceps was 2/5"


def _rule(sentence: Sentence, telling: bool, near: bool) -> Rule | None:
    """How a sentence is read that tells the weakness, stands near it, or does neither."""
    if telling or _acts(sentence):
        return _told
    if near and _is_story(sentence):
        return _beside
    return _of_strength if sentence.roles & _COURSE else None


def _acts(sentence: Sentence) -> bool:
    """Whether a sentence says what the patient can do, or since when."""
    if sentence.roles & _OTHER_MATTER:
        return False
    if sentence.roles & _FUNCTION and sentence.roles & _ONSET:
        return True
    if not sentence.roles & _ABLE:
        return False
    return bool(sentence.roles & _TASKS) or sentence.once(names_task)


def _is_story(sentence: Sentence) -> bool:
    """Whether a sentence is of the present illness, and tells no decision."""
    return (
        not sentence.roles & _PAST
        and _of_the_story(sentence.section)
        and (not sentence.roles & _DECIDED or bool(sentence.roles & _CAUSE) or sentence.once(_decides_nothing))
        and not sentence.words.startswith(_PAST_OPENINGS)
    )


def _decides_nothing(sentence: Sentence) -> bool:
    """Whether all that seems decided is what the patient gave up; a cause makes it a story ("MRI after a stroke")."""
    for hit in sentence.hits:
        if hit.roles & _DECIDED and not gave_up(sentence, hit):
            return False
    return True


def _of_strength(sentence: Sentence, findings: Findings) -> None:
    """The course of the strength itself, now: "arm strength improving", "gains in strength"."""
    if sentence.roles & _NOT_NOW or not sentence.roles & _COURSE:
        return
    for course in sentence.hits:
        if course.roles & _COURSE and _beside_strength(sentence.words, course):
            findings.add("course", course.place, state="present", value=course.term.values["course"])


def _beside_strength(words: str, course: Hit) -> bool:
    return holds_one(words[max(0, course.start - 24) : course.end + 24], _STRENGTH_WORDS)


def _refers(sentence: Sentence) -> bool:
    """Whether a sentence opens by speaking of the symptoms just told."""
    words = sentence.words
    start, stop = 0, len(words)
    while start < stop and words[start] in " \t\n-*•":
        start += 1
    return start < stop and listed("refer_back").may_begin(words, start, stop) and sentence.once(_opens_referring)


def _opens_referring(sentence: Sentence) -> bool:
    words = sentence.words.strip(_BULLETS)
    return words.startswith(lexicon().small["refer_back"])


def _goes_on(sentence: Sentence) -> bool:
    """Whether a sentence in running text after the examination tells the course alone: "No change since yesterday."."""
    return bool(sentence.roles & _COURSE) and not sentence.roles & _FOUND and _refers(sentence)


def _symptoms(sentence: Sentence) -> bool:
    """Whether the sentence speaks of the symptoms as a whole, which the weakness is one of."""
    words = sentence.words
    return words.startswith(_OF_SYMPTOMS) or "symptoms" in words


def _told(sentence: Sentence, findings: Findings) -> None:
    """Add what a sentence says that tells the weakness."""
    _add(sentence, findings, True, False)


def _referred(sentence: Sentence, findings: Findings) -> None:
    """Add what a sentence says that speaks of the weakness again."""
    _add(sentence, findings, False, False)


def _beside(sentence: Sentence, findings: Findings) -> None:
    """Add what a sentence says that only stands near."""
    _add(sentence, findings, False, True)


def _add(sentence: Sentence, findings: Findings, telling: bool, beside: bool) -> None:
    """Add what a sentence says of onset and course; ``beside`` holds for a sentence that only stands near."""
    if not telling and sentence.roles & _FIGURE and "/10" in sentence.words:
        return  # a pain score: the sentence tells the pain
    began = _onset(sentence, telling)
    if began is not None:
        findings.add("onset", began)
    _add_resolved_and_course(sentence, findings, telling, beside)
    staged = _staged(sentence)
    if staged is not None:
        _add_course(sentence, findings, "progressive", staged, telling)
    if sentence.roles & _TIME:
        _add_compared(sentence, findings, telling)
    if telling and not sentence.exam and ("weaker" in sentence.words or "feebler" in sentence.words):
        weaker = _WEAKER.search(sentence.words)
        if weaker is not None:
            findings.add("course", weaker.span(), state="present", value="progressive")


def _add_resolved_and_course(sentence: Sentence, findings: Findings, telling: bool, beside: bool) -> None:
    """Add the words of the lexicon that tell a course."""
    if telling and sentence.roles & _RESOLVED:
        for hit in sentence.hits:
            if hit.roles & _RESOLVED:
                _add_course(sentence, findings, "resolved", hit.place, telling)
    if not sentence.roles & _COURSE:
        return
    for hit in sentence.hits:
        if hit.roles & _COURSE and not (beside and _is_loose(sentence, hit)) and not _points_back(sentence.words, hit):
            _add_course(sentence, findings, hit.term.values["course"], hit.place, telling)


def _add_compared(sentence: Sentence, findings: Findings, telling: bool) -> None:
    """Add a course that one time held against another tells."""
    words = sentence.words
    if not ("each " in words or "every " in words or "than " in words or "by the " in words):
        return
    compared = _COMPARED.search(words)
    if compared is not None:
        value = "improving" if _BETTER.search(compared[0]) else "progressive"
        _add_course(sentence, findings, value, compared.span(), telling)


def _add_course(sentence: Sentence, findings: Findings, value: str, place: tuple[int, int], telling: bool) -> None:
    start, end = place
    if not _of_another(sentence, start, end, telling):
        findings.add("course", place, state="present", value=value)


def _is_loose(sentence: Sentence, course: Hit) -> bool:
    """Whether anything may be said to have the course, so that it must be told of the weakness."""
    return sentence.words[course.start : course.end] in small_words("loose_course")


def _points_back(words: str, course: Hit) -> bool:
    """Whether "the same" is what was named before."""
    first, last = max(0, course.start - 6), course.start + 8  # as long as "the same"
    return words.find("same", first, last) >= 0 and _POINTS_BACK.search(words, first, last) is not None


def _staged(sentence: Sentence) -> tuple[int, int] | None:
    """Where a sentence tells one loss after another, or one part of the body after another."""
    if sentence.roles & _STAGES and _may_be_staged(sentence.words):
        staged = _STAGED.search(sentence.words)
        if staged is not None and _LOSS.search(sentence.words) and not holds_small(sentence.words, "other_subject"):
            return staged.span()
    if sentence.roles & _REGION and " then " in sentence.words:
        return _one_part_then_another(sentence)
    return None


def _may_be_staged(words: str) -> bool:
    """Whether a sentence has the words that tell stages."""
    return (
        "then" in words
        or "first" in words
        or "cannot" in words
        or "could not" in words
        or "n't" in words
        or "unable to" in words
    )


def _one_part_then_another(sentence: Sentence) -> tuple[int, int] | None:
    for first, second in pairwise(sentence.having(_REGION)):
        if not _ONE_THEN_ANOTHER.fullmatch(sentence.words, first.end, second.start):
            continue
        if not holds_small(re.split(r"[,;]", sentence.words[: first.start])[-1], "other_subject"):
            return first.start, second.end
    return None


def _onset(sentence: Sentence, telling: bool) -> tuple[int, int] | None:
    """Where a sentence says when or how something began."""
    words = sentence.words
    if sentence.roles & _ONSET:
        for hit in sentence.hits:
            if (
                hit.roles & _ONSET
                and not _is_ahead(words, hit.start)
                and not _of_another(sentence, hit.start, hit.end, telling)
            ):
                return hit.place
    if not sentence.roles & _DATED:
        return None
    span = next_span(words, 0)
    while span is not None:
        if _is_onset(sentence, span, telling):
            return span.span()
        span = next_span(words, span.end())
    clock = _CLOCK.search(words) if telling and sentence.roles & _FIGURE and _may_hold_clock(words) else None
    return clock.span() if clock is not None else None


def _is_onset(sentence: Sentence, span: re.Match[str], telling: bool) -> bool:
    """Whether something began at a span of time."""
    start, end = span.span()
    if not telling and end - start == 4 and _BARE_YEAR.match(span[0]):
        return False
    if _is_ahead(sentence.words, start):
        return False
    if not sentence.roles & WEAKNESS and _ENDURED.search(sentence.words, start, end + 8):
        return False
    return not _of_another(sentence, start, end, telling)


def _is_ahead(words: str, start: int) -> bool:
    """Whether a time is still to come, or that of what is measured or taken."""
    end = start
    while end > 0 and not in_word(words[end - 1]):
        end -= 1
        if words[end] in "<>%":
            return _AHEAD.search(words, max(0, start - 16), start) is not None
    begin = end
    while begin > 0 and "a" <= words[begin - 1] <= "z":
        begin -= 1
    if begin < end and words[begin:end] not in _AHEAD_WORDS:
        return False
    return end > 0 and _AHEAD.search(words, max(0, start - 16), start) is not None


def _may_hold_clock(words: str) -> bool:
    """Whether there is a figure of four, or one with a colon or a slash after it that is no grade ("4/5")."""
    figures = 0
    for place in range(len(words)):
        sign = words[place]
        if "0" <= sign <= "9" or (sign > "\x7f" and sign.isdecimal()):
            figures += 1
            if figures == 4:
                return True
        elif figures:
            if sign in ":/" and not (figures == 1 and words.startswith("/5", place)):
                return True
            figures = 0
    return False


def _of_disease(sentence: Sentence, start: int) -> bool:
    """Whether a disease stands right before a span: "MS x 12 yr" is the age of the disease."""
    for hit in sentence.hits:
        if hit.roles & _CAUSE and 0 <= start - hit.end <= 2:
            return True
    return False


def _taken(words: str, start: int) -> bool:
    """Whether a drug or a diagnosis stands right before a time."""
    first = max(0, start - 30)
    for place in range(first, start - 2):
        letter, following = words[place], words[place + 1]
        if (
            (letter == "m" and following in "gc")
            or (letter == "d" and following in "xi")
            or (letter == "o" and following == "n" and words[place + 2] == " ")
            or (letter == "u" and following == "n")
        ):
            return _TAKEN.search(words, first, start) is not None
    return False


def _another_subject(words: str, start: int, end: int) -> bool:
    """Whether the clause speaks of another complaint: "burning feet for many years, worse at night"."""
    last = _clause_end(words, end)
    subject = listed("other_subject")
    if not (subject.may_stand(words, _clause_start(words, start), start) or subject.may_stand(words, end, last)):
        return False  # no word of it begins as one of another complaint
    if words.startswith(("denies", "no ", "he denies", "she denies")):
        before = _DENIED_CLAUSE.split(words[:start])[-1]
    else:
        before = words[_clause_start(words, start) : start]
    return holds_small(_of_matter(f"{before} / {words[end:last]}"), "other_subject")


def _clause_start(words: str, end: int) -> int:
    """Where the clause starts that a place stands in; a comma does not end it."""
    while end > 0 and words[end - 1] not in ".;":
        end -= 1
    return end


def _clause_end(words: str, start: int) -> int:
    """Where the clause ends that goes on at a place."""
    for place in range(start, len(words)):
        if words[place] in ";,.":
            return place
    return len(words)


def _of_matter(words: str) -> str:
    """The words without what is no matter."""
    return _NO_MATTER.sub("", words) if holds_one(words, _MATTERS_NOT) else words


def _names_matter(words: str) -> bool:
    """Whether the words name a matter that has times of its own."""
    return listed("other_matter").stand(words, 0, len(words))


def _of_another(sentence: Sentence, start: int, end: int, telling: bool) -> bool:
    """Whether a time or a course is next to a symptom that is not weakness: "3 days of pain", "pain for 3 days"."""
    words = sentence.words
    if not telling and (
        (words.startswith("x", start) and _of_disease(sentence, start))
        or _taken(words, start)
        or _another_subject(words, start, end)
    ):
        return True
    return bool(sentence.roles & _OTHER_MATTER) and _beside_matter(words, start, end, telling)


def _beside_matter(words: str, start: int, end: int, telling: bool) -> bool:
    """Whether another matter stands right after or before a time.

    Where the same list names the weakness too ("3 days of vomiting and weakness"), it is of both.
    """
    if not listed("other_matter").may_stand(words, max(0, start - 18), min(end + 22, len(words))):
        return False
    after = _NEXT_CLAUSE.split(words[end : end + 22])[0]
    if _names_matter(_of_matter(after)):
        return not (telling and _LISTED_AFTER.search(words[end : end + 110]))
    before = (_COMMA if telling else _AND_IT).split(words[max(0, start - 18) : start])[-1]
    if _names_matter(_of_matter(before)):
        return not (telling and _LISTED_BEFORE.search(words[max(0, start - 60) : start]))
    return False
