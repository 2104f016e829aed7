"""How each word is spoken of: affirmed, denied, doubted, past, someone else's, or only a condition of advice.

ConText in one forward pass over the hits of a sentence: a cue opens a scope, a terminator closes it, and the words in
between take its state. Cues that follow their word ("weakness: no", "weakness has resolved") reach back.

States: present, uncertain, negated, historical, family, conditional.
"""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.lexicon import BIT, WEAKNESS, sections, small_words
from denialrisk.features.notes.text import Hit, Sentence, is_current

_TARGETS: Final = (
    WEAKNESS | BIT["fatigue"] | BIT["cause"] | BIT["droop"]
    | BIT["falls"] | BIT["red_flags"] | BIT["test"] | BIT["numb"] | BIT["grade_word"] | BIT["plan_action"]
    | BIT["gait"] | BIT["device"] | BIT["function"] | BIT["act"]
    | BIT["treatment"] | BIT["conclusion"] | BIT["goals"] | BIT["skilled"] | BIT["residual"] | BIT["link"]
    | BIT["link_forward"] | BIT["handed"]
)  # fmt: skip
_UNDER_ADVICE: Final = sections("advice")
_UNDER_FAMILY: Final = sections("family")
_FORWARD: Final = BIT["negate"] | BIT["not_negation"]
_CUES: Final = (
    _FORWARD | BIT["stop"] | BIT["past"] | BIT["current_history"] | BIT["family"] | BIT["reporter"] | BIT["condition"]
    | BIT["hedge"] | BIT["patient"] | BIT["resolved_before"] | BIT["excluded"] | BIT["link_forward"] | BIT["link"]
)  # fmt: skip
_BACKWARD: Final = BIT["risk_after"] | BIT["negate_after"] | BIT["resolved"] | BIT["hedge_after"] | BIT["excluded"]
_SETTLED: Final = _TARGETS | BIT["family"]
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
_EXCEPT: Final[tuple[str, ...]] = ("except", "other than", "apart from", "aside from", "save ", "with the exception")
_AFFIRMED: Final = (" present", " is present")
_VERB_CUES: Final = ("not", "n't", "longer")
_HANGS: Final = ("that", "denies", "denied", "if", "not")
"""Right before "he has" these leave a denial open."""
_SPANS: Final = ("few", "several", "week", "month", "day", "couple", "year", "two")
_LATER: Final = re.compile(r"\b(?:after|when|until|once|before|pain|continues|persists|numbness)\b")
_NEARLY: Final = re.compile(
    r"\b(?:almost|nearly|mostly|largely|partly|partially|virtually|half|not|incompletely) (?:quite )?$"
)
_NEARLY_LONG: Final = 24
"""Characters that hold the longest of those."""
_ASKED: Final = re.compile(r"\?(?=[^\s?])[^.,;?]{0,24}$")
"""A question mark tight before words: "?alcohol/B12 neuropathy"."""
_PLUS_BEFORE: Final = ("(+)", "+")
_PLUS_AFTER: Final = ("(+)", "+ve", ": +", ":+", ": y")
_MINUS_BEFORE: Final = ("(-)", ", -", ": -", "\u2013ve", "-ve")
_MINUS_AFTER: Final = ("(-)", "-ve", ": -", ":-")
_BOXES: Final = ("[]", "[ ]", "☐")
_RIGHT_BEFORE: Final = re.compile(r" (?:(?:an?|the|any|this|her|his|acute|new|known|old|prior) )*")
"""Between an exclusion and the cause that it speaks of: "not from a stroke"."""
_GAVE_UP: Final = re.compile(r"stop(?:ped|s)? (?:all )?[a-z]+ing\b")
_CAUSE: Final = BIT["cause"]
_CONDITION: Final = BIT["condition"]
_DIFFERENTIAL_NAMED: Final = BIT["differential_named"]
_EXCLUDED: Final = BIT["excluded"]
_FAMILY: Final = BIT["family"]
_GRADE_WORD: Final = BIT["grade_word"]
_HEDGE: Final = BIT["hedge"]
_HEDGE_AFTER: Final = BIT["hedge_after"]
_LINK: Final = BIT["link"]
_LINK_FORWARD: Final = BIT["link_forward"]
_NARRATIVE: Final = BIT["narrative"]
"""Of which "had" is a word."""
_NEGATE: Final = BIT["negate"]
_NEGATE_AFTER: Final = BIT["negate_after"]
_REGION: Final = BIT["region"]
_RESOLVED: Final = BIT["resolved"]
_RISK_AFTER: Final = BIT["risk_after"]
_STOP: Final = BIT["stop"]
_TEST: Final = BIT["test"]
_WEAK: Final = BIT["weak"]
_OVER: Final = BIT["past"] | BIT["resolved_before"]
_NOT_OVER: Final = BIT["current_history"] | BIT["link_forward"]
_OF_PATIENT: Final = BIT["patient"] | BIT["reporter"]
_CLOSES: Final = _STOP | _NEGATE
"""No later cue but one of time reaches past these."""
_UNREACHED: Final = _LINK | _LINK_FORWARD | _TEST


class Scope:
    """What is open while a sentence is read from left to right; places are ends of cues, -1 where none is open."""

    __slots__ = ("carried", "conditional", "excluded", "family", "hedged", "negated", "past", "strong")

    def __init__(self) -> None:
        self.negated = -1
        self.strong = False
        self.past = -1
        self.hedged = -1
        self.excluded = -1
        self.family = False
        self.carried = False
        self.conditional = False


def gave_up(sentence: Sentence, hit: Hit) -> bool:
    """Whether a word is what the patient gave up, which is no treatment: "stopped lifting pots"."""
    return sentence.words.startswith("stop", hit.start) and _GAVE_UP.match(sentence.words, hit.start) is not None


def settle(sentence: Sentence, relative: bool, denied: bool) -> None:
    """Give every target hit of a sentence its state.

    ``relative``: the clause before it spoke of another person; ``denied``: it is a line of a list that is denied.
    """
    roles = sentence.roles
    if not (roles & _SETTLED or sentence.words.endswith(":")):
        return
    _forward(sentence, relative and _GOES_ON.match(sentence.words) is not None, denied)
    if roles & _BACKWARD:
        _backward(sentence)
    if roles & _SIGNED:
        _signs(sentence)


def _forward(sentence: Sentence, relative: bool, listed: bool) -> None:
    """Read a sentence from left to right."""
    another = relative or bool(sentence.section & _UNDER_FAMILY)
    advice = bool(sentence.section & _UNDER_ADVICE)
    ancient = bool(sentence.roles & _SYMPTOMS and sentence.roles & _NARRATIVE) and _long_ago(sentence)
    if not (another or advice or ancient or listed or sentence.roles & _CUES):
        return  # every word is spoken of as it is by itself: present
    scope = Scope()
    scope.family = scope.carried = another
    scope.conditional = advice
    if listed:
        scope.negated = 0
        scope.strong = True
    for hit in sentence.hits:
        if hit.roles & _TARGETS:
            hit.state = _state(sentence, hit, scope)
            if ancient and hit.state == "present":
                hit.state = "historical"
            denied = scope.negated >= 0 or scope.excluded >= 0
            if denied and hit.state == "negated" and sentence.words.startswith(_EXCEPT, hit.end + 1):
                hit.state = "present"  # "no weakness except in the left hand"
        if hit.roles & _CUES:
            _apply(sentence, hit, scope)
    sentence.relative = scope.family and sentence.words.endswith(";")
    sentence.denying = (scope.negated >= 0 or scope.excluded >= 0) and sentence.words.endswith(":")


def _long_ago(sentence: Sentence) -> bool:
    """Whether the sentence tells something that happened years ago and is not said to have gone on."""
    words = sentence.words
    if " had " not in words or not (" ago" in words or "last year" in words or _has_digit(words)):
        return False
    return _AGO.search(words) is not None and _BEGAN.search(words) is None


def _has_digit(words: str) -> bool:
    for letter in words:
        if letter.isdigit():
            return True
    return False


def _state(sentence: Sentence, hit: Hit, scope: Scope) -> str:
    if scope.family or scope.conditional:
        return "family" if scope.family else "conditional"
    if scope.excluded >= 0 and hit.roles & _CAUSE and not _after_colon(sentence, scope.excluded, hit):
        return "negated"
    if scope.negated >= 0 and not _after_colon(sentence, scope.negated, hit) and _in_list(sentence, hit, scope):
        return "present" if hit.roles & _TEST and hit.start - scope.negated > 30 else "negated"
    if scope.past >= 0 and hit.start - scope.past < 45:
        return "historical"
    if scope.hedged >= 0 and (hit.start - scope.hedged < 90 or _differential(sentence, hit)):
        return "uncertain"
    return "present"


def _differential(sentence: Sentence, hit: Hit) -> bool:
    """Whether the hit is a cause of a differential diagnosis, which is doubted to its end."""
    return hit.roles & _CAUSE != 0 and sentence.roles & _DIFFERENTIAL_NAMED != 0


def _after_colon(sentence: Sentence, opened: int, hit: Hit) -> bool:
    """Whether a colon ends what a denial opened: "Not a stroke: Bell's palsy", but not "Negative for: stroke"."""
    return hit.roles & _CAUSE != 0 and sentence.words.find(":", opened + 2, hit.start) >= 0


def _in_list(sentence: Sentence, hit: Hit, scope: Scope) -> bool:
    """Whether a denial opened before the hit still holds at it."""
    words = sentence.words
    comma, slash = words.rfind(",", scope.negated, hit.start), words.find("/", scope.negated, hit.start)
    if comma < 0 and slash < 0:
        return True
    if hit.roles & _GRADE_WORD and hit.term.values.get("grade_word") == "normal":
        return False  # "no wasting, power normal"
    if hit.roles & _SYMPTOMS and (_predicate(words, comma, hit.start) or words.startswith(_AFFIRMED, hit.end)):
        return False
    if hit.roles & _WEAK and _region_before(sentence, hit):
        return False
    return (
        scope.strong
        or (
            (slash >= 0 or words.count(",", scope.negated, hit.start) > 1 or _listed(words, scope.negated))
            # the adjective stands after the last comma
            and _OWN_ADJECTIVE.search(words[scope.negated if comma < 0 else comma : hit.start]) is None
        )
    )


def _predicate(words: str, comma: int, end: int) -> bool:
    """Whether a verb stands between the last comma, if there is one, and a word: "no pain, the arm feels weak"."""
    return comma >= 0 and _PREDICATE.search(words[comma:end]) is not None


def _listed(words: str, negated: int) -> bool:
    """Whether a denial takes in a list: "not" and its like reach less far than "no" and "without"."""
    return (
        words.find(" or ", negated) >= 0
        or words.find(" nor ", negated) >= 0
        or words.find(" and ", negated) >= 0
        or not words.endswith(_VERB_CUES, 0, negated)
    )


def _region_before(sentence: Sentence, hit: Hit) -> bool:
    """Whether a part of the body stands right before an adjective, after a comma: ", left arm weak"."""
    place = sentence.hits.index(hit)
    if not place:
        return False
    before = sentence.hits[place - 1]
    return before.roles & _REGION != 0 and hit.start - before.end <= 1


def _apply(sentence: Sentence, hit: Hit, scope: Scope) -> None:
    roles = hit.roles
    if roles & _EXCLUDED and _settles_cause(sentence, hit):
        return  # "stroke ruled out, possible radiculopathy"
    if roles & _NEGATE and not _reaches_back(sentence, hit):
        scope.negated = hit.end
        scope.past = scope.hedged = -1
        scope.strong = hit.term.length > 3 and sentence.words.startswith("deni", hit.start)
    elif roles & _STOP and not _relative(sentence, hit):
        if not (roles & _LINK and hit.start - scope.hedged <= 1):  # "presumed secondary to"
            scope.hedged = -1
        scope.negated = scope.past = scope.excluded = -1
        if scope.family and not scope.carried:
            scope.family = _PATIENT.search(sentence.words, hit.start, hit.end) is None
    _apply_lesser(sentence, hit, scope)


def _apply_lesser(sentence: Sentence, hit: Hit, scope: Scope) -> None:
    """Cues other than denials and what ends them."""
    roles = hit.roles
    if roles & _OVER and not _counted(sentence, hit):
        scope.past = hit.end
    elif roles & _NOT_OVER:
        scope.past = -1
    if roles & _HEDGE:
        if scope.excluded >= 0 and sentence.words.find(",", scope.excluded, hit.start) >= 0:
            scope.excluded = -1
        scope.hedged = hit.end
    if roles & _EXCLUDED:
        scope.excluded = hit.end
    if roles & _FAMILY:
        scope.family = True
    elif roles & _OF_PATIENT:
        scope.family = False
    if roles & _CONDITION:
        scope.conditional = True
    elif roles & _LINK and scope.conditional:
        scope.conditional = False


def _counted(sentence: Sentence, hit: Hit) -> bool:
    """Whether the word tells an age, or belongs to a span that reaches to today: "in the past 2 weeks"."""
    words = sentence.words
    if words.startswith("old", hit.start) and _AGE.search(words[max(0, hit.start - 9) : hit.start]):
        return True
    limit = min(len(words), hit.end + 9)
    start = _after_spaces(words, hit.end, limit)
    return start < limit and (words[start].isdigit() or words.startswith(_SPANS, start, limit))


def _relative(sentence: Sentence, hit: Hit) -> bool:
    """Whether a clause that would end a scope hangs on the denial itself: "denies that he has"."""
    start = max(0, hit.start - 7)
    return sentence.words.endswith(_HANGS, start, _before_spaces(sentence.words, start, hit.start))


def _before_spaces(words: str, start: int, end: int) -> int:
    """The end of a stretch of text without the spaces that close it."""
    while end > start and words[end - 1].isspace():
        end -= 1
    return end


def _after_spaces(words: str, start: int, end: int) -> int:
    """The start of a stretch of text without the spaces that open it."""
    while start < end and words[start].isspace():
        start += 1
    return start


def _reaches_back(sentence: Sentence, hit: Hit) -> bool:
    """Whether a denying word closes its chunk, so that it can only speak of what stood before it."""
    if not hit.roles & _NEGATE_AFTER:
        return False
    after = sentence.words[hit.end : hit.end + 2]
    if not after.strip() or after[0] in ".,;)]/\n":
        return True
    start = max(0, hit.start - 3)
    closed = _before_spaces(sentence.words, start, hit.start)
    return closed > start and sentence.words[closed - 1] == ":" and after[0] != " "


def _settles_cause(sentence: Sentence, hit: Hit) -> bool:
    """Whether an exclusion follows the cause that it speaks of: "stroke was ruled out"."""
    caused = -1
    for each in sentence.hits:
        if each.roles & _CAUSE and each.end <= hit.start:
            caused = each.end
    return caused >= 0 and _BETWEEN.match(sentence.words[caused : hit.start]) is not None


def _backward(sentence: Sentence) -> None:
    """Read the cues that follow their words."""
    for place in range(1, len(sentence.hits)):
        hit = sentence.hits[place]
        if hit.roles & _BACKWARD:
            _look_back(sentence, place, hit)


def _look_back(sentence: Sentence, place: int, hit: Hit) -> None:
    roles = hit.roles
    if roles & _RESOLVED and not _NEARLY.search(sentence.words, max(0, hit.start - _NEARLY_LONG), hit.start):
        _reach(sentence, place, "historical", 120)
    elif roles & _EXCLUDED:
        if not _forward_only(sentence, place):
            _reach(sentence, place, "negated", 20)
    elif roles & _NEGATE_AFTER and (not roles & _NEGATE or _reaches_back(sentence, hit)):
        _reach(sentence, place, "negated", 20)
    elif roles & _RISK_AFTER:
        _reach(sentence, place, "conditional", 40)
    elif roles & _HEDGE_AFTER and not _doubts_next(sentence, hit):
        _reach(sentence, place, "uncertain", 0)


def _doubts_next(sentence: Sentence, hit: Hit) -> bool:
    """Whether a doubt after a comma speaks of what follows: "a metastasis, presumed lung primary"."""
    if not hit.roles & _HEDGE:
        return False
    words = sentence.words
    comma = _before_spaces(words, 0, hit.start)
    return (
        words.endswith(",", 0, comma) and words.startswith(" ", hit.end) and words[hit.end + 1 : hit.end + 2].isalpha()
    )


def _forward_only(sentence: Sentence, place: int) -> bool:
    """Whether an exclusion speaks of the cause right after it: "from hypokalemia, not from a stroke"."""
    for number in range(place + 1, len(sentence.hits)):
        after = sentence.hits[number]
        if after.roles & _CAUSE:
            return _RIGHT_BEFORE.fullmatch(sentence.words, sentence.hits[place].end, after.start) is not None
    return False


def _reach(sentence: Sentence, place: int, state: str, far: int) -> None:
    """Give a state to the target before a cue, and to those it is listed with."""
    cue = sentence.hits[place]
    edge = cue.start
    exclusion = cue.roles & _EXCLUDED != 0
    reached = _CAUSE if exclusion else _TARGETS
    for number in range(place - 1, -1, -1):
        hit = sentence.hits[number]
        if hit.roles & _CLOSES and not hit.roles & _TARGETS and state != "historical":
            return
        if not hit.roles & reached or hit.roles & _UNREACHED:
            continue
        between = sentence.words[hit.end : edge]
        if not _near(between, far) and not _joins(between):
            return
        if is_current(hit.state) or (exclusion and hit.state == "historical"):
            hit.state = state
        edge = hit.start


def _near(between: str, far: int) -> bool:
    """Whether a cue is near enough to its word: nothing between but small words, or no more than some letters."""
    if far <= 20:
        return _BETWEEN.match(between) is not None
    return len(between) <= far and _LATER.search(between) is None


def _joins(between: str) -> bool:
    """Whether nothing stands between but what joins the members of a list."""
    joins = small_words("joins")
    for word in between.replace(",", " ").replace("/", " ").split():
        if word not in joins:
            return False
    return True


def _signs(sentence: Sentence) -> None:
    """Signs written before or after a symptom: "+weakness", "(-) weakness", "weakness (-)", "?weakness", "[ ] weak"."""
    asked = "?" in sentence.words
    for hit in sentence.hits:
        if hit.roles & _SIGNED and (asked or _marked(sentence.words, hit)):
            _sign(sentence, hit, asked)


def _marked(words: str, hit: Hit) -> bool:
    """Whether a mark stands beside a word that may be one of the signs, or the end or the beginning of one."""
    start, end = max(0, hit.start - 4), min(len(words), hit.end + 4)
    before, after = _before_spaces(words, start, hit.start), _after_spaces(words, hit.end, end)
    if after < end and words[after] in "?(+:-":
        return True
    if before == start:
        return False
    sign = words[before - 1]
    return sign in "?+)-\u2212]☐" or (sign == "e" and words.endswith("ve", start, before))


def _sign(sentence: Sentence, hit: Hit, asked: bool) -> None:
    before = sentence.words[max(0, hit.start - 4) : hit.start].rstrip()
    after = sentence.words[hit.end : hit.end + 4].lstrip()
    if before.endswith("?") or after.startswith(("?", "(?")) or (asked and _asked(sentence, hit)):
        hit.state = "uncertain" if hit.state == "present" else hit.state
    elif before.endswith(_PLUS_BEFORE) or after.startswith(_PLUS_AFTER):
        hit.state = "present" if hit.state == "negated" else hit.state
    elif before.endswith(_MINUS_BEFORE) or after.startswith(_MINUS_AFTER) or _minus(sentence, hit):
        hit.state = "negated"
    elif before.endswith(_BOXES):
        hit.state = "conditional"


def _asked(sentence: Sentence, hit: Hit) -> bool:
    return _ASKED.search(sentence.words, max(0, hit.start - 26), hit.start) is not None


def _minus(sentence: Sentence, hit: Hit) -> bool:
    """Whether a minus sign stands tight before the word and is neither a hyphen nor the bullet of a list."""
    start = hit.start
    if start < 2 or sentence.words[start - 1] not in "-\u2212":
        return False
    return (
        sentence.words[start - 2] in " ,(:"
        and sentence.words[max(0, start - 40) : start - 1].rpartition("\n")[2].strip() != ""
    )
