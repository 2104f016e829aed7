"""Diagnoses stated as conclusions: under a heading, after words such as "consistent with", or bare."""

from __future__ import annotations

import re
from typing import Final

from denialrisk.features.notes.lexicon import BIT, WEAKNESS, sign_pattern, small_pattern
from denialrisk.features.notes.text import CURRENT, Hit, Sentence

_UNDER_HEADING: Final = ("assessment", "both", "diagnosis")
_NO_CONCLUSION: Final = ("past", "family", "ros", "advice", "goals", "keywords", "frequency", "complaint")
_LONG_AGO: Final = re.compile(r"diagnosed\b[^.]*\b(?:(?:in|since) (?:19|20)\d\d|ago|previously|childhood)")
EXAMINED: Final = (
    BIT["strength"]
    | BIT["reflexes"]
    | BIT["test"]
    | BIT["examines"]
    | BIT["sensation"]
    | BIT["muscle"]
    | BIT["cranial_nerves"]
    | BIT["looked"]
)
WEAK: Final = WEAKNESS | BIT["grade_word"] | BIT["strength"]
"""The roles of words that may tell weakness; see weaknesses()."""
_BETWEEN: Final = 3
"""Words between "decreased" and "strength": "decreased right upper extremity strength"."""
_NO_DIAGNOSIS: Final = ("medication", "fracture_or_orthopedic", "functional", "deconditioning", "frailty")
"""Causes whose words without a territory name a drug, a pain or an effort, and no disease."""
NAMING: Final = BIT["cause"] | BIT["disease"] | BIT["unknown_cause"] | BIT["link"]
"""Without one of these a sentence is no bare diagnosis, whether an examination stands before it or not."""
_NO_BARE: Final = (
    BIT["tells"] | BIT["past"] | BIT["examines"] | BIT["condition"] | BIT["test"] | BIT["narrative"]
)  # fmt: skip
_LONGEST_BARE: Final = 22
_PLACE: Final = BIT["region"] | BIT["onset"] | BIT["spread"]
_NAMED: Final = re.compile(
    r"\s+(?:(?:the|her|his|their|an?|this|some|recent|old|prior|known|left|right|severe)\s)*([a-z][\w-]+)"
)
_ACTS: Final = BIT["gait"] | BIT["function"] | BIT["falls"]
_NEAR: Final = 60
"""Characters between a weakness and the words that link a cause to it."""
_BESIDE: Final = 8
"""Characters after "from" within which a part of the body or a time is its object: "from the waist down"."""
_CAUSE: Final = BIT["cause"]
_CONCLUSION: Final = BIT["conclusion"]
_DISEASE: Final = BIT["disease"]
_FAMILY: Final = BIT["family"]
_FATIGUE: Final = BIT["fatigue"]
_LINK: Final = BIT["link"]
_LINK_AFTER: Final = BIT["link_after"]
_LINK_FORWARD: Final = BIT["link_forward"]
_NEGATE: Final = BIT["negate"]
_NEGATE_AFTER: Final = BIT["negate_after"]
_ORDERED: Final = BIT["ordered"]
_PARESIS: Final = BIT["paresis"]
_PAST: Final = BIT["past"]
_RATIONALE: Final = BIT["rationale"]
_REDUCED: Final = BIT["reduced"]
_STRENGTH: Final = BIT["strength"]
_TELLS: Final = BIT["tells"]
_TEST: Final = BIT["test"]
_UNKNOWN_CAUSE: Final = BIT["unknown_cause"]


def concludes(sentence: Sentence, examined: bool) -> bool:
    """Whether a sentence states a diagnosis or impression as a conclusion; ``examined``: an examination stands before.

    Before any examination or result a bare diagnosis would be the complaint or the history.
    """
    if sentence.section in _UNDER_HEADING:
        return True
    if sentence.section in _NO_CONCLUSION or sentence.roles & _FAMILY:
        return False
    if sentence.section not in ("history", "results") and _worded(sentence):
        return not _LONG_AGO.search(sentence.words)
    return examined and (_explains(sentence) or _bare_diagnosis(sentence))


def weaknesses(sentence: Sentence) -> list[Hit]:
    """The hits that tell weakness, be it as reduced strength: "decreased grip strength"."""
    found = []
    for place, hit in enumerate(sentence.hits):
        reduced = hit.term.values.get("grade_word") == "reduced" or (
            hit.roles & _STRENGTH
            and any(each.roles & _REDUCED for each in sentence.hits[max(0, place - _BETWEEN) : place])
        )
        if hit.roles & WEAKNESS or reduced:
            found.append(hit)
    return found


def _worded(sentence: Sentence) -> bool:
    stated = sentence.having(_CONCLUSION)
    return bool(stated) and any(hit.state in CURRENT for hit in stated)


def _explains(sentence: Sentence) -> bool:
    """Whether it gives the cause of a current weakness: "Weakness from advanced cancer and cachexia."."""
    if sentence.section == "history" or sentence.roles & _TELLS:
        return False
    tested = sentence.roles & (_TEST | _RATIONALE | _ORDERED)
    if sentence.roles & _UNKNOWN_CAUSE and sentence.roles & (WEAKNESS | _FATIGUE) and not tested:
        return True  # "Generalized weakness of unclear etiology."
    if not sentence.roles & WEAKNESS or small_pattern("no_diagnosis").match(sentence.words):
        return False
    return _linked(sentence) if sentence.roles & _CAUSE else unnamed_cause(sentence) is not None


def _linked(sentence: Sentence) -> bool:
    """Whether a sentence with a weakness and a cause links them."""
    if sentence.roles & _PARESIS and sentence.roles & _LINK_AFTER:
        return True  # "Left hemiparesis persisting after old stroke."
    if not sentence.roles & (_LINK | _LINK_FORWARD) or sentence.roles & _PAST:
        return False
    return any(hit.state in CURRENT for hit in sentence.having(WEAKNESS))


def unnamed_cause(sentence: Sentence) -> tuple[int, int] | None:
    """Where a sentence links the weakness to a cause that the lexicon does not name: "weakness from the T6 plaque"."""
    if not sentence.roles & _LINK or sentence.roles & _UNKNOWN_CAUSE:
        return None
    weakness = [hit for hit in weaknesses(sentence) if hit.state in CURRENT]
    for link in sentence.having(_LINK):
        if not any(0 < link.start - hit.end < _NEAR for hit in weakness):
            continue
        if any(weakness[0].end <= hit.start < link.start for hit in sentence.having(_ACTS)):
            continue  # "weakness limiting gait due to poor endurance"
        if link.term.values.get("link") != "sure":
            if disease := _disease(sentence, link.end, link.end + _NEAR):
                return link.start, disease.end()
            continue
        cause = _NAMED.match(sentence.words, link.end)
        if cause is None or small_pattern("no_cause").match(sentence.words, cause.start(1)):
            continue
        if not sentence.words.startswith("from", link.start) or not _place_after(sentence, link.end):
            return link.start, cause.end()
    return None


def _disease(sentence: Sentence, start: int, end: int) -> re.Match[str] | None:
    """A word between two places that has the ending or the head of a disease."""
    return sign_pattern("disease").search(sentence.words, start, end) if sentence.roles & _DISEASE else None


def _place_after(sentence: Sentence, end: int) -> bool:
    """Whether a part of the body or a time follows, not a nerve: "from the waist down", but "from ulnar laceration"."""
    return any(
        0 <= hit.start - end < _BESIDE and hit.term.values.get("region") != "side" for hit in sentence.having(_PLACE)
    )


def _bare_diagnosis(sentence: Sentence) -> bool:
    """A short sentence that is a diagnosis and little else: "Strep pharyngitis."."""
    if sentence.roles & _NO_BARE or not sentence.roles & NAMING:
        return False
    words = sentence.words.strip(" \t\n,-*\u2022")
    if not 0 < len(words.split()) <= _LONGEST_BARE or small_pattern("no_diagnosis").match(words):
        return False
    named = any(
        hit.state in CURRENT and (hit.term.territory or hit.term.values["cause"] not in _NO_DIAGNOSIS)
        for hit in sentence.having(_CAUSE)
    )
    if named or sentence.roles & (_NEGATE | _NEGATE_AFTER):
        return named
    return bool(sentence.roles & _DISEASE and sentence.says(sign_pattern("disease")))
