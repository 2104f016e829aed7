"""How each word is spoken of: affirmed, denied, doubted, past, someone else's, or only a condition of advice.

ConText in one forward pass over the hits of a sentence: a cue opens a scope, a terminator closes it, and the words in
between take its state. Cues that follow their word ("weakness: no", "weakness has resolved") reach back.

States: present, uncertain, negated, historical, family, conditional.
"""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.lexicon import BIT, WEAKNESS, small_words
from denialrisk.features.notes.text import CURRENT, Hit, Sentence

TARGETS: Final = (
    WEAKNESS | BIT["fatigue"] | BIT["cause"] | BIT["droop"]
    | BIT["falls"] | BIT["red_flags"] | BIT["test"] | BIT["numb"] | BIT["grade_word"] | BIT["plan_action"]
    | BIT["gait"] | BIT["device"] | BIT["function"] | BIT["act"]
    | BIT["treatment"] | BIT["conclusion"] | BIT["goals"] | BIT["skilled"] | BIT["residual"] | BIT["link"]
    | BIT["link_forward"] | BIT["handed"]
)  # fmt: skip
_FORWARD: Final = BIT["negate"] | BIT["not_negation"]
_CUES: Final = (
    _FORWARD | BIT["stop"] | BIT["past"] | BIT["current_history"] | BIT["family"] | BIT["reporter"] | BIT["condition"]
    | BIT["hedge"] | BIT["patient"] | BIT["resolved_before"] | BIT["excluded"] | BIT["link_forward"] | BIT["link"]
)  # fmt: skip
_BACKWARD: Final = BIT["risk_after"] | BIT["negate_after"] | BIT["resolved"] | BIT["hedge_after"] | BIT["excluded"]
_SETTLED: Final = TARGETS | BIT["family"]
_SYMPTOMS: Final = WEAKNESS | BIT["fatigue"] | BIT["numb"]

_SIGNED: Final = _SYMPTOMS | BIT["cause"]

# A finding with its own adjective after a comma is no longer part of the list that a "no" opened.
_OWN_ADJECTIVE: Final = re.compile(
    r"[,/]\s*(?:but |and |has |had |have |some |a )*(?:mild|moderate|severe|slight|marked"
    r"|significant|profound|progressive"
    r"|subtle|worsening|minimal|trace|persistent|residual|some|has|have|is|are|feels|remains|mildly|definite"
    r"|obvious|clear)\b[^,]*$"
)
_PREDICATE: Final = re.compile(
    r",[^,]*\b(?:is|are|was|were|feels|feel|felt|remains|has been|have been|seems|became|gets)\s[^,]*$"
)
_BETWEEN: Final = re.compile(
    r"^[\s:=.(\[?*-]*(?:(?:is|was|are|were|has been|have been|have all been|has also been|have now been|has now been"
    r"|all|still|considered and|was considered and(?: is)?|were considered and|thought|felt|now|both|therefore|also"
    r"|currently|patient|pt|he|she|i tested for|we tested for|looked for|tested for|:)\s?){0,2}[\s:=(\[*-]*$"
)
_AGO: Final = re.compile(
    r"\b(?:(?:years|yrs|decades) ago|last year|in (?:19|20)\d\d|on \d{1,2} [a-z]+ ?\.?$"
    r"|at (?:age )?\d{1,2},? s?he|aged \d{1,2})\b"
)
_BEGAN: Final = re.compile(
    r"\b(?:began|begin|start|since|develop|onset|progress|worse|notic|now|current|still|ever|persist|remain)"
)
# After "Father died of ALS;" a clause that opens so still speaks of him.
_GOES_ON: Final = re.compile(r"(?:he|she|his|her|who|and)\b")
_PATIENT: Final = re.compile(r"\b(?:patient|he|she)\b")
_AGE: Final = re.compile(r"(?:years?|yrs?|months?|weeks?|days?|yo|y/o|year-|how)[\s-]*$")
_EXCEPT: Final = ("except", "other than", "apart from", "aside from", "save ", "with the exception")
_LATER: Final = re.compile(r"\b(?:after|when|until|once|before|pain|continues|persists|numbness)\b")
_NEARLY: Final = re.compile(
    r"\b(?:almost|nearly|mostly|largely|partly|partially|virtually|half|not|incompletely) (?:quite )?$"
)
_ASKED: Final = re.compile(r"\?(?=[^\s?])[^.,;?]{0,24}$")
"""A question mark tight before words: "?alcohol/B12 neuropathy"."""
_RIGHT_BEFORE: Final = re.compile(r" (?:(?:an?|the|any|this|her|his|acute|new|known|old|prior) )*")
"""Between an exclusion and the cause that it speaks of: "not from a stroke"."""
_GAVE_UP: Final = re.compile(r"stop(?:ped|s)? (?:all )?[a-z]+ing\b")
_CAUSE: Final = BIT["cause"]
_CONDITION: Final = BIT["condition"]
_CURRENT_HISTORY: Final = BIT["current_history"]
_DIFFERENTIAL_NAMED: Final = BIT["differential_named"]
_EXCLUDED: Final = BIT["excluded"]
_FAMILY: Final = BIT["family"]
_HEDGE: Final = BIT["hedge"]
_HEDGE_AFTER: Final = BIT["hedge_after"]
_LINK: Final = BIT["link"]
_LINK_FORWARD: Final = BIT["link_forward"]
_NEGATE: Final = BIT["negate"]
_NEGATE_AFTER: Final = BIT["negate_after"]
_PAST: Final = BIT["past"]
_PATIENT_BIT: Final = BIT["patient"]
_REGION: Final = BIT["region"]
_REPORTER: Final = BIT["reporter"]
_RESOLVED: Final = BIT["resolved"]
_RESOLVED_BEFORE: Final = BIT["resolved_before"]
_RISK_AFTER: Final = BIT["risk_after"]
_STOP: Final = BIT["stop"]
_TEST: Final = BIT["test"]
_WEAK: Final = BIT["weak"]


class Scope:
    """What is open while a sentence is read from left to right; places are ends of cues, -1 where none is open."""

    __slots__ = ("carried", "conditional", "excluded", "family", "hedged", "negated", "past", "strong")

    def __init__(self, *, another: bool, conditional: bool) -> None:
        self.negated = -1
        self.strong = False
        self.past = -1
        self.hedged = -1
        self.excluded = -1
        self.family = another
        self.carried = another
        self.conditional = conditional


def gave_up(sentence: Sentence, hit: Hit) -> bool:
    """Whether a word is what the patient gave up, which is no treatment: "stopped lifting pots"."""
    return _GAVE_UP.match(sentence.words, hit.start) is not None


def settle(sentence: Sentence, relative: bool) -> None:
    """Give every target hit of a sentence its state; ``relative``: the clause before it spoke of another person."""
    if not sentence.roles & _SETTLED:
        return
    _forward(sentence, relative and _GOES_ON.match(sentence.words) is not None)
    if sentence.roles & _BACKWARD:
        _backward(sentence)
    if sentence.roles & _SIGNED:
        _signs(sentence)


def _forward(sentence: Sentence, relative: bool) -> None:
    """Read a sentence from left to right."""
    another = sentence.section == "family" or relative
    scope = Scope(another=another, conditional=sentence.section == "advice")
    ancient = sentence.roles & _SYMPTOMS and _long_ago(sentence)
    for hit in sentence.hits:
        if hit.roles & TARGETS:
            hit.state = _state(sentence, hit, scope)
            if ancient and hit.state == "present":
                hit.state = "historical"
            if hit.state == "negated" and sentence.words.startswith(_EXCEPT, hit.end + 1):
                hit.state = "present"  # "no weakness except in the left hand"
        if hit.roles & _CUES:
            _apply(sentence, hit, scope)
    sentence.relative = scope.family and sentence.words.endswith(";")


def _long_ago(sentence: Sentence) -> bool:
    """Whether the sentence tells something that happened years ago and is not said to have gone on."""
    words = sentence.words
    return " had " in words and bool(_AGO.search(words)) and not _BEGAN.search(words)


def _state(sentence: Sentence, hit: Hit, scope: Scope) -> str:
    if scope.family or scope.conditional:
        return "family" if scope.family else "conditional"
    if scope.excluded >= 0 and hit.roles & _CAUSE and not _after_colon(sentence, scope.excluded, hit):
        return "negated"
    if scope.negated >= 0 and not _after_colon(sentence, scope.negated, hit) and _in_list(sentence, hit, scope):
        return "present" if hit.roles & _TEST and hit.start - scope.negated > 30 else "negated"
    if scope.past >= 0 and hit.start - scope.past < 45:
        return "historical"
    listed = hit.roles & _CAUSE and sentence.roles & _DIFFERENTIAL_NAMED
    if scope.hedged >= 0 and (listed or hit.start - scope.hedged < 90):
        return "uncertain"
    return "present"


def _after_colon(sentence: Sentence, opened: int, hit: Hit) -> bool:
    """Whether a colon ends what a denial opened: "Not a stroke: Bell's palsy", but not "Negative for: stroke"."""
    return bool(hit.roles & _CAUSE) and ":" in sentence.words[opened + 2 : hit.start]


def _in_list(sentence: Sentence, hit: Hit, scope: Scope) -> bool:
    """Whether a denial opened before the hit still holds at it."""
    between = sentence.words[scope.negated : hit.start]
    if "," not in between and "/" not in between:
        return True
    if hit.term.values.get("grade_word") == "normal":
        return False  # "no wasting, power normal"
    if hit.roles & _SYMPTOMS and (
        _PREDICATE.search(between) or sentence.words.startswith((" present", " is present"), hit.end)
    ):
        return False
    if hit.roles & _WEAK and _region_before(sentence, hit):
        return False
    if scope.strong:
        return True
    tail = sentence.words[scope.negated :]
    listed = " or " in tail or " nor " in tail or "/" in between or " and " in tail
    return not _OWN_ADJECTIVE.search(between) and (listed or between.count(",") > 1 or not _verb_cue(sentence, scope))


def _verb_cue(sentence: Sentence, scope: Scope) -> bool:
    """Whether the denial was "not" and its like, which reach less far than "no" and "without"."""
    return sentence.words[: scope.negated].endswith(("not", "n't", "longer"))


def _region_before(sentence: Sentence, hit: Hit) -> bool:
    """Whether a part of the body stands right before an adjective, after a comma: ", left arm weak"."""
    place = sentence.hits.index(hit)
    if not place:
        return False
    before = sentence.hits[place - 1]
    return bool(before.roles & _REGION) and hit.start - before.end <= 1


def _apply(sentence: Sentence, hit: Hit, scope: Scope) -> None:
    roles = hit.roles
    if roles & _EXCLUDED and _settles_cause(sentence, hit):
        return  # "stroke ruled out, possible radiculopathy"
    if roles & _NEGATE and not _reaches_back(sentence, hit):
        scope.negated, scope.past, scope.hedged = hit.end, -1, -1
        scope.strong = hit.term.length > 3 and sentence.words[hit.start : hit.start + 4] == "deni"
    elif roles & _STOP and not _relative(sentence, hit):
        if not (roles & _LINK and hit.start - scope.hedged <= 1):  # "presumed secondary to"
            scope.hedged = -1
        scope.negated = scope.past = scope.excluded = -1
        scope.family = scope.family and (scope.carried or not _PATIENT.search(sentence.words, hit.start, hit.end))
    _apply_lesser(sentence, hit, scope)


def _apply_lesser(sentence: Sentence, hit: Hit, scope: Scope) -> None:
    """Cues other than denials and what ends them."""
    roles = hit.roles
    if roles & (_PAST | _RESOLVED_BEFORE) and not _counted(sentence, hit):
        scope.past = hit.end
    elif roles & (_CURRENT_HISTORY | _LINK_FORWARD):
        scope.past = -1
    if roles & _HEDGE:
        if scope.excluded >= 0 and "," in sentence.words[scope.excluded : hit.start]:
            scope.excluded = -1
        scope.hedged = hit.end
    if roles & _EXCLUDED:
        scope.excluded = hit.end
    if roles & _FAMILY:
        scope.family = True
    elif roles & (_PATIENT_BIT | _REPORTER):
        scope.family = False
    if roles & _CONDITION:
        scope.conditional = True
    elif roles & _LINK and scope.conditional:
        scope.conditional = False


def _counted(sentence: Sentence, hit: Hit) -> bool:
    """Whether the word tells an age, or belongs to a span that reaches to today: "in the past 2 weeks"."""
    if sentence.words.startswith("old", hit.start) and _AGE.search(sentence.words[max(0, hit.start - 9) : hit.start]):
        return True
    after = sentence.words[hit.end : hit.end + 9].lstrip()
    return after[:1].isdigit() or after.startswith(("few", "several", "week", "month", "day", "couple", "year", "two"))


def _relative(sentence: Sentence, hit: Hit) -> bool:
    """Whether a clause that would end a scope hangs on the denial itself: "denies that he has"."""
    return (
        sentence.words[max(0, hit.start - 7) : hit.start].rstrip().endswith(("that", "denies", "denied", "if", "not"))
    )


def _reaches_back(sentence: Sentence, hit: Hit) -> bool:
    """Whether a denying word closes its chunk, so that it can only speak of what stood before it."""
    if not hit.roles & _NEGATE_AFTER:
        return False
    after = sentence.words[hit.end : hit.end + 2]
    before = sentence.words[max(0, hit.start - 3) : hit.start].rstrip()
    closes = not after.strip() or after[0] in ".,;)]/\n" or after == "  "
    return closes or (before.endswith(":") and after[:1] != " ")


def _settles_cause(sentence: Sentence, hit: Hit) -> bool:
    """Whether an exclusion follows the cause that it speaks of: "stroke was ruled out"."""
    before = [each for each in sentence.having(_CAUSE) if each.end <= hit.start]
    return bool(before) and _BETWEEN.match(sentence.words[before[-1].end : hit.start]) is not None


def _backward(sentence: Sentence) -> None:
    for place, hit in enumerate(sentence.hits):
        if not hit.roles & _BACKWARD or not place:
            continue
        if hit.roles & _RESOLVED and not _NEARLY.search(sentence.words, 0, hit.start):
            _reach(sentence, place, "historical", 120)
        elif _forward_only(sentence, place):
            continue
        elif hit.roles & (_NEGATE_AFTER | _EXCLUDED) and (
            hit.roles & _EXCLUDED or _reaches_back(sentence, hit) or not hit.roles & _NEGATE
        ):
            _reach(sentence, place, "negated", 20)
        elif hit.roles & _RISK_AFTER:
            _reach(sentence, place, "conditional", 40)
        elif hit.roles & _HEDGE_AFTER and not _doubts_next(sentence, hit):
            _reach(sentence, place, "uncertain", 0)


def _doubts_next(sentence: Sentence, hit: Hit) -> bool:
    """Whether a doubt after a comma speaks of what follows: "a metastasis, presumed lung primary"."""
    before, after = sentence.words[: hit.start].rstrip(), sentence.words[hit.end : hit.end + 2]
    return bool(hit.roles & _HEDGE) and before.endswith(",") and after[:1] == " " and after[1:].isalpha()


def _forward_only(sentence: Sentence, place: int) -> bool:
    """Whether an exclusion speaks of the cause right after it: "from hypokalemia, not from a stroke"."""
    hit = sentence.hits[place]
    if not hit.roles & _EXCLUDED:
        return False
    after = next((each for each in sentence.hits[place + 1 :] if each.roles & _CAUSE), None)
    return after is not None and bool(_RIGHT_BEFORE.fullmatch(sentence.words, hit.end, after.start))


def _reach(sentence: Sentence, place: int, state: str, far: int) -> None:
    """Give a state to the target before a cue, and to those it is listed with."""
    edge = sentence.hits[place].start
    reached = _CAUSE if sentence.hits[place].roles & _EXCLUDED else TARGETS
    for hit in reversed(sentence.hits[:place]):
        between = sentence.words[hit.end : edge]
        if hit.roles & (_STOP | _NEGATE) and not hit.roles & TARGETS and state != "historical":
            return
        if not hit.roles & reached or hit.roles & (_LINK | _LINK_FORWARD | _TEST):
            continue
        near = _BETWEEN.match(between) if far <= 20 else len(between) <= far and not _LATER.search(between)
        if not near and not set(between.replace(",", " ").replace("/", " ").split()) <= small_words("joins"):
            return
        if hit.state in CURRENT or (hit.state == "historical" and reached == _CAUSE):
            hit.state = state
        edge = hit.start


def _signs(sentence: Sentence) -> None:
    """Signs written before or after a symptom: "+weakness", "(-) weakness", "weakness (-)", "?weakness", "[ ] weak"."""
    asked = "?" in sentence.words
    for hit in sentence.hits:
        if not hit.roles & _SIGNED:
            continue
        before = sentence.words[max(0, hit.start - 4) : hit.start].rstrip()
        after = sentence.words[hit.end : hit.end + 4].lstrip()
        if (
            before.endswith("?")
            or after.startswith(("?", "(?"))
            or (asked and _ASKED.search(sentence.words, max(0, hit.start - 26), hit.start))
        ):
            hit.state = "uncertain" if hit.state == "present" else hit.state
        elif before.endswith(("(+)", "+")) or after.startswith(("(+)", "+ve", ": +", ":+", ": y")):
            hit.state = "present" if hit.state == "negated" else hit.state
        elif (
            before.endswith(("(-)", ", -", ": -", "\u2013ve", "-ve"))
            or after.startswith(("(-)", "-ve", ": -", ":-"))
            or _minus(sentence, hit)
        ):
            hit.state = "negated"
        elif before.endswith(("[]", "[ ]", "☐")):
            hit.state = "conditional"


def _minus(sentence: Sentence, hit: Hit) -> bool:
    """Whether a minus sign stands tight before the word and is neither a hyphen nor the bullet of a list."""
    start = hit.start
    if start < 2 or sentence.words[start - 1] not in "-\u2212":
        return False
    return (
        sentence.words[start - 2] in " ,(:"
        and sentence.words[max(0, start - 40) : start - 1].rpartition("\n")[2].strip() != ""
    )
