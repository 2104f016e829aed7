"""What was concluded and done: tests, assessment, plan, therapy goals, and the papers around them."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.conclusion import EXAMINED
from denialrisk.features.notes.context import gave_up
from denialrisk.features.notes.findings import Findings, topic
from denialrisk.features.notes.lexicon import BIT, WEAKNESS, sections, small_pattern
from denialrisk.features.notes.spelling import in_word
from denialrisk.features.notes.teller import opens_with_order
from denialrisk.features.notes.text import NOT_SAID, Hit, Note, Sentence, is_current

_FREQUENCY: Final = re.compile(  # one boundary before all that begins a word, so that it is tried once a letter
    r"\b(?:(?:\d|once|twice|one|two|three|four|five)(?:\s?(?:-|to|\u2013)\s?\d)?"
    r"\s?(?:x|times?|visits?|sessions?|days?|\b)"
    r"\s?(?:a |per |/|each |every |x\s?)?\s?(?:weekly|week|wk)s?\b|\dw\s?\d{1,2}\b|\d\s?x\s?\d{1,2}\s?w"
    r"|biw\b|tiw\b|\d{1,2} sessions?\b"
    r"|(?:weekly|fortnightly|daily) (?:sessions?|intervals|visits|pt|ot|slp|physio|physiotherapy)\b"
    r"|(?:\d{1,3}|one|two|three)\s?(?:min(?:utes)?|h|hours?)\s?(?:of therapy )?"
    r"(?:weekly|daily|/\s?d(?:ay)?|per day|a day)\b)"
    r"|(?:pt|ot|slp|physio|physiotherapy|therapy) (?:weekly|daily)\b"
)
_AIM: Final = re.compile(
    r"\b(?:patient|pt|resident|client|he|she) (?:will|to) (?:be able to )?(?:ambulate|transfer|perform|walk"
    r"|climb|stand|demonstrate|dress)"
    r"[^.;]*\b(?:in|within|by) \d{1,2} (?:weeks|wks|visits|sessions|days)"
)
_FREQUENCY_REACH: Final = 30
"""Characters from its beginning to the first place where it may end (_may_end_frequency), at most."""
_WEEK: Final = ("wee", "wk")
_LONG_ENDS: Final = ("fortnight", "session")
_GIVEN: Final = tuple(
    f"{who} {often}"
    for who in ("pt", "ot", "slp", "physio", "physiotherapy", "therapy")
    for often in ("weekly", "daily")
)
_OPENINGS: Final = (
    *("once", "twice", "one", "two", "three", "four", "five", "biw", "tiw", "weekly ", "fortnightly ", "daily "),
)
_LONG_UNITS: Final = ("session", "min", "h")
"""Of what more than nine are counted."""
_RATE: Final = re.compile(r"x|/|per|times|visit|session|weekly|daily|each|every| a |\dw\d")
_DATE: Final = re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(?:19|20)\d\d\b")
_SIGNED: Final = re.compile(
    r"\b(?:md|do|m\.d\.|d\.o\.|mbbs|pa|pa-c|np|aprn|arnp|crnp|fnp|rn|lpn|lvn|pt|dpt|pta|ot|otr|otr/l|cota|slp)"
    r"\b[\s,.:;-]*(?:on\s|at\s|date[d:]*\s)?\s*(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|(?:19|20)\d\d-\d\d-\d\d)\b"
)
_SIGNED_LAST: Final = re.compile(
    r"\b(?:(?:dr|prof|mr|mrs|ms|miss)\.? (?:[a-z]\.?\s){0,2}[a-z'\u2019-]{2,}"
    r"(?:, ?(?:frcs|frcp|mrcp|mbbs|rgn|msc|phd))*"
    r"|[a-z]\.? [a-z'-]{2,},? (?:frcs|frcp|mrcp|mbbs|rgn|mcsp))"
    r"[\s,.:;-]*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\W*$"
)
"""A name without letters after it, and a date, as the very last words."""
_OR: Final = re.compile(r"\b(?:or|versus|vs)\b")
_SIGNATURE_REACH: Final = 200
_DATE_REACH: Final = 10
"""Characters from the first sign of a date to behind it, and one more."""
_DATE_END: Final = 7
"""Characters from the first sign of a date to its last figure."""
_LETTERS: Final = 6
"""Characters of the longest letters after a name."""
_REVIEWED: Final = re.compile(
    r"\b(?:results?|reports?|labs?|imaging|images|scans?|bloods?|records|studies|films?)\b[^.;]{0,30}\breviewed\b"
    r"|\breviewed\b[^.;]{0,30}\b(?:results?|reports?|labs?|imaging|records|studies|films?|cbc|bmp|cmp|mri|ct)\b"
)
_MEDICINES: Final = re.compile(
    r"\b(?:review\w*|reconcil\w*)\b[^.;]{0,30}\b(?:meds?|medications?|medicines?|drugs?|prescriptions?)\b"
    r"|\b(?:meds?|medications?|medicines?|drugs?|pharmacy)\b[^.;]{0,20}\b(?:review\w*|reconcil\w*)\b"
)
_TOLD_APART: Final = re.compile(
    r"\b(?:not|rather than|as opposed to|distinct from|distinguish\w* (?:this |it )?from|differs? from"
    r"|(?:un|not )related to|no)\b[^.;:]{0,22}\b(?:fatigued?|tired|tiredness|lack of energy|asthenia|pain|effort)\b"
    r"|\bpain does not limit\b|\b(?:weakness|loss of strength)\b[^.;]{0,12}\b(?:genuine|real|true|proper)\b"
    r"|\b(?:genuine|real|true) (?:motor |muscle )?(?:weakness|loss of)\b|\bfull effort\b|\beffort (?:is |was )?full\b"
)

_SHORT: Final = 14
_NEXT: Final = 25
"""Characters between a test and the words that make it conditional."""
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
_ASSESSED: Final = sections("assessment", "both")
_DIAGNOSES: Final = sections("assessment", "diagnosis")
_MAY_DECIDE: Final = sections("none", "assessment", "results", "other", "advice", "frequency")
_NOT_OF_PATIENT: Final = sections("family", "advice", "keywords")
_NO_REPORT: Final = sections("family", "ros", "goals", "keywords")
_PLANNED: Final = sections("plan", "both")
_PLANS_NOTHING: Final = sections("past", "family", "ros", "advice", "goals", "keywords", "complaint")
_PLANNED_OR_GOALS: Final = sections("plan", "both", "goals")
_PLAN_OR_RESULTS: Final = sections("plan", "results")
_UNDER_ADVICE: Final = sections("advice")
_UNDER_FREQUENCY: Final = sections("frequency")
_UNDER_GOALS: Final = sections("goals")
_UNDER_KEYWORDS: Final = sections("keywords")
_UNPLANNED: Final = sections("none", "assessment", "results")
_DATED: Final = BIT["time"] | BIT["figure"]
_RECORDED: Final = BIT["severity"] | BIT["skilled"] | BIT["unskilled"] | BIT["progress"]
_HOME_LIST: Final = re.compile(
    r"\b(?:current (?:outpatient )?(?:meds|medications)|home (?:meds|medications)|(?:meds|medications|medicines)"
    r"(?: \([^)]*\))?:|takes|takes at home|current meds include)(?:[^.]|\.\d)*\.?$"
)
_LIST_REACH: Final = 400
_RECORD: Final = _RECORDED | BIT["reviewed"] | BIT["response"]
_JUDGED: Final = (
    WEAKNESS | BIT["cause"] | BIT["fatigue"] | BIT["droop"] | BIT["unknown_cause"]
    | BIT["differential_named"] | BIT["conclusion"]
)  # fmt: skip
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
_PAPERS_NAMED: Final = (
    BIT["plan_of_care"] | BIT["progress"] | BIT["skilled"] | BIT["meds_reviewed"] | BIT["true_weakness"]
    | BIT["severity"]
)  # fmt: skip
_OTHER_PAPERS: Final = BIT["unskilled"] | BIT["red_flags"] | BIT["residual"] | BIT["signed"] | BIT["rationale"]
_PAPER_BITS: Final = _PAPERS_NAMED | _OTHER_PAPERS
_GONE_THROUGH: Final = BIT["reviewing"] | BIT["told_apart"]
_ASKED: Final = (
    _PAPER_BITS | BIT["test"] | BIT["differential_named"] | BIT["reviewing"]
)  # fmt: skip
"""Roles that are read wherever they stand."""
_CONSIDERED: Final = BIT["differential_named"] | BIT["cause"]
_OF_THERAPY: Final = BIT["goals"] | BIT["deadline"] | BIT["rate"]
_PLANS: Final = BIT["plan_action"] | BIT["imperative"]
_READ: Final = _ASKED | _OF_THERAPY | _PLANS | BIT["told_apart"] | BIT["cause"] | BIT["treatment"]
"""A sentence with none of these is read only for where it stands: a conclusion, or a line of the plan or the goals."""
_ASSESSMENT: Final = topic("assessment")
_PLAN: Final = topic("plan")
_THERAPY_GOALS: Final = topic("therapy_goals")
"""Keys of findings of which the first of a note is kept, so that others need not be looked for."""
_NO_TREATMENT: Final = BIT["tells"] | BIT["earlier_care"] | BIT["past"] | BIT["family"]
_NOT_DONE_OR_IF: Final = BIT["not_done"] | BIT["condition"]
_ARRANGED_BIT: Final = BIT["arranged"]
_CAUSE: Final = BIT["cause"]
_CONDITION: Final = BIT["condition"]
_CREDENTIALS: Final = BIT["credentials"]
_DEADLINE: Final = BIT["deadline"]
_DIFFERENTIAL_NAMED: Final = BIT["differential_named"]
_EARLIER_CARE: Final = BIT["earlier_care"]
_FULL: Final = BIT["full"]
_GOES_ON: Final = BIT["go_on"] | BIT["visits"]
_GOALS: Final = BIT["goals"]
_IMPERATIVE: Final = BIT["imperative"]
_NOT_DONE: Final = BIT["not_done"]
_ONSET: Final = BIT["onset"]
_PERSON: Final = BIT["person"]
_PLAN_ACTION: Final = BIT["plan_action"]
_PLAN_OF_CARE: Final = BIT["plan_of_care"]
_PROGRESS: Final = BIT["progress"]
_SKILLED: Final = BIT["skilled"]
_MEDS_REVIEWED: Final = BIT["meds_reviewed"]
_TRUE_WEAKNESS: Final = BIT["true_weakness"]
_SEVERITY: Final = BIT["severity"]
_RATE_BIT: Final = BIT["rate"]
_RATIONALE: Final = BIT["rationale"]
_RECORDS: Final = BIT["records"]
_RED_FLAGS: Final = BIT["red_flags"]
_RESIDUAL: Final = BIT["residual"]
_REVIEWED_BIT: Final = BIT["reviewed"]
_REVIEWING: Final = BIT["reviewing"]
_SIGNED_BIT: Final = BIT["signed"]
_TEST: Final = BIT["test"]
_THERAPY: Final = BIT["therapy"]
_TOLD_APART_BIT: Final = BIT["told_apart"]
_TREATMENT: Final = BIT["treatment"]
_UNSKILLED: Final = BIT["unskilled"]


def read_care(note: Note, findings: Findings) -> None:
    """Add the findings of all sentences."""
    therapy = bool(note.roles & _THERAPY)
    _signature(note, findings)
    _closing(note, findings)
    said = findings.said
    examined = planned = False
    for number, sentence in enumerate(note.sentences):
        roles = sentence.roles
        before = examined
        examined = examined or sentence.exam or sentence.concludes or bool(roles & EXAMINED)
        if not (roles & _READ or sentence.concludes or sentence.section & _PLANNED_OR_GOALS):
            continue
        treats = before and _may_treat(sentence)
        plans = treats or _may_plan(sentence)
        planned = planned or (plans and _PLAN in said)
        treated = treats and not planned and _tells_plan(note, number)
        context = (True,) if treated else ()
        if therapy and roles & _OF_THERAPY and _aims(sentence):
            findings.read(note.starts[number], sentence, _read_of_therapy, context)
        elif (
            _asked(sentence)
            or treated
            or (not planned and _may_plan(sentence))
            or (sentence.concludes and _ASSESSMENT not in said)
            or (sentence.section & _UNDER_GOALS and _THERAPY_GOALS not in said)
        ):
            findings.read(note.starts[number], sentence, _read, context)


def _tells_plan(note: Note, number: int) -> bool:
    """Whether a treatment that a sentence names may be the plan: the note has no section for it, nor is it a list."""
    for sentence in note.sentences:
        if sentence.section & _PLANNED:
            return False
    return not _in_home_list(note, number)


def _aims(sentence: Sentence) -> bool:
    """Whether a sentence can hold a goal or a rate of therapy, in a note that speaks of therapy."""
    roles = sentence.roles
    if roles & _GOALS or (roles & _RATE_BIT and _treats_at_rate(sentence, True)):
        return True
    return bool(roles & _DEADLINE) and _names_aim(sentence.words)


def _asked(sentence: Sentence) -> bool:
    """Whether a sentence can hold a finding, of therapy or not, beside that of an assessment or a plan."""
    roles = sentence.roles
    if roles & _ASKED or (roles & _TOLD_APART_BIT and roles & _COMPLAINT):
        return True
    if roles & _CAUSE and _may_differ(sentence):
        return True
    return bool(roles & _RATE_BIT and sentence.section & _UNDER_FREQUENCY)


def _may_plan(sentence: Sentence) -> bool:
    """Whether a sentence can hold a plan other than a treatment or a rate."""
    return bool(sentence.roles & _PLANS or sentence.section & _PLANNED)


def _read_of_therapy(sentence: Sentence, findings: Findings, treated: bool = False) -> None:
    """What is read in a note of therapy; ``treated``: a treatment named here may be the plan of the note."""
    _read_all(sentence, findings, treated, True)


def _read(sentence: Sentence, findings: Findings, treated: bool = False) -> None:
    """What is read in another note, and in a sentence that speaks of no therapy."""
    _read_all(sentence, findings, treated, False)


def _read_all(sentence: Sentence, findings: Findings, treated: bool, therapy: bool) -> None:
    roles = sentence.roles
    if roles & _TEST:
        _tests(sentence, findings)
    if sentence.concludes:
        _assessment(sentence, findings)
    if roles & _CONSIDERED:
        _differential(sentence, findings)
    _plan(sentence, findings, treated)
    if roles & _OF_THERAPY or sentence.section & _UNDER_GOALS:
        _therapy(sentence, findings, therapy)
    if roles & _GONE_THROUGH:
        _reviews(sentence, findings)
    if roles & _PAPER_BITS:
        _papers(sentence, findings)


def _whole(sentence: Sentence) -> tuple[int, int]:
    return 0, len(sentence.words)


def _content(sentence: Sentence) -> bool:
    """Whether the sentence says something beside its heading."""
    words = sentence.words
    for place in range(words.find(":", 0, 70) + 1, len(words)):
        if words[place].isalnum():
            return True
    return False


def _date_after(words: str, start: int) -> int:
    """Where, after a place, a first sign stands between figures as in a date ("3/14/24", "2024-03-14"), or -1."""
    for place in range(start + 1, len(words) - 3):
        if words[place] in "/.-" and words[place - 1].isdecimal() and words[place + 1].isdecimal():
            second = place + 3 if words[place + 2].isdecimal() else place + 2
            if second + 1 < len(words) and words[second] in "/.-" and words[second + 1].isdecimal():
                return place
    return -1


def _first(sentence: Sentence, roles: int) -> tuple[int, int]:
    """Where the first word with one of the roles (bits) stands, of which there is one."""
    hit = sentence.having(roles)[0]
    return hit.start, hit.end


def _tests(sentence: Sentence, findings: Findings) -> None:
    if sentence.section & _NO_REPORT:
        return
    first = True
    for place, hit in enumerate(sentence.hits):
        if (
            not hit.roles & _TEST
            or hit.state not in ("present", "uncertain", "historical")
            or _not_done(sentence, place)
        ):
            continue
        findings.add("tests", (hit.start, hit.end), state="present", value=hit.term.values["test"])
        if first and sentence.roles & _RATIONALE:
            findings.add("test_rationale", _first(sentence, _RATIONALE))
        if first and sentence.roles & _REVIEWED_BIT:
            findings.add("results_reviewed", _first(sentence, _REVIEWED_BIT))
        first = False


def _not_done(sentence: Sentence, place: int) -> bool:
    """Whether the next words say that it did not take place, or only would if ("MRI if not better")."""
    if not sentence.roles & _NOT_DONE_OR_IF:
        return False
    hit = sentence.hits[place]
    for before in sentence.hits[max(0, place - 3) : place]:
        if (
            before.roles & _NOT_DONE
            and hit.start - before.end < _NEXT
            and sentence.words.startswith("if", before.start)
        ):
            return True  # "if no better, MRI"
    for after in sentence.hits[place + 1 : place + 4]:
        if after.roles & _NOT_DONE_OR_IF and not after.roles & _RATIONALE and after.start - hit.end < _NEXT:
            return True
    return False


def _assessment(sentence: Sentence, findings: Findings) -> None:
    if not sentence.section & _ASSESSED or (_content(sentence) and _judges(sentence)):
        findings.add("assessment", _whole(sentence))


def _judges(sentence: Sentence) -> bool:
    """Whether a line of the assessment is more than a record of care, a result, a decision or the signature."""
    if sentence.roles & _JUDGED:
        return True
    return not sentence.roles & _RECORD and not _signs(sentence)


def _differential(sentence: Sentence, findings: Findings) -> None:
    """Diseases considered: called a differential, or several in doubt in one sentence of a conclusion or plan."""
    if sentence.roles & _DIFFERENTIAL_NAMED:
        findings.add("differential", _first(sentence, _DIFFERENTIAL_NAMED))
    elif _may_differ(sentence):
        causes = sentence.having(_CAUSE)
        doubted = [hit for hit in causes if hit.state == "uncertain"]
        if len({hit.term.values["cause"] for hit in doubted}) > 1:
            findings.add("differential", (doubted[0].start, doubted[-1].end))
            return
        named = [hit for hit in causes if is_current(hit.state)]
        if len(named) > 1 and _OR.search(sentence.words, named[0].end, named[-1].start):
            findings.add("differential", (named[0].start, named[-1].end))


def _may_differ(sentence: Sentence) -> bool:
    """Whether a conclusion, plan or result names several diseases."""
    if not (sentence.concludes or sentence.section & _PLAN_OR_RESULTS):
        return False
    named = 0
    for hit in sentence.hits:
        if hit.roles & _CAUSE:
            named += 1
    return named > 1


def _plan(sentence: Sentence, findings: Findings, treated: bool) -> None:
    if sentence.section & _PLANNED:
        if _content(sentence) and _decides(sentence):
            findings.add("plan", _whole(sentence))
    elif sentence.roles & _PLAN_ACTION and not sentence.roles & _EARLIER_CARE and _may_decide(sentence):
        _decision(sentence, findings)
    if _plans_nothing(sentence):
        return
    if sentence.roles & _IMPERATIVE and opens_with_order(sentence.roles, sentence.words):
        findings.add("plan", _whole(sentence))
    if sentence.roles & _TEST and sentence.roles & _DATED and not sentence.roles & _EARLIER_CARE:
        _tests_to_come(sentence, findings)
    if _arranges(sentence):
        _arranged_tests(sentence, findings)
    if treated:
        _treatment(sentence, findings)


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
    if _signs(sentence):
        return False
    if roles & _DECIDED or not (roles & _REVIEWED_BIT or (roles & _REVIEWING and _reviewed(sentence))):
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


def _closing(note: Note, findings: Findings) -> None:
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
    if ":" in words or not _has_letter(words) or _signs(sentence):
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


def _signs(sentence: Sentence) -> bool:
    """Whether the sentence is the author's name and date."""
    return (
        bool(sentence.roles & _CREDENTIALS)
        and _date_after(sentence.words, 0) >= 0
        and _SIGNED.search(sentence.words) is not None
    )


def _may_treat(sentence: Sentence) -> bool:
    """Whether a treatment named in the sentence may be the plan of a note, as far as the sentence itself tells."""
    roles = sentence.roles
    return bool(roles & _TREATMENT) and not roles & _NO_TREATMENT and not _plans_nothing(sentence)


def _plans_nothing(sentence: Sentence) -> bool:
    """Whether the sentence stands in a section that plans nothing."""
    return bool(sentence.section & _PLANS_NOTHING)


def _treatment(sentence: Sentence, findings: Findings) -> None:
    """Treatment told in telegraphic style: at the start of a sentence, or in a short one after the examination."""
    words = sentence.words
    start = len(words) - len(words.lstrip(" \t\n,-*\u2022"))
    short = len(words.split()) <= _SHORT and not sentence.roles & _PERSON
    for place, hit in enumerate(sentence.hits):
        if not hit.roles & _TREATMENT or not is_current(hit.state) or _not_done(sentence, place):
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


def _therapy(sentence: Sentence, findings: Findings, therapy: bool) -> None:
    if (
        sentence.section & _UNDER_GOALS
        and _content(sentence)
        and not small_pattern("no_therapy_goal").search(sentence.words)
    ):
        findings.add("therapy_goals", _whole(sentence))
    elif therapy and not sentence.section & _UNDER_ADVICE:
        for hit in sentence.having(_GOALS):
            if is_current(hit.state):
                findings.add("therapy_goals", (hit.start, hit.end))
    words = sentence.words
    if therapy and sentence.roles & _DEADLINE and _names_aim(words) and (aim := _AIM.search(words)):
        findings.add("therapy_goals", aim.span())
    if (
        sentence.roles & _RATE_BIT
        and _treats_at_rate(sentence, therapy)
        and (found := _frequency(words))
        and _is_of_therapy(sentence, found)
    ):
        place = found.span()
        findings.add("plan", place)
        findings.add("therapy_frequency", place)


def _frequency(words: str) -> re.Match[str] | None:
    """The first frequency; the pattern is slow, so it is tried where one may begin, not far before one may end."""
    tried = 0
    for end, sign in enumerate(words):
        if sign in "dfsw" and _may_end_frequency(words, end):
            for start in range(max(tried, end - _FREQUENCY_REACH), min(end + 1, len(words) - 1)):
                if _may_begin_frequency(words, start) and (found := _FREQUENCY.match(words, start)):
                    return found
            tried = end + 1
    return None


def _may_begin_frequency(words: str, place: int) -> bool:
    """Whether a number, or a word that _FREQUENCY begins with, stands at a place."""
    sign = words[place]
    if sign in "opst" and words[place + 1] in "hlt" and words.startswith(_GIVEN, place):
        return True  # "pt weekly", be it the end of a word
    if place and in_word(words[place - 1]):
        return False
    if sign.isdecimal():
        return _may_count(words, place)
    return sign in "bdfotw" and words.startswith(_OPENINGS, place)


def _may_count(words: str, place: int) -> bool:
    """Whether a number at a place may count times, sessions or minutes: by the letter or sign that follows it."""
    end = place + 1
    while end < len(words) and words[end].isdecimal():
        end += 1
    several = end > place + 1
    while end < len(words) and words[end].isspace():
        end += 1
    if end == len(words):
        return False
    if several or words[end] == "m":
        return words.startswith(_LONG_UNITS, end)
    return words[end] in "adehpstvwx/-\u2013"


def _may_end_frequency(words: str, place: int) -> bool:
    """Whether a letter begins the last word of a frequency: "week", "wk", "day", "session", "2w4", "/d" or the like."""
    sign = words[place]
    before = words[place - 2 if place > 1 and words[place - 1].isspace() else place - 1] if place else " "
    if sign == "w":
        return before == "i" or before.isdecimal() or words.startswith(_WEEK, place)
    if sign == "d":
        return before == "/" or words.startswith("da", place)
    return words.startswith(_LONG_ENDS, place)


def _names_aim(words: str) -> bool:
    return " will " in words or " to " in words


def _treats_at_rate(sentence: Sentence, therapy: bool) -> bool:
    """Whether a frequency in the sentence can be that of therapy: said so, or in the plan of a therapy note."""
    if sentence.section & _UNDER_FREQUENCY or sentence.roles & _THERAPY:
        return True
    return therapy and bool(sentence.section & _PLANNED or sentence.roles & _GOES_ON)


def _is_of_therapy(sentence: Sentence, found: re.Match[str]) -> bool:
    """Whether a frequency is a rate, not a bare "4 wk", and neither a nurse's nor that of a medicine."""
    if not sentence.section & _UNDER_FREQUENCY and not _RATE.search(found[0]):
        return False
    return not small_pattern("no_therapy").search(sentence.words, max(0, found.start() - 30), found.start())


def _signature(note: Note, findings: Findings) -> None:
    """Author with credentials and date at the end of the note."""
    lowered = note.lowered
    reach = max(0, len(lowered) - _SIGNATURE_REACH)
    signed = None
    date = _date_after(lowered, _credentials(note, reach))
    while date >= 0 and not signed:
        signed = _SIGNED.search(lowered, _before_date(lowered, date, reach), date + _DATE_REACH)
        date = _date_after(lowered, date)
    if not signed and _ends_with_date(lowered, reach):
        signed = _SIGNED_LAST.search(lowered, reach)
    if signed:
        findings.add("signature", signed.span())


def _credentials(note: Note, reach: int) -> int:
    """Where in the end of a note the first sentence with letters after a name begins, or what no sentence holds."""
    if not note.lowered.isascii():
        return reach  # beside signs that a word may hold ("→MD") letters are none to the lexicon
    first = -1
    for number in range(len(note.sentences) - 1, -1, -1):
        sentence = note.sentences[number]
        start = note.starts[number]
        end = start + len(sentence.words)
        if first < 0:
            first = end
        if end <= reach:
            break
        if sentence.roles & _CREDENTIALS or sentence.section & _UNDER_KEYWORDS:
            first = start
    return max(reach, first)


def _before_date(words: str, date: int, reach: int) -> int:
    """Where letters after an author's name can begin, as a word, at the earliest if they belong to the date there."""
    place = date
    while place > reach and _before_a_date(words[place - 1]):
        place -= 1
    place = max(reach, place - _LETTERS)
    while place < date and place and in_word(words[place - 1]):
        place += 1
    return place


def _before_a_date(letter: str) -> bool:
    """Whether a character can stand between the letters after a name and a date, as in "md, date: 3/14/24"."""
    return letter in "onated,.:;-" or letter.isdecimal() or letter.isspace()


def _ends_with_date(words: str, reach: int) -> bool:
    """Whether the last letter or figure is a figure of a date."""
    for place in range(len(words) - 1, -1, -1):
        if words[place].isalnum():
            return words[place].isdecimal() and _date_after(words, max(reach, place - _DATE_END - 1)) >= 0
    return False


def _reviews(sentence: Sentence, findings: Findings) -> None:
    """Results and medicines reviewed, and weakness told apart from fatigue and pain, in whatever order of words."""
    if sentence.section & _NOT_OF_PATIENT:
        return
    if sentence.roles & _REVIEWING:
        if found := _reviewed(sentence):
            findings.add("results_reviewed", found.span())
        if _names_medicines(sentence.words) and (found := _MEDICINES.search(sentence.words)):
            findings.add("medication_review", found.span())
    if (
        sentence.roles & _COMPLAINT
        and sentence.roles & _TOLD_APART_BIT
        and (found := _TOLD_APART.search(sentence.words))
    ):
        findings.add("true_weakness", found.span())


def _reviewed(sentence: Sentence) -> re.Match[str] | None:
    return _REVIEWED.search(sentence.words) if sentence.roles & _RECORDS else None


def _names_medicines(words: str) -> bool:
    return "med" in words or "drug" in words or "prescription" in words or "pharmacy" in words


def _papers(sentence: Sentence, findings: Findings) -> None:
    """Elements that a word alone shows."""
    for hit in sentence.hits:
        if hit.roles & _PAPERS_NAMED:
            _named_papers(hit, findings)
        if hit.roles & _OTHER_PAPERS:
            _other_papers(sentence, hit, findings)


def _other_papers(sentence: Sentence, hit: Hit, findings: Findings) -> None:
    if hit.roles & _RATIONALE and hit.term.values.get("rationale") == "study":
        findings.add("test_rationale", (hit.start, hit.end))
    if hit.roles & _UNSKILLED:
        findings.add("skilled_need", (hit.start, hit.end), state="negated")
    if hit.roles & _RED_FLAGS and hit.state not in NOT_SAID:
        denied = sentence.words.endswith("normal", hit.start, hit.end)  # "bladder and bowels normal"
        findings.add("red_flags", (hit.start, hit.end), state="negated" if denied else hit.state)
    if hit.roles & _RESIDUAL:
        findings.add("residual", (hit.start, hit.end), state="present" if is_current(hit.state) else "historical")
    if hit.roles & _SIGNED_BIT and _DATE.search(sentence.words[hit.end : hit.end + 120]):
        findings.add("signature", (hit.start, hit.end))


def _named_papers(hit: Hit, findings: Findings) -> None:
    place = (hit.start, hit.end)
    if hit.roles & _PLAN_OF_CARE:
        findings.add("plan_of_care", place)
    if hit.roles & _PROGRESS:
        findings.add("progress", place)
    if hit.roles & _SKILLED:  # denied: "no further skilled intervention is needed"
        findings.add("skilled_need", place, state="negated" if hit.state == "negated" else "present")
    if hit.roles & _MEDS_REVIEWED:
        findings.add("medication_review", place)
    if hit.roles & _TRUE_WEAKNESS:
        findings.add("true_weakness", place)
    if hit.roles & _SEVERITY:
        findings.add("severity_risk", place)
