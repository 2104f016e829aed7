"""What was decided: the lines of a plan, and decisions, orders and treatments told elsewhere."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.context import gave_up
from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT, sections
from denialrisk.features.notes.papers import content, not_done, reviewed, whole
from denialrisk.features.notes.signature import signs
from denialrisk.features.notes.teller import opens_with_order
from denialrisk.features.notes.text import Hit, Note, Sentence, is_current

_SHORT: Final = 14
_YEAR: Final = re.compile(r"\s(?:in )?(?:19|20)\d\d\b")
"""A treatment of a year is past: "splint 2021"."""
_ARRANGED: Final = re.compile(r"\b(?:ordered|requested|sent(?! by)|drawn|booked|arranged)\b")
_LATER: Final = re.compile(
    r"[^.;:\d]{0,20}\bin (?:\d{1,2}|a|one|two|three|four|six|eight) ?(?:d|days?|wks?|weeks?|mos?|mths?|months?)\b"
    r"|[^.;:\d]{0,20}\b\d{1,2}/(?:52|7)\b"
)
"""After a test: when it is to be done: "TSH in 8 wks"."""
_LATER_REACH: Final = 23
"""Characters within which its "in " or "/" stands."""
_AGREED: Final = (
    *("has agreed", "agreed to", "agrees", "wishes to", "elected", "elects", "opted", "opts"),
    *("he signed", "she signed", "signed"),
)
_DIAGNOSES: Final = sections("assessment", "diagnosis")
_MAY_DECIDE: Final = sections("none", "assessment", "results", "other", "advice", "frequency")
_PLANNED: Final = sections("plan", "both")
_PLANS_NOTHING: Final = sections("past", "family", "ros", "advice", "goals", "keywords", "complaint")
_UNDER_ADVICE: Final = sections("advice")
_UNPLANNED: Final = sections("none", "assessment", "results")
_DATED: Final = BIT["time"] | BIT["figure"]
_RECORDED: Final = BIT["severity"] | BIT["skilled"] | BIT["unskilled"] | BIT["progress"]
_HOME_LIST: Final = re.compile(
    r"\b(?:current (?:outpatient )?(?:meds|medications)|home (?:meds|medications)|(?:meds|medications|medicines)"
    r"(?: \([^)]*\))?:|takes|takes at home|current meds include)(?:[^.]|\.\d)*\.?$"
)
_LIST_REACH: Final = 400
_DIAGNOSED: Final = BIT["cause"] | BIT["weakness"] | BIT["weak"]
_RESULT: Final = BIT["full"] | BIT["reduced"] | BIT["negate"] | BIT["negate_after"] | BIT["figure"]
_DONE: Final = BIT["treatment"] | BIT["plan_action"] | BIT["test"]
_DECIDED: Final = BIT["treatment"] | BIT["plan_action"]
"""What a word decides or does, beside a test."""
_SAID: Final = BIT["negate"] | BIT["conclusion"] | BIT["cause"] | BIT["weakness"] | BIT["strength"] | BIT["signed"]
_NO_CLOSING: Final = (
    _RECORDED | BIT["complains"] | BIT["past"] | BIT["family"] | BIT["earlier_care"] | BIT["condition"]
    | BIT["narrative"] | BIT["person"]
)  # fmt: skip
_COMPLAINT: Final = BIT["weakness"] | BIT["weak"] | BIT["true_weakness"]
_PLANS: Final = BIT["plan_action"] | BIT["imperative"]
_NO_TREATMENT: Final = BIT["tells"] | BIT["earlier_care"] | BIT["past"] | BIT["family"]
_ARRANGED_BIT: Final = BIT["arranged"]
_CONDITION: Final = BIT["condition"]
_EARLIER_CARE: Final = BIT["earlier_care"]
_FULL: Final = BIT["full"]
_IMPERATIVE: Final = BIT["imperative"]
_ONSET: Final = BIT["onset"]
_PERSON: Final = BIT["person"]
_PLAN_ACTION: Final = BIT["plan_action"]
_REVIEWED_BIT: Final = BIT["reviewed"]
_REVIEWING: Final = BIT["reviewing"]
_TEST: Final = BIT["test"]
_TREATMENT: Final = BIT["treatment"]


def read_plan(sentence: Sentence, findings: Findings, treated: bool) -> None:
    if sentence.section & _PLANNED:
        if content(sentence) and _decides(sentence):
            findings.add("plan", whole(sentence))
    elif sentence.roles & _PLAN_ACTION and not sentence.roles & _EARLIER_CARE and _may_decide(sentence):
        _decision(sentence, findings)
    if _plans_nothing(sentence):
        return
    if sentence.roles & _IMPERATIVE and opens_with_order(sentence.roles, sentence.words):
        findings.add("plan", whole(sentence))
    if sentence.roles & _TEST and sentence.roles & _DATED and not sentence.roles & _EARLIER_CARE:
        _tests_to_come(sentence, findings)
    if _arranges(sentence):
        _arranged_tests(sentence, findings)
    if treated:
        _treatment(sentence, findings)


def read_closing(note: Note, findings: Findings) -> None:
    """The last words of an encounter note that are neither finding, complaint nor diagnosis: what was decided.

    Only after a diagnosis, as in "Strep pharyngitis. Amox." A text that ends with a history decides nothing.
    """
    concluded = False
    last = len(note.sentences) - 2
    for number, sentence in enumerate(note.sentences):
        concluded = concluded or sentence.concludes
        if concluded and _may_close(sentence) and _closes(sentence, number >= last):
            start = note.starts[number]
            findings.add("plan", (start, start + len(sentence.words)))
            return  # the first is kept


def may_plan(sentence: Sentence) -> bool:
    """Whether a sentence can hold a plan other than a treatment or a rate."""
    return bool(sentence.roles & _PLANS or sentence.section & _PLANNED)


def may_treat(sentence: Sentence) -> bool:
    """Whether a treatment named in the sentence may be the plan of a note, as far as the sentence itself tells."""
    roles = sentence.roles
    return bool(roles & _TREATMENT) and not roles & _NO_TREATMENT and not _plans_nothing(sentence)


def tells_plan(note: Note, number: int) -> bool:
    """Whether a treatment that a sentence names may be the plan: the note has no section for it, nor is it a list."""
    for sentence in note.sentences:
        if sentence.section & _PLANNED:
            return False
    return not _in_home_list(note, number)


def _may_decide(sentence: Sentence) -> bool:
    """Whether the sentence stands in a section outside the plan in which a decision may be told, and no past care."""
    return bool(sentence.section & _MAY_DECIDE)


def _decision(sentence: Sentence, findings: Findings) -> None:
    """A decision told outside the plan."""
    for hit in sentence.having(_PLAN_ACTION):
        if _decided(sentence, hit) and not _begins_illness(sentence, hit):
            findings.add("plan", (hit.start, hit.end))


def _decided(sentence: Sentence, hit: Hit) -> bool:
    """Whether a word decides something, be it told as advice or agreed to, such as an operation after its risks."""
    if hit.state != "conditional":
        return is_current(hit.state)
    told = bool(sentence.section & _UNDER_ADVICE) and not sentence.roles & _CONDITION
    return told or sentence.words.startswith(_AGREED, hit.start)


def _tests_to_come(sentence: Sentence, findings: Findings) -> None:
    for hit in sentence.having(_TEST):
        if is_current(hit.state) and _to_come(sentence.words, hit.end):
            findings.add("plan", (hit.start, hit.end))


def _to_come(words: str, end: int) -> bool:
    """Whether the words after a test say when it is to be done."""
    for place in range(end, min(end + _LATER_REACH, len(words) - 2)):
        sign = words[place]
        if sign in ".;:":
            return False
        if sign.isdecimal():
            stroke = place + 1 if words[place + 1] == "/" else place + 2
            in_weeks = words[stroke] == "/" and stroke + 1 < len(words) and words[stroke + 1] in "57"
            return in_weeks and _LATER.match(words, end) is not None
        if sign == "i" and words[place + 1] == "n" and words[place + 2] == " ":
            return _LATER.match(words, end) is not None
    return False


def _begins_illness(sentence: Sentence, hit: Hit) -> bool:
    """Whether a word that may begin a treatment begins the complaint: "Weakness started 3 days ago"."""
    if not (hit.roles & _ONSET and sentence.roles & _COMPLAINT):
        return False
    for each in sentence.having(_TREATMENT):
        if each is not hit:
            return False
    return True


def _decides(sentence: Sentence) -> bool:
    """Whether a line of the plan is more than the signature, or results that were reviewed and found in order."""
    roles = sentence.roles
    if signs(sentence):
        return False
    if roles & _DECIDED or not (roles & _REVIEWED_BIT or (roles & _REVIEWING and reviewed(sentence))):
        return True
    return opens_with_order(roles, sentence.words)


def _arranges(sentence: Sentence) -> bool:
    """Whether a test is arranged, and not one that has its result: "potassium drawn at the end was normal"."""
    if not (sentence.roles & _TEST and sentence.roles & _ARRANGED_BIT):
        return False
    arranged = _ARRANGED.search(sentence.words)
    if arranged is None:
        return False
    full = sentence.having(_FULL)
    return not full or full[-1].start <= arranged.end()


def _arranged_tests(sentence: Sentence, findings: Findings) -> None:
    for hit in sentence.having(_TEST):
        if is_current(hit.state):
            findings.add("plan", (hit.start, hit.end))


def _may_close(sentence: Sentence) -> bool:
    """Whether a sentence after a diagnosis, or of one, can be a decision."""
    if sentence.roles & _NO_CLOSING:
        return False
    if sentence.concludes:
        return bool(sentence.section & _DIAGNOSES) and not sentence.roles & _DIAGNOSED
    return not sentence.exam and bool(sentence.section & _UNPLANNED)


def _closes(sentence: Sentence, last: bool) -> bool:
    """Whether something is decided in it, or it is one of the last and short; so quick that it is not remembered."""
    words = sentence.words
    if ":" in words or not _has_letter(words) or signs(sentence):
        return False
    return _does(sentence) or (last and not sentence.roles & _SAID and _is_short(words))


def _has_letter(words: str) -> bool:
    for letter in words:
        if letter.isalpha():
            return True
    return False


def _is_short(text: str) -> bool:
    """Whether a sentence has few words, of which one is more than an abbreviation."""
    words = text.split()
    if len(words) > _SHORT:
        return False
    for word in words:
        if len(word) > 2:
            return True
    return False


def _does(sentence: Sentence) -> bool:
    """Whether something is decided or done in it: a treatment, or a test that is named without its result."""
    roles = sentence.roles
    result = bool(roles & _RESULT)
    for hit in sentence.having(_DECIDED if result else _DONE):
        if is_current(hit.state) and not (result and hit.roles & _TEST):
            return True
    return False


def _plans_nothing(sentence: Sentence) -> bool:
    """Whether the sentence stands in a section that plans nothing."""
    return bool(sentence.section & _PLANS_NOTHING)


def _treatment(sentence: Sentence, findings: Findings) -> None:
    """Treatment told in telegraphic style: at the start of a sentence, or in a short one after the examination."""
    words = sentence.words
    start = len(words) - len(words.lstrip(" \t\n,-*\u2022"))
    short = len(words.split()) <= _SHORT and not sentence.roles & _PERSON
    for place, hit in enumerate(sentence.hits):
        if not hit.roles & _TREATMENT or not is_current(hit.state) or not_done(sentence, place):
            continue
        if hit.roles & _TEST or _YEAR.match(words, hit.end):
            continue
        if gave_up(sentence, hit) or _begins_illness(sentence, hit):
            continue
        if short or hit.start <= start + 12:
            findings.add("plan", (hit.start, hit.end))


def _in_home_list(note: Note, number: int) -> bool:
    """Whether a sentence stands in a list of what the patient takes at home."""
    lowered = note.lowered
    start = note.starts[number]
    end = start + len(note.sentences[number].words)
    start = _list_start(lowered, max(0, start - _LIST_REACH), end)
    if lowered.find("med", start, end) < 0 and lowered.find("takes", start, end) < 0:
        return False
    return _HOME_LIST.search(lowered, start, end) is not None


def _list_start(lowered: str, start: int, end: int) -> int:
    """Where a list that ends at a place can begin at the earliest: after the last full stop, unless in brackets."""
    for place in range(end - 2, start - 1, -1):
        if lowered[place] == ")":
            return start
        if lowered[place] == "." and not lowered[place + 1].isdecimal():
            return place + 1
    return start
