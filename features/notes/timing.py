"""When something began and how it has run, where a sentence says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from denialrisk.features.notes.context import gave_up
from denialrisk.features.notes.exam import names_task
from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT, WEAKNESS, lexicon, sign_pattern, small_pattern, small_words
from denialrisk.features.notes.text import Note, Sentence

_UNIT: Final = r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mos?|mths?|years?|yrs?)"
_NUMBER: Final = (
    r"(?:\d{1,3}(?:\.\d)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen"
    r"|fifteen|eighteen|twenty|half an|several|few|couple of|many|a|an)"
)
_MONTHS: Final = "january|february|march|april|june|july|august|september|october|november|december"
"""Without May, which may be a verb."""
_SEASONS: Final = "spring|summer|autumn|winter"
SPAN: Final = re.compile(  # one boundary before all that begins a word, so that it is tried once a letter
    r"\b(?:"
    rf"{_NUMBER}(?:\s?(?:-|to|or|\u2013)\s?\d{{1,3}})?[\s-]?{_UNIT}\b(?![\s-]?old)(?!\s?(?:f\b|m\b|y/o))(?<!\bhr(?=\s\d))"
    r"|\d{1,2}/(?:7|52|12)\b(?!/)"
    r"|\d{1,2}/\d{1,2}/\d{2,4}\b|(?:0?[1-9]|1[0-2])/(?:(?:19|20)\d\d|[2-9]\d)\b"
    r"|(?:since|from|until|onset|started|began)\s\d{1,2}/\d{1,2}\b(?!/)"
    r"|on the \d{1,2}(?:st|nd|rd|th)\b(?! [a-z])"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTHS}|may)\b|(?:{_MONTHS})\s\d{{1,2}}\b"
    rf"|(?:since|in|on|until|from|of|last|around|early|late)\s(?:mid-?\s?|late\s|early\s)?(?:{_MONTHS}|may\b"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    rf"|christmas|xmas|thanksgiving|{_SEASONS}|(?:19|20)\d\d)"
    r"|x\s?\d{1,3}\s?(?:d|wks?|w|mos?|months?|days?|weeks?|hours?|hrs?|h|years?|yrs?|y)\b"
    r"|\d{1,2}\s?(?:am|pm|a\.m\.|p\.m\.)|pod ?#?\d|(?:post-?op(?:erative)? )?day \d"
    r"|\d{1,3}\s?(?:d|h|yrs?|y|mo)\b(?!/)(?!\s?[/.]?o\b)"
    r"|(?:at|around) \d{1,2}:\d\d|at [0-2]\d[0-5]\d\b(?!\s?(?:m[lg]|cc|k))|(?:19|20)\d\d\b(?!/)"
    r")|\B'\d\d\b"
)
"""A span of time, a date, a clock time; an age ("44-year-old") is none."""

_AHEAD: Final = re.compile(
    r"\b(?:(?:in|every|within|next|q|for another|another|see|clinic|r/v|review|repeat|recheck|rtc|f/u|follow-up)\W{1,2}"
    r"|than |compared (?:with|to) )$|[<>]\s?$|\(?was \d+%?\s$"
    r"|\d\s?(?:s|sec|ft|feet|m|kg|lb|lbs|mg|mcg|units)\s(?:daily\s)?$"
)
"""A time to come, or that of what is measured or taken: "6 s last year", "40 mg since May", "stronger than in May"."""
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

_DATED: Final = BIT["time"] | BIT["figure"]
_TIMED: Final = _DATED | BIT["onset"] | BIT["course"] | BIT["resolved"] | BIT["weak"]
_MORE: Final = (
    r"(?:more|less|harder|easier|slower|faster|further|farther|longer|shorter|worse|better|stronger|weaker|fewer)"
)
_PASSING: Final = r"(?:day|week|month|year|visit|time|hour|morning|evening|season)"
_COMPARED: Final = re.compile(
    rf"\b{_MORE}\b[^.;]{{0,40}}\b(?:each|every|by the) {_PASSING}"
    rf"|\b(?:each|every) (?:\w+ )?{_PASSING}\b[^.;]{{0,50}}\b{_MORE}\b"
    rf"|\b{_MORE}\b[^.;,]{{0,25}}\bthan (?:(?:it|they|he|she) (?:was|were|did|could|had)|last|before|yesterday"
    rf"|a {_PASSING}|in (?:{_MONTHS}|may|{_SEASONS}))\b"
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
_NEXT_CLAUSE: Final = re.compile(r"[,.]| (?:after|while|when|during|before) ")
_WEAKER: Final = re.compile(
    r"\b(?:weaker|feebler)\b(?! than (?:the |on |his |her )*(?:left|right|other|l|r|arm|leg|opposite)\b)"
)
"""Weaker than before, where no other side is named."""

_TASKS: Final = BIT["act"] | BIT["gait"] | BIT["function"] | BIT["region"]
_DECIDED: Final = BIT["plan_action"] | BIT["test"] | BIT["treatment"] | BIT["conclusion"]
_TOLD: Final = ("none", "history", "complaint", "assessment", "both", "plan", "diagnosis", "results", "other", "exam")
_FOUND: Final = (
    BIT["strength"] | BIT["muscle"] | BIT["reflexes"] | BIT["sensation"] | BIT["written_grade"] | BIT["test"]
)
_STRENGTH_WORDS: Final = ("strength", "power", "grip", "stronger", "face ", "weakness", "motor", "deficit")
_NOT_NOW: Final = BIT["past"] | BIT["condition"]
_STORY: Final = ("none", "history", "complaint")
_PAST_OPENINGS: Final = ("hx ", "h/o ", "pmh", "psh")
"""What came before the present illness, in a telegraphic note without headings."""
_NARRATED: Final = ("plan", "history")
"""Where an examination is told as part of what happened; under "plan" stands the hospital course."""
_ABLE: Final = BIT["able"]
_CAUSE: Final = BIT["cause"]
_CONDITION: Final = BIT["condition"]
_COURSE: Final = BIT["course"]
_FAMILY: Final = BIT["family"]
_FUNCTION: Final = BIT["function"]
_ONSET: Final = BIT["onset"]
_OTHER_MATTER: Final = BIT["other_matter"]
_PAST: Final = BIT["past"]
_REGION: Final = BIT["region"]
_RESOLVED: Final = BIT["resolved"]
_TIME: Final = BIT["time"]
_WRITTEN_GRADE: Final = BIT["written_grade"]


def read_time(note: Note, current: set[int], findings: Findings) -> None:
    """Add onset and course of the weakness: from sentences that tell it, that refer back to it, or that go with it.

    ``current`` are the numbers of the sentences that tell the weakness; empty where only an examiner found it.
    """
    referring = False
    untold = not any(_tells(note.sentences[number]) for number in current)
    for number, sentence in enumerate(note.sentences):
        telling = number in current
        referring = telling or (referring and sentence.once(_refers))
        if (sentence.section not in _TOLD and not telling) or not sentence.roles & _TIMED:
            continue
        start = note.starts[number]
        if sentence.exam and not referring and not (sentence.section == "none" and sentence.once(_goes_on)):
            if sentence.roles & _COURSE:
                findings.read(start, sentence, _of_strength)
            if sentence.section in _NARRATED and sentence.roles & _WRITTEN_GRADE:
                findings.read(start, sentence, _add, (True, False))  # "on the second day her quadriceps was 2/5"
            continue
        if sentence.roles & (_FAMILY | _CONDITION) and not telling:
            continue
        acts = not sentence.roles & _OTHER_MATTER and (
            bool(sentence.roles & _ABLE and (sentence.roles & _TASKS or sentence.once(names_task)))
            or sentence.roles & (_FUNCTION | _ONSET) == _FUNCTION | _ONSET
        )
        if telling or referring or acts or (current and sentence.once(_symptoms)):
            findings.read(start, sentence, _add, (telling or acts, False))
        elif (
            (untold or not current.isdisjoint(range(number - 6, number + (6 if sentence.roles & _REGION else 4))))
            and sentence.section in _STORY
            and not sentence.roles & _PAST
            and not sentence.words.startswith(_PAST_OPENINGS)
            and _is_story(sentence)
        ):
            findings.read(start, sentence, _add, (False, True))
        elif sentence.roles & _COURSE:
            findings.read(start, sentence, _of_strength)


def _is_story(sentence: Sentence) -> bool:
    """Whether a sentence tells no decision, unless it names a disease: "seen 14 months after a stroke"."""
    if not sentence.roles & _DECIDED or sentence.roles & _CAUSE:
        return True
    return all(gave_up(sentence, hit) for hit in sentence.having(_DECIDED))


def _tells(sentence: Sentence) -> bool:
    """Whether a sentence belongs to the story rather than to examination or conclusion."""
    return not sentence.exam and not sentence.concludes and sentence.section in _STORY


def _of_strength(sentence: Sentence, findings: Findings) -> None:
    """The course of the strength itself, now: "arm strength improving", "gains in strength"."""
    if sentence.roles & _NOT_NOW:
        return
    for course in sentence.having(_COURSE):
        near = sentence.words[max(0, course.start - 24) : course.end + 24]
        if any(word in near for word in _STRENGTH_WORDS):
            findings.add("course", course.place, value=course.term.values["course"])


def _refers(sentence: Sentence) -> bool:
    opening = sentence.words.strip(" \t\n-*•")
    return opening.startswith(lexicon().small["refer_back"])


def _goes_on(sentence: Sentence) -> bool:
    """Whether a sentence in running text after the examination tells the course alone: "No change since yesterday."."""
    return not sentence.roles & _FOUND and bool(sentence.roles & _COURSE) and sentence.once(_refers)


def _symptoms(sentence: Sentence) -> bool:
    """Whether the sentence speaks of the symptoms as a whole, which the weakness is one of."""
    words = sentence.words
    return "symptoms" in words or words.startswith(("onset", "duration", "course"))


def _add(sentence: Sentence, findings: Findings, telling: bool, beside: bool) -> None:
    """Add what a sentence says of onset and course; ``beside`` holds for a sentence that only stands near."""
    if not telling and "/10" in sentence.words:
        return  # a pain score: the sentence tells the pain
    began = _onset(sentence, telling)
    if began is not None:
        findings.add("onset", began)
    for value, start, end in _courses(sentence, telling, beside):
        if not _of_another(sentence, start, end, telling):
            findings.add("course", (start, end), value=value)
    if telling and not sentence.exam and (weaker := _WEAKER.search(sentence.words)):
        findings.add("course", weaker.span(), value="progressive")


def _courses(sentence: Sentence, telling: bool, beside: bool) -> Iterator[tuple[str, int, int]]:
    """Each course that a sentence tells, with its place."""
    for over in sentence.having(_RESOLVED) if telling else []:
        yield "resolved", over.start, over.end
    for hit in sentence.having(_COURSE):
        loose = beside and sentence.words[hit.start : hit.end] in small_words("loose_course")
        if not loose and not _POINTS_BACK.search(sentence.words, max(0, hit.start - 6), hit.start + len("the same")):
            yield hit.term.values["course"], hit.start, hit.end
    if staged := _staged(sentence):
        yield "progressive", *staged
    if sentence.roles & _TIME and (compared := _COMPARED.search(sentence.words)):
        yield "improving" if _BETTER.search(compared[0]) else "progressive", *compared.span()


def _staged(sentence: Sentence) -> tuple[int, int] | None:
    """Where a sentence tells one loss after another, or one part of the body after another."""
    if (
        sentence.roles & (_ABLE | _TASKS)
        and (staged := _STAGED.search(sentence.words))
        and _LOSS.search(sentence.words)
        and not small_pattern("other_subject").search(sentence.words)
    ):
        return staged.span()
    if " then " not in sentence.words:
        return None
    for first, second in pairwise(sentence.having(_REGION)):
        if not _ONE_THEN_ANOTHER.fullmatch(sentence.words, first.end, second.start):
            continue
        if not small_pattern("other_subject").search(re.split(r"[,;]", sentence.words[: first.start])[-1]):
            return first.start, second.end
    return None


def _onset(sentence: Sentence, telling: bool) -> tuple[int, int] | None:
    """Where a sentence says when or how something began."""
    for hit in sentence.having(_ONSET):
        if not _AHEAD.search(sentence.words, max(0, hit.start - 16), hit.start) and not _of_another(
            sentence, hit.start, hit.end, telling
        ):
            return hit.start, hit.end
    if not sentence.roles & _DATED:
        return None
    for span in SPAN.finditer(sentence.words):
        ahead = _AHEAD.search(sentence.words, max(0, span.start() - 16), span.start()) or (
            not sentence.roles & WEAKNESS and _ENDURED.search(sentence.words, span.start(), span.end() + 8)
        )
        if not telling and _BARE_YEAR.match(span[0]):
            continue
        if not ahead and not _of_another(sentence, *span.span(), telling):
            return span.span()
    clock = _CLOCK.search(sentence.words) if telling else None
    return clock.span() if clock is not None else None


def _of_disease(sentence: Sentence, start: int) -> bool:
    """Whether a disease stands right before a span: "MS x 12 yr" is the age of the disease."""
    return any(0 <= start - hit.end <= 2 for hit in sentence.having(_CAUSE))


def _another_subject(words: str, start: int, end: int) -> bool:
    """Whether the clause speaks of another complaint: "burning feet for many years, worse at night"."""
    clause = r"[;.]|, (?:and|but) it\b" if words.startswith(("denies", "no ", "he denies", "she denies")) else r"[;.]"
    before = re.split(clause, words[:start])[-1]
    after = re.split(r"[;,.]", words[end:])[0]
    return small_pattern("other_subject").search(_NO_MATTER.sub("", before + " / " + after)) is not None


def _of_another(sentence: Sentence, start: int, end: int, telling: bool) -> bool:
    """Whether a time or a course is next to a symptom that is not weakness: "3 days of pain", "pain for 3 days".

    Where the same list names the weakness too ("3 days of vomiting and weakness"), it is of both.
    """
    if not telling and sentence.words.startswith("x", start) and _of_disease(sentence, start):
        return True
    if not telling and (
        _TAKEN.search(sentence.words, max(0, start - 30), start) or _another_subject(sentence.words, start, end)
    ):
        return True
    if not sentence.roles & _OTHER_MATTER:
        return False
    other = sign_pattern("other_matter")
    after = _NO_MATTER.sub("", _NEXT_CLAUSE.split(sentence.words[end : end + 22])[0])
    before = re.split(r"[,.]" if telling else r"\.|, (?:and|but) it\b", sentence.words[max(0, start - 18) : start])[-1]
    if other.search(after):
        listed = sentence.words[end : end + 110]
        return not (telling and re.search(r"(?:and|,|with|&)[^.]{0,25}weak", listed))
    if other.search(_NO_MATTER.sub("", before)):
        listed = sentence.words[max(0, start - 60) : start]
        return not (telling and re.search(r"(?:weak|drop|paresis)[^.]{0,25}(?:and|,|with)", listed))
    return False
