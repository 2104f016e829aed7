"""The cause of this weakness: linked to it by words, or a diagnosis of the presentation known to bring it about.

A diagnosis that merely stands beside the weakness is no cause: a coder would query.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from denialrisk.features.notes.conclusion import WEAK, unnamed_cause, weaknesses
from denialrisk.features.notes.findings import Findings
from denialrisk.features.notes.lexicon import BIT, WEAKNESS, small_words
from denialrisk.features.notes.text import CURRENT, Hit, Note, Sentence

_STATES: Final = {"present": "present", "uncertain": "uncertain", "negated": "negated", "historical": "present"}
_NEVER: Final = ("family", "advice", "ros", "goals", "keywords", "past")

_BETWEEN: Final = BIT["course"] | BIT["spread"] | BIT["region"] | BIT["side"] | BIT["onset"]
"""May stand between a cause and its weakness: "hyperkalemic ascending weakness"."""

_LOOKED_FOR: Final = BIT["excluded"] | BIT["hedge"] | BIT["test"]
"""Without one of these a denied disease was only asked for, not looked for."""

Excluded = dict[str, tuple[int, frozenset[str]]]
"""Causes that were ruled out: the number of the last sentence that says so, and the words in which they were named."""


_ONE_DISEASE: Final = ("stroke", "tia", "guillain_barre", "multiple_sclerosis", "hypokalemia", "sepsis", "thyroid")
"""Causes whose names all mean the same; the others are kinds of disease."""
_NONE: Final = ("no ", "nor ", "without ", "neither ")
"""So opens a sentence after a test of what it did not show: "MRI normal. No cord compression."."""
_SAID: Final = (*CURRENT, "negated")
_THIS: Final = ("this", "these", "that", "it.", "it ", "same", "the ab")
_BRIEF: Final = 40
"""Characters of a sentence between a weakness and its cause: "Hb 94, albumin 21."."""
_AFTER: Final = 60
_BEFORE: Final = 25
"""Characters between a link and the cause after it or before it."""
_PRESENTING: Final = ("none", "complaint", "history")
_DAYS_AFTER: Final = re.compile(
    r"(?:\bday \d{1,3}|\b\d{1,3} (?:days?|d|weeks?|wks?|wk)|\bpod ?#?\d{1,3})"
    r" (?:after|post|s/p|following|since|out from|from)\b[^.,;]{0,16}$"
)
"""Before a disease this says that the patient is seen for it: "day 4 after L MCA infarct"."""
_WITH: Final = (
    *("with", "w/", "w", "with associated", "with progressive", "with persistent"),
    *("presenting with", "presents as"),
)
"""These only set two things side by side."""
_POINTING: Final = ("this ", "it ", "it's ", "these ", "that ", "i ", "we ", "all ", "symptoms ")
"""So opens a sentence that says what the weakness told before is."""
_BEING: Final = frozenset(("is", "are", "was", "it's", "represents", "reflects"))
_WORD: Final = re.compile(r" [a-z]")
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


class Known(NamedTuple):
    """What the note says around a sentence.

    ``excluded``: where it names causes that were ruled out; ``spread``: distributions of the weakness; ``told``: the
    sentence before tells the weakness; ``looked``: a disease that is denied here was looked for.
    """

    excluded: frozenset[int]
    spread: frozenset[str]
    told: bool
    looked: bool


def read_causes(note: Note, findings: Findings) -> None:
    """Add ``cause`` and ``cause_unknown`` findings; a cause only where weakness was found to be the patient's."""
    findings.gather(note, _UNKNOWN_CAUSE, _unknown)
    if not note.roles & (_CAUSE | _LINK):
        return
    excluded = _excluded(note)
    _instead(note, findings, excluded)
    if not any(row.state in CURRENT for row in findings.of("weakness")):
        return
    spread = frozenset(str(row.value) for row in findings.of("distribution"))
    named: str | None = None
    told = False
    seen = False
    for number, (start, sentence) in enumerate(zip(note.starts, note.sentences, strict=True)):
        if sentence.section in _NEVER:
            continue
        if sentence.roles & WEAK and sentence.roles & _LINK:
            findings.read(start, sentence, _unnamed)
        if sentence.roles & _CAUSE:
            looked = bool(sentence.roles & _LOOKED_FOR) or (seen and sentence.words.startswith(_NONE))
            findings.read(start, sentence, _causes, (Known(_gone(number, sentence, excluded), spread, told, looked),))
        elif named and named not in excluded and sentence.roles & WEAKNESS and sentence.roles & _LINK:
            findings.read(start, sentence, _named_before, (named,))
        named = sentence.once(_names) if sentence.roles & _CAUSE else None
        seen = bool(sentence.roles & _TEST)
        told = (told and len(sentence.words) < _BRIEF) or bool(sentence.roles & WEAKNESS and sentence.once(_weak_now))


def _unknown(sentence: Sentence, findings: Findings) -> None:
    for hit in sentence.having(_UNKNOWN_CAUSE):
        findings.add("cause_unknown", hit.place)


def _weak_now(sentence: Sentence) -> bool:
    return any(hit.state in CURRENT for hit in sentence.having(WEAKNESS))


def _names(sentence: Sentence) -> str | None:
    """The disease that a sentence ends with, for a next one that says "due to this"."""
    causes = [hit for hit in sentence.having(_CAUSE) if hit.state in CURRENT]
    return causes[-1].term.values["cause"] if causes else None


def _unnamed(sentence: Sentence, findings: Findings) -> None:
    """A cause that is linked to the weakness in words that the lexicon does not know."""
    place = unnamed_cause(sentence)
    if place is None:
        return
    if not any(hit.term.territory or hit.end > place[0] for hit in sentence.having(_CAUSE)):
        doubt = any(hit.start < place[1] and place[0] - hit.end < _BRIEF for hit in sentence.having(_HEDGE))
        findings.add("cause", place, state="uncertain" if doubt or "?" in sentence.words else "present", value="other")


def _named_before(sentence: Sentence, findings: Findings, named: str) -> None:
    """Weakness "due to this", "secondary to these", where the sentence before named a disease."""
    for place, hit in enumerate(sentence.hits):
        if (
            hit.roles & _LINK
            and sentence.words[hit.end : hit.end + 6].lstrip().startswith(_THIS)
            and _weakness_before(sentence, place)
        ):
            doubt = any(each.roles & _HEDGE for each in sentence.hits[max(0, place - 2) : place + 1])
            findings.add("cause", hit.place, state="uncertain" if doubt else "present", value=named)


def _causes(sentence: Sentence, findings: Findings, known: Known) -> None:
    excluded = known.excluded
    if sentence.roles & WEAK:
        _linked(sentence, findings, excluded)
    elif known.told and sentence.roles & _LINK:
        _opens_with_link(sentence, findings, excluded)
    if known.told and sentence.words.startswith(_POINTING):
        _opens_with_cause(sentence, findings, excluded)
    if sentence.roles & _LINK_BACK and (known.told or sentence.once(_weak_now)):
        _points_back(sentence, findings, excluded)
    _direct(sentence, findings, known)
    if sentence.concludes and sentence.roles & _PARESIS:
        _past_stroke(sentence, findings, excluded)


def _past_stroke(sentence: Sentence, findings: Findings, excluded: frozenset[int]) -> None:
    """A stroke of the past beside a current paresis in one conclusion: its cause, and what it left."""
    if sentence.roles & _RESOLVED:
        return
    for hit in sentence.having(_CAUSE):
        stroke = hit.term.values["cause"] == "stroke" and hit.state in ("present", "historical")
        if stroke and _is_past(sentence, hit):
            _add(findings, hit, excluded, doubt=False)
            findings.add("residual", hit.place)


def _instead(note: Note, findings: Findings, excluded: Excluded) -> None:
    """Age, frailty or debility as the conclusion, where no conclusion speaks of weakness: what the author calls it."""
    concluding = [
        (number, sentence)
        for number, sentence in enumerate(note.sentences)
        if sentence.concludes and sentence.section != "complaint"
    ]
    if any(hit.state in CURRENT for _, each in concluding for hit in each.having(WEAKNESS)):
        return
    for number, sentence in concluding:
        if sentence.roles & _CAUSE:
            gone = _gone(number, sentence, excluded)
            findings.read(note.starts[number], sentence, _called_instead, (gone,))


def _called_instead(sentence: Sentence, findings: Findings, excluded: frozenset[int]) -> None:
    for hit in sentence.having(_CAUSE):
        if hit.term.territory == "instead" and hit.state in CURRENT:
            _add(findings, hit, excluded, doubt=False)


def _excluded(note: Note) -> Excluded:
    """Causes that the note says were looked for and ruled out."""
    found: Excluded = {}
    for number, sentence in enumerate(note.sentences):
        if not sentence.roles & _CAUSE or not sentence.roles & (_EXCLUDED | _TEST):
            continue
        for hit in sentence.having(_CAUSE) if sentence.section not in _NEVER else ():
            if hit.state == "negated":
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
    gone = []
    for hit in sentence.having(_CAUSE) if excluded else ():
        last, words = excluded.get(hit.term.values["cause"], (-1, frozenset()))
        named = sentence.words[hit.start : hit.end]
        if named in words or (number < last and _kin(hit.term.values["cause"], named, words)):
            gone.append(hit.start)
    return frozenset(gone)


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
        if cause := _cause_of_link(sentence, place):
            _add(findings, cause, excluded, doubt=_doubt(sentence, place, cause))
            if cause.term.values["cause"] == "stroke" and _is_past(sentence, cause):
                findings.add("residual", cause.place)
        elif hit.roles & _CAUSE and (_adjective(sentence, place) or _equated(sentence, place)):
            _add(findings, hit, excluded, doubt=False)


def _cause_of_link(sentence: Sentence, place: int) -> Hit | None:
    """The cause that the hit at a place links to the weakness."""
    hit = sentence.hits[place]
    cause = None
    if hit.roles & _LINK_AFTER and not hit.roles & _LINK and _weakness_before(sentence, place):
        cause = hit if hit.roles & _CAUSE else _cause_after(sentence, hit, weakening=True)
    if hit.roles & _LINK and _weakness_before(sentence, place):
        cause = _cause_after(sentence, hit)
    if cause is None and hit.roles & _LINK_FORWARD and _weakness_after(sentence, place):
        cause = _cause_before(sentence, hit)
        if cause is not None and _merely_beside(sentence, cause, hit):
            cause = None
    if cause is None and hit.roles & _EXCLUDED and _unlinked(sentence, place):
        cause = _cause_after(sentence, hit)
    return cause


def _unlinked(sentence: Sentence, place: int) -> bool:
    """Whether words say that the weakness does not come from what follows: "not due to", "unrelated to"."""
    words = sentence.words[sentence.hits[place].start : sentence.hits[place].end]
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
    weakness = None
    for hit in reversed(sentence.hits[:place]):
        if hit.roles & WEAKNESS and hit.state in CURRENT:
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
    link = next(hit for hit in sentence.hits if hit.roles & _LINK)
    before = sentence.words[: link.start]
    doubt = set(re.findall(r"[a-z']+", before)) - small_words("to_cause")
    if doubt <= small_words("perhaps_to_cause") and (cause := _cause_after(sentence, link)):
        _add(findings, cause, excluded, doubt=bool(doubt) or "?" in before)


def _opens_with_cause(sentence: Sentence, findings: Findings, excluded: frozenset[int]) -> None:
    """A cause that the weakness told before is said to be: "This is deconditioning.", "I think it is his statin"."""
    cause = sentence.having(_CAUSE)[0]
    before = sentence.words[: cause.start]
    words = set(re.findall(r"[a-z']+", before))
    if words & _BEING and words <= small_words("to_cause") | small_words("perhaps_to_cause") | _BEING:
        doubt = any(hit.roles & _HEDGE for hit in sentence.hits if hit.start < cause.start)
        _add(findings, cause, excluded, doubt=doubt or "?" in before)


def _is_past(sentence: Sentence, stroke: Hit) -> bool:
    """Whether the stroke is told as one of the past, so that the weakness from it is what it left."""
    before = any(hit.roles & _PAST and 0 <= stroke.start - hit.end < 25 for hit in sentence.hits)
    named = sentence.words.startswith(("old ", "prior ", "remote ", "previous "), stroke.start)
    return before or named or bool(_SINCE.match(sentence.words, stroke.end, stroke.end + 30))


def _adjective(sentence: Sentence, place: int) -> bool:
    """Whether a cause stands right before the weakness: "post-polio weakness", "statin weakness"."""
    last = sentence.hits[place]
    for after in sentence.hits[place + 1 : place + 4]:
        if after.start - last.end != 1:
            return False
        if after.roles & WEAKNESS:  # "hypokalemic weakness, resolved" had that cause too
            return after.state in CURRENT or bool(sentence.roles & _RESOLVED)
        if not after.roles & _BETWEEN:
            return False
        last = after
    return False


def _equated(sentence: Sentence, place: int) -> bool:
    """Whether the weakness is said to be this cause: "the weakness is hyponatremia"."""
    before = sentence.hits[place - 1] if place else None
    if before is None or not before.roles & WEAKNESS or before.state not in CURRENT:
        return False
    return _IS.fullmatch(sentence.words, before.end, sentence.hits[place].start) is not None


def _doubt(sentence: Sentence, place: int, cause: Hit) -> bool:
    """Whether a hedge or a question mark stands between weakness and cause: "likely due to", "?secondary to"."""
    hits = sentence.hits
    link, named = hits[place], hits.index(cause)
    if sentence.words[max(0, link.start - 1) : link.start] == "?":
        return True
    between = hits[max(0, place - 2) : named] if named > place else hits[named : place + 1]
    return any(hit.roles & _HEDGE for hit in between)


def _weakness_before(sentence: Sentence, place: int) -> bool:
    hits, weak = sentence.hits, {id(hit) for hit in weaknesses(sentence)}
    for hit in reversed(hits[:place]):
        if hits[place].start - hit.end > 90:
            return False
        if id(hit) in weak:
            return hit.state in ("present", "uncertain", "historical")
        if hit.roles & _CAUSE and "," not in sentence.words[hit.end : hits[place].start]:
            return False
    return False


def _weakness_after(sentence: Sentence, place: int) -> bool:
    hits, weak = sentence.hits, {id(hit) for hit in weaknesses(sentence)}
    for hit in hits[place + 1 :]:
        if hit.start - hits[place].end > 60:
            return False
        if id(hit) in weak:
            return hit.state in CURRENT or bool(hits[place].roles & _RESIDUAL)
        if hit.roles & _NEGATE:
            return False
    return False


def _cause_after(sentence: Sentence, link: Hit, *, weakening: bool = False) -> Hit | None:
    """The first cause after a link, or that shares a word with it ("from old", "old CVA").

    ``weakening``: only a disease that is known to weaken counts.
    """
    for hit in sentence.having(_CAUSE):
        if link.start < hit.start <= link.end + _AFTER and (hit.term.territory or not weakening):
            return hit
    return None


def _cause_before(sentence: Sentence, link: Hit) -> Hit | None:
    """The last cause before a link."""
    reach = 1 if link.term.values.get("link_forward") == "tight" else _BEFORE  # "statin-related"
    for hit in reversed(sentence.having(_CAUSE)):
        if hit.start < link.start <= hit.end + reach:
            return hit
    return None


def _direct(sentence: Sentence, findings: Findings, known: Known) -> None:
    """A concluded diagnosis of a nerve, brain, cord, muscle or electrolyte disorder that explains the weakness."""
    concluded = sentence.concludes
    recent = bool(sentence.roles & _FIGURE) and sentence.section in _PRESENTING
    listed = (concluded and sentence.once(_weak_now)) or (known.told and bool(sentence.roles & _DIFFERENTIAL_NAMED))
    for hit in sentence.having(_CAUSE):
        doubted = hit.state == "uncertain" and sentence.section != "history"
        after = recent and hit.state == "present" and _DAYS_AFTER.search(sentence.words[: hit.start])
        if not (concluded or doubted or after or hit.state == "negated") or hit.state not in _SAID:
            continue
        if hit.state == "negated" and not (known.looked or concluded):
            continue
        territory = hit.term.territory
        fits = (
            territory == "any"
            or (territory == "focal" and bool(known.spread & {"focal", "proximal", "distal"}))
            or (territory == "general" and not known.spread & {"focal"})
        )
        if (territory and (fits or hit.state == "negated")) or (listed and hit.state == "uncertain"):
            _add(findings, hit, known.excluded, doubt=False)


def _add(findings: Findings, cause: Hit, excluded: frozenset[int], *, doubt: bool) -> None:
    state = _STATES.get(cause.state)
    value = cause.term.values["cause"]
    if state is None:
        return
    if cause.start in excluded:
        state = "negated"
    elif doubt and state == "present":
        state = "uncertain"
    findings.add("cause", cause.place, state=state, value=value)
