"""The cause of this weakness: linked to it by words, or a diagnosis of the presentation known to bring it about.

A diagnosis that merely stands beside the weakness is no cause: a coder would query.
"""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.conclusion import WEAK, holds_now, unnamed_cause, weaknesses
from denialrisk.features.notes.findings import Findings, topic
from denialrisk.features.notes.lexicon import BIT, WEAKNESS, sections, small_words
from denialrisk.features.notes.text import Hit, Note, Sentence, is_current

_STATES: Final = {"present": "present", "uncertain": "uncertain", "negated": "negated", "historical": "present"}
_NEVER: Final = sections("family", "advice", "ros", "goals", "keywords", "past")

_STORY: Final = sections("none", "complaint", "history")
_UNDER_COMPLAINT: Final = sections("complaint")
_UNDER_HISTORY: Final = sections("history")
_BETWEEN: Final = BIT["course"] | BIT["spread"] | BIT["region"] | BIT["side"] | BIT["onset"]
"""May stand between a cause and its weakness: "hyperkalemic ascending weakness"."""

_LOOKED_FOR: Final = BIT["excluded"] | BIT["hedge"] | BIT["test"]
"""Without one of these a denied disease was only asked for, not looked for."""

Excluded = dict[str, tuple[int, frozenset[str]]]
"""Causes that were ruled out: the number of the last sentence that says so, and the words in which they were named."""

Known = tuple[bool, bool, frozenset[str], frozenset[int]]
"""What the note says around a sentence: whether the sentence before tells the weakness; whether a disease that is
denied here was looked for; the territories that fit the weakness; where the sentence names causes that were ruled out.
"""

_ONE_DISEASE: Final = ("stroke", "tia", "guillain_barre", "multiple_sclerosis", "hypokalemia", "sepsis", "thyroid")
"""Causes whose names all mean the same; the others are kinds of disease."""
_NONE: Final = ("no ", "nor ", "without ", "neither ")
"""So opens a sentence after a test of what it did not show: "MRI normal. No cord compression."."""
_FITTING: Final = frozenset(("any", "general"))
_FITTING_LOCAL: Final = frozenset(("any", "general", "focal"))
_FITTING_FOCAL: Final = frozenset(("any", "focal"))
"""Territories of a disease that bring about weakness of no known spread, of proximal or distal, and of focal spread."""
_FOCAL: Final = topic("distribution", "focal")
_PROXIMAL: Final = topic("distribution", "proximal")
_DISTAL: Final = topic("distribution", "distal")
_NOTHING: Final[frozenset[int]] = frozenset()
_THIS: Final = ("this", "these", "that", "it.", "it ", "same", "the ab")
_BRIEF: Final = 40
"""Characters of a sentence between a weakness and its cause: "Hb 94, albumin 21."."""
_AFTER: Final = 60
_BEFORE: Final = 25
"""Characters between a link and the cause after it or before it."""
_DAYS_AFTER: Final = re.compile(
    r"(?:\bday \d{1,3}|\b\d{1,3} (?:days?|d|weeks?|wks?|wk)|\bpod ?#?\d{1,3})"
    r" (?:after|post|s/p|following|since|out from|from)\b[^.,;]{0,16}$"
)
"""Before a disease this says that the patient is seen for it: "day 4 after L MCA infarct"."""
_LONGEST_AFTER: Final = 36
"""Characters that it takes at most."""
_WITH: Final = (
    *("with", "w/", "w", "with associated", "with progressive", "with persistent"),
    *("presenting with", "presents as"),
)
"""These only set two things side by side."""
_POINTING: Final = ("this ", "it ", "it's ", "these ", "that ", "i ", "we ", "all ", "symptoms ")
"""So opens a sentence that says what the weakness told before is."""
_BEING: Final = frozenset(("is", "are", "was", "it's", "represents", "reflects"))
_WORD: Final = re.compile(r" [a-z]")
_LETTERS: Final = re.compile(r"[a-z']+")
_IS: Final = re.compile(r" (?:is|was|are) (?:the |her |his |all |just |simply |an? )*")
_SINCE: Final = re.compile(r"[\s,(]*(?:in (?:19|20)\d\d|last year|(?:months|years) ago|\w+ (?:months|years) ago)")
_CAUSE: Final = BIT["cause"]
_DIFFERENTIAL_NAMED: Final = BIT["differential_named"]
_EXCLUDED: Final = BIT["excluded"]
_FIGURE: Final = BIT["figure"]
_HEDGE: Final = BIT["hedge"]
_LINK: Final = BIT["link"]
_LINK_AFTER: Final = BIT["link_after"]
_LINK_BACK: Final = BIT["link_back"]
_LINK_FORWARD: Final = BIT["link_forward"]
_NEGATE: Final = BIT["negate"]
_PARESIS: Final = BIT["paresis"]
_PAST: Final = BIT["past"]
_RESIDUAL: Final = BIT["residual"]
_RESOLVED: Final = BIT["resolved"]
_TEST: Final = BIT["test"]
_UNKNOWN_CAUSE: Final = BIT["unknown_cause"]
_SPEAKING: Final = _CAUSE | WEAK | _TEST
"""A sentence with none of these says nothing of causes, nor of what the next one says of them."""
_LINKING: Final = _LINK_AFTER | _LINK | _LINK_FORWARD | _EXCLUDED


def read_causes(note: Note, findings: Findings) -> None:
    """Add ``cause`` and ``cause_unknown`` findings; a cause only where weakness was found to be the patient's."""
    findings.gather(note, _UNKNOWN_CAUSE, _unknown)
    if not note.roles & (_CAUSE | _LINK):
        return
    excluded = _excluded(note)
    if note.roles & _CAUSE:
        _instead(note, findings, excluded)
    if findings.hold("weakness"):
        _read_sentences(note, findings, excluded)


def _fitting(findings: Findings) -> frozenset[str]:
    """The territories of a disease that fit the spread of the weakness."""
    said = findings.said
    if _FOCAL in said:
        return _FITTING_FOCAL
    return _FITTING_LOCAL if _PROXIMAL in said or _DISTAL in said else _FITTING


def _read_sentences(note: Note, findings: Findings, excluded: Excluded) -> None:
    """Read each sentence with the one before it, where that names a disease or a test, or tells the weakness."""
    fitting = _fitting(findings)
    before: Sentence | None = None
    told = False
    for number, sentence in enumerate(note.sentences):
        roles = sentence.roles
        if not (roles & _SPEAKING or before is not None or told) or sentence.section & _NEVER:
            continue
        start = note.starts[number]
        if roles & _LINK and roles & WEAK and _may_link_unnamed(sentence):
            findings.read(start, sentence, _unnamed)
        if roles & _CAUSE:
            if _may_cause(sentence, told):
                known = told, _looked_for(sentence, before), fitting, _gone(number, sentence, excluded)
                findings.read(start, sentence, _causes, (known,))
        elif before is not None and roles & WEAKNESS and roles & _LINK:
            named = _last_named(before)
            if named and named not in excluded:
                findings.read(start, sentence, _named_before, (named,))
        before = sentence if roles & (_CAUSE | _TEST) else None
        told = (told and len(sentence.words) < _BRIEF) or _tells_weakness(sentence)


def _looked_for(sentence: Sentence, before: Sentence | None) -> bool:
    """Whether a disease that a sentence denies was looked for, be it by a test that the sentence before tells."""
    if sentence.roles & _LOOKED_FOR:
        return True
    return before is not None and bool(before.roles & _TEST) and sentence.words.startswith(_NONE)


def _unknown(sentence: Sentence, findings: Findings) -> None:
    for hit in sentence.hits:
        if hit.roles & _UNKNOWN_CAUSE:
            findings.add("cause_unknown", hit.place)


def _tells_weakness(sentence: Sentence) -> bool:
    """Whether it tells a weakness of now."""
    return bool(sentence.roles & WEAKNESS) and holds_now(sentence, WEAKNESS)


def _may_link_unnamed(sentence: Sentence) -> bool:
    """Whether a link follows what may be a weakness, and no disease that weakens is named."""
    weak = linked = False
    for hit in sentence.hits:
        if hit.roles & _CAUSE and hit.term.territory:
            return False
        if weak and hit.roles & _LINK:
            linked = True
        if hit.roles & WEAK:
            weak = True
    return linked


def _may_cause(sentence: Sentence, told: bool) -> bool:
    """Whether a disease that a sentence names can be a cause; ``told``: the sentence before tells the weakness."""
    if sentence.concludes or sentence.roles & _LINK_BACK:
        return True
    if sentence.roles & WEAK and sentence.roles & (_LINKING | WEAKNESS):
        return True
    if told and (sentence.roles & _LINK or sentence.words.startswith(_POINTING)):
        return True
    return _states_cause(sentence)


def _states_cause(sentence: Sentence) -> bool:
    """Whether it doubts a disease, or denies one that weakens or counts from it."""
    counted = bool(sentence.roles & _FIGURE and sentence.section & _STORY)
    for hit in sentence.hits:
        if hit.roles & _CAUSE and (
            hit.state == "uncertain" or (hit.term.territory and (counted or hit.state == "negated"))
        ):
            return True
    return False


def _last_named(sentence: Sentence) -> str | None:
    """The disease that a sentence ends with, for a next one that says "due to this"."""
    named: Hit | None = None
    for hit in sentence.hits:
        if hit.roles & _CAUSE and is_current(hit.state):
            named = hit
    return None if named is None else named.term.values["cause"]


def _unnamed(sentence: Sentence, findings: Findings) -> None:
    """A cause that is linked to the weakness in words that the lexicon does not know."""
    place = unnamed_cause(sentence)
    if place is None:
        return
    start, end = place
    doubt = "?" in sentence.words
    for hit in sentence.hits:
        if hit.roles & _CAUSE and (hit.term.territory or hit.end > start):
            return
        if hit.roles & _HEDGE and hit.start < end and start - hit.end < _BRIEF:
            doubt = True
    findings.add("cause", place, state="uncertain" if doubt else "present", value="other")


def _named_before(sentence: Sentence, findings: Findings, named: str) -> None:
    """Weakness "due to this", "secondary to these", where the sentence before named a disease."""
    for place, hit in enumerate(sentence.hits):
        if (
            hit.roles & _LINK
            and sentence.words[hit.end : hit.end + 6].lstrip().startswith(_THIS)
            and _weakness_before(sentence, place)
        ):
            doubt = _hedged(sentence, place - 2, place + 1)
            findings.add("cause", hit.place, state="uncertain" if doubt else "present", value=named)


def _hedged(sentence: Sentence, first: int, stop: int) -> bool:
    """Whether a hedge is among the hits from one place on to another."""
    for place in range(max(0, first), stop):
        hit = sentence.hits[place]
        if hit.roles & _HEDGE:
            return True
    return False


def _causes(sentence: Sentence, findings: Findings, known: Known) -> None:
    told, _, _, excluded = known
    if sentence.roles & WEAK:
        _linked(sentence, findings, excluded)
    elif told and sentence.roles & _LINK:
        _opens_with_link(sentence, findings, excluded)
    if told and sentence.words.startswith(_POINTING):
        _opens_with_cause(sentence, findings, excluded)
    if sentence.roles & _LINK_BACK and (told or _tells_weakness(sentence)):
        _points_back(sentence, findings, excluded)
    _direct(sentence, findings, known)
    if sentence.concludes and sentence.roles & _PARESIS:
        _past_stroke(sentence, findings, excluded)


def _past_stroke(sentence: Sentence, findings: Findings, excluded: frozenset[int]) -> None:
    """A stroke of the past beside a current paresis in one conclusion: its cause, and what it left."""
    if sentence.roles & _RESOLVED:
        return
    for hit in sentence.hits:
        if hit.roles & _CAUSE and hit.state in ("present", "historical") and _is_past_stroke(sentence, hit):
            _add(findings, hit, excluded, doubt=False)
            findings.add("residual", hit.place)


def _instead(note: Note, findings: Findings, excluded: Excluded) -> None:
    """Age, frailty or debility as the conclusion, where no conclusion speaks of weakness: what the author calls it."""
    named = []
    for number, sentence in enumerate(note.sentences):
        if _is_conclusion(sentence):
            if _tells_weakness(sentence):
                return
            if sentence.roles & _CAUSE and _names_instead(sentence):
                named.append(number)
    for number in named:
        sentence = note.sentences[number]
        findings.read(note.starts[number], sentence, _called_instead, (_gone(number, sentence, excluded),))


def _is_conclusion(sentence: Sentence) -> bool:
    return sentence.concludes and not sentence.section & _UNDER_COMPLAINT


def _names_instead(sentence: Sentence) -> bool:
    for hit in sentence.hits:
        if hit.roles & _CAUSE and _stands_instead(hit):
            return True
    return False


def _stands_instead(cause: Hit) -> bool:
    return cause.term.territory == "instead" and is_current(cause.state)


def _called_instead(sentence: Sentence, findings: Findings, excluded: frozenset[int]) -> None:
    for hit in sentence.hits:
        if hit.roles & _CAUSE and _stands_instead(hit):
            _add(findings, hit, excluded, doubt=False)


def _excluded(note: Note) -> Excluded:
    """Causes that the note says were looked for and ruled out."""
    found: Excluded = {}
    if not note.roles & (_EXCLUDED | _TEST):
        return found
    for number, sentence in enumerate(note.sentences):
        if not sentence.roles & _CAUSE or not sentence.roles & (_EXCLUDED | _TEST) or sentence.section & _NEVER:
            continue
        for hit in sentence.hits:
            if hit.roles & _CAUSE and hit.state == "negated":
                value = hit.term.values["cause"]
                _, words = found.get(value, (0, frozenset()))
                found[value] = number, words | {sentence.words[hit.start : hit.end]}
    for value in _asserted(note) if found else ():
        found.pop(value, None)
    return found


def _gone(number: int, sentence: Sentence, excluded: Excluded) -> frozenset[int]:
    """Where a sentence names causes that were ruled out, in the same words or in a later sentence.

    What is named afterwards in other words is another disease: "No myasthenia. LEMS remains possible."
    """
    if not excluded:
        return _NOTHING
    gone = []
    for hit in sentence.hits:
        if hit.roles & _CAUSE and hit.term.values["cause"] in excluded:
            last, words = excluded[hit.term.values["cause"]]
            named = sentence.words[hit.start : hit.end]
            if named in words or (number < last and _kin(hit.term.values["cause"], named, words)):
                gone.append(hit.start)
    return frozenset(gone) if gone else _NOTHING


def _kin(value: str, named: str, words: frozenset[str]) -> bool:
    """Whether two names of one value may mean one disease: it has but one, or they share a word."""
    return value in _ONE_DISEASE or any(set(named.split()) & set(other.split()) for other in words)


def _asserted(note: Note) -> set[str]:
    """Causes stated as a conclusion: another one of the same kind may have been ruled out."""
    found: set[str] = set()
    for _, sentence in note.having(_CAUSE):
        if sentence.concludes:
            found |= {hit.term.values["cause"] for hit in sentence.having(_CAUSE) if hit.state == "present"}
    return found


def _linked(sentence: Sentence, findings: Findings, excluded: frozenset[int]) -> None:
    """Weakness, linking words and a cause in one sentence, in either order."""
    for place, hit in enumerate(sentence.hits):
        cause = _cause_of_link(sentence, place) if hit.roles & _LINKING else None
        if cause is not None:
            _add(findings, cause, excluded, doubt=_doubt(sentence, place, cause))
            if _is_past_stroke(sentence, cause):
                findings.add("residual", cause.place)
        elif hit.roles & _CAUSE and (_adjective(sentence, place) or _equated(sentence, place)):
            _add(findings, hit, excluded, doubt=False)


def _cause_of_link(sentence: Sentence, place: int) -> Hit | None:
    """The cause that the hit at a place links to the weakness."""
    hit = sentence.hits[place]
    cause: Hit | None = None
    if hit.roles & _LINK:
        cause = _cause_after(sentence, hit)
    elif hit.roles & _LINK_AFTER:
        cause = hit if hit.roles & _CAUSE else _cause_after(sentence, hit, weakening=True)
    if cause is not None and not _weakness_before(sentence, place):
        cause = None
    if cause is None and hit.roles & _LINK_FORWARD:
        cause = _cause_before(sentence, hit)
        if cause is not None and (_merely_beside(sentence, cause, hit) or not _weakness_after(sentence, place)):
            cause = None
    if cause is None and hit.roles & _EXCLUDED and _unlinked(sentence, place):
        cause = _cause_after(sentence, hit)
    return cause


def _unlinked(sentence: Sentence, place: int) -> bool:
    """Whether words say that the weakness does not come from what follows: "not due to", "unrelated to"."""
    hit = sentence.hits[place]
    words = sentence.words[hit.start : hit.end]
    return words.endswith((" to", " from", " by")) and _weakness_before(sentence, place)


def _points_back(sentence: Sentence, findings: Findings, excluded: frozenset[int]) -> None:
    """A cause of which it is then said that it is one: "statin is the culprit", "hyponatremia the likely cause"."""
    for place, hit in enumerate(sentence.hits):
        if not hit.roles & _LINK_BACK:
            continue
        kind = hit.term.values.get("link_back")
        if kind == "tight" and _WORD.match(sentence.words, hit.end):
            continue  # "drug-related rash", but "probably drug-related."
        cause = _ever_since(sentence, place) if kind == "since" else _cause_before(sentence, hit)
        if cause is not None:
            _add(findings, cause, excluded, doubt=_doubt(sentence, place, cause))


def _ever_since(sentence: Sentence, place: int) -> Hit | None:
    """The disease after which the weakness has stayed: "polio at 4, left leg weak ever since"."""
    weakness: Hit | None = None
    for before in range(place - 1, -1, -1):
        hit = sentence.hits[before]
        if hit.roles & WEAKNESS and is_current(hit.state):
            weakness = hit
        elif weakness is not None and hit.roles & _CAUSE and hit.term.territory:
            return hit if weakness.start - hit.end < _AFTER else None
    return None


def _merely_beside(sentence: Sentence, cause: Hit, link: Hit) -> bool:
    """Whether two complaints are only told side by side: "back pain with leg weakness", "diabetic with weak legs"."""
    if sentence.words[link.start : link.end] not in _WITH:
        return False
    return sentence.words.endswith("pain", cause.start, cause.end) or not (cause.term.territory or sentence.concludes)


def _opens_with_link(sentence: Sentence, findings: Findings, excluded: frozenset[int]) -> None:
    """A cause that goes on from the weakness told before: "Secondary to sepsis.", "I believe this is due to gout"."""
    link = sentence.having(_LINK)[0]
    before = sentence.words[: link.start]
    doubt = set(_LETTERS.findall(before)) - small_words("to_cause")
    cause = _cause_after(sentence, link) if doubt <= small_words("perhaps_to_cause") else None
    if cause is not None:
        _add(findings, cause, excluded, doubt=bool(doubt) or "?" in before)


def _opens_with_cause(sentence: Sentence, findings: Findings, excluded: frozenset[int]) -> None:
    """A cause that the weakness told before is said to be: "This is deconditioning.", "I think it is his statin"."""
    cause = sentence.having(_CAUSE)[0]
    before = sentence.words[: cause.start]
    words = set(_LETTERS.findall(before))
    if words & _BEING and words <= small_words("to_cause") | small_words("perhaps_to_cause") | _BEING:
        doubt = "?" in before or _hedged(sentence, 0, sentence.hits.index(cause))
        _add(findings, cause, excluded, doubt=doubt)


def _is_past_stroke(sentence: Sentence, cause: Hit) -> bool:
    """Whether it is a stroke that is told as one of the past, so that the weakness from it is what it left."""
    if cause.term.values["cause"] != "stroke":
        return False
    for hit in sentence.hits:
        if hit.roles & _PAST and 0 <= cause.start - hit.end < 25:
            return True
    named = sentence.words.startswith(("old ", "prior ", "remote ", "previous "), cause.start)
    return named or _SINCE.match(sentence.words, cause.end, cause.end + 30) is not None


def _adjective(sentence: Sentence, place: int) -> bool:
    """Whether a cause stands right before the weakness: "post-polio weakness", "statin weakness"."""
    last = sentence.hits[place]
    for next_place in range(place + 1, min(place + 4, len(sentence.hits))):
        after = sentence.hits[next_place]
        if after.start - last.end != 1:
            return False
        if after.roles & WEAKNESS:  # "hypokalemic weakness, resolved" had that cause too
            return is_current(after.state) or bool(sentence.roles & _RESOLVED)
        if not after.roles & _BETWEEN:
            return False
        last = after
    return False


def _equated(sentence: Sentence, place: int) -> bool:
    """Whether the weakness is said to be this cause: "the weakness is hyponatremia"."""
    if not place:
        return False
    before, cause = sentence.hits[place - 1], sentence.hits[place]
    if not before.roles & WEAKNESS or not is_current(before.state):
        return False
    return _IS.fullmatch(sentence.words, before.end, cause.start) is not None


def _doubt(sentence: Sentence, place: int, cause: Hit) -> bool:
    """Whether a hedge or a question mark stands between weakness and cause: "likely due to", "?secondary to"."""
    link, named = sentence.hits[place], sentence.hits.index(cause)
    if link.start and sentence.words[link.start - 1] == "?":
        return True
    return _hedged(sentence, place - 2, named) if named > place else _hedged(sentence, named, place + 1)


def _weakness_before(sentence: Sentence, place: int) -> bool:
    link, weak = sentence.hits[place], weaknesses(sentence)
    for before in range(place - 1, -1, -1):
        hit = sentence.hits[before]
        if link.start - hit.end > 90:
            return False
        if hit in weak:
            return hit.state in ("present", "uncertain", "historical")
        if hit.roles & _CAUSE and "," not in sentence.words[hit.end : link.start]:
            return False
    return False


def _weakness_after(sentence: Sentence, place: int) -> bool:
    link, weak = sentence.hits[place], weaknesses(sentence)
    for after in range(place + 1, len(sentence.hits)):
        hit = sentence.hits[after]
        if hit.start - link.end > 60:
            return False
        if hit in weak:
            return is_current(hit.state) or bool(link.roles & _RESIDUAL)
        if hit.roles & _NEGATE:
            return False
    return False


def _cause_after(sentence: Sentence, link: Hit, weakening: bool = False) -> Hit | None:
    """The first cause after a link, or that shares a word with it ("from old", "old CVA").

    ``weakening``: only a disease that is known to weaken counts.
    """
    for hit in sentence.hits:
        if hit.roles & _CAUSE and link.start < hit.start <= link.end + _AFTER and (not weakening or hit.term.territory):
            return hit
    return None


def _cause_before(sentence: Sentence, link: Hit) -> Hit | None:
    """The last cause before a link."""
    reach = 1 if link.term.values.get("link_forward") == "tight" else _BEFORE  # "statin-related"
    cause: Hit | None = None
    for hit in sentence.hits:
        if hit.roles & _CAUSE and hit.start < link.start <= hit.end + reach:
            cause = hit
    return cause


def _direct(sentence: Sentence, findings: Findings, known: Known) -> None:
    """A concluded diagnosis of a nerve, brain, cord, muscle or electrolyte disorder that explains the weakness."""
    told, looked, fitting, excluded = known
    listed = sentence.concludes and _tells_weakness(sentence)
    if told and sentence.roles & _DIFFERENTIAL_NAMED:
        listed = True
    for hit in sentence.hits:
        if hit.roles & _CAUSE and _may_weaken(hit, listed, fitting) and _is_stated(sentence, hit, looked):
            _add(findings, hit, excluded, doubt=False)


def _may_weaken(cause: Hit, listed: bool, fitting: frozenset[str]) -> bool:
    """Whether a disease may bring about the weakness: by its territory, or as one of those listed as possible."""
    if listed and cause.state == "uncertain":
        return True
    territory = cause.term.territory
    return bool(territory) and (cause.state == "negated" or territory in fitting)


def _is_stated(sentence: Sentence, cause: Hit, looked: bool) -> bool:
    """Whether a disease is stated as a conclusion, doubted, ruled out, or what the patient is seen for."""
    if cause.state not in ("present", "uncertain", "negated"):
        return False
    if sentence.concludes:
        return True
    if cause.state == "negated":
        return looked
    if cause.state == "uncertain":
        return not sentence.section & _UNDER_HISTORY
    return bool(sentence.roles & _FIGURE) and _days_after(sentence, cause)


def _days_after(sentence: Sentence, cause: Hit) -> bool:
    """Whether the patient is seen days after the disease."""
    if not sentence.section & _STORY:
        return False
    return _DAYS_AFTER.search(sentence.words, max(0, cause.start - _LONGEST_AFTER), cause.start) is not None


def _add(findings: Findings, cause: Hit, excluded: frozenset[int], doubt: bool) -> None:
    state = _STATES.get(cause.state)
    if state is None:
        return
    if cause.start in excluded:
        state = "negated"
    elif doubt and state == "present":
        state = "uncertain"
    findings.add("cause", cause.place, state=state, value=cause.term.values["cause"])
