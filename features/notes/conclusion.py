"""Diagnoses stated as conclusions: under a heading, after words such as "consistent with", or bare."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from denialrisk.features.notes.lexicon import BIT, WEAKNESS, lexicon, sections, sign_pattern, small_pattern
from denialrisk.features.notes.text import Hit, Sentence, is_current

_UNDER_HEADING: Final = sections("assessment", "both", "diagnosis")
_NO_CONCLUSION: Final = sections("past", "family", "ros", "advice", "goals", "keywords", "frequency", "complaint")
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
_NO_DIAGNOSIS: Final = frozenset(("medication", "fracture_or_orthopedic", "functional", "deconditioning", "frailty"))
"""Causes whose words without a territory name a drug, a pain or an effort, and no disease."""
NAMING: Final = BIT["cause"] | BIT["disease"] | BIT["unknown_cause"] | BIT["link"]
"""Without one of these a sentence is no bare diagnosis, whether an examination stands before it or not."""
_NAMING: Final = NAMING
"""The same for this module, where it is a C integer."""
_NO_BARE: Final = (
    BIT["tells"] | BIT["past"] | BIT["examines"] | BIT["condition"] | BIT["test"] | BIT["narrative"]
)  # fmt: skip
_LONGEST_BARE: Final = 22
_TOLD_OR_TESTED: Final = sections("history", "results")
_UNDER_HISTORY: Final = sections("history")
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
_GRADE_WORD: Final = BIT["grade_word"]
_LINK: Final = BIT["link"]
_LINK_AFTER: Final = BIT["link_after"]
_LINKS: Final = BIT["link"] | BIT["link_forward"]
_DENIES: Final = BIT["negate"] | BIT["negate_after"]
_PARESIS: Final = BIT["paresis"]
_PAST: Final = BIT["past"]
_REDUCED: Final = BIT["reduced"]
_STRENGTH: Final = BIT["strength"]
_TELLS: Final = BIT["tells"]
_TESTED: Final = BIT["test"] | BIT["rationale"] | BIT["ordered"]
_TIRED: Final = WEAKNESS | BIT["fatigue"]
_UNKNOWN_CAUSE: Final = BIT["unknown_cause"]


def concludes(sentence: Sentence, examined: bool) -> bool:
    """Whether a sentence states a diagnosis or impression as a conclusion; ``examined``: an examination stands before.

    Before any examination or result a bare diagnosis would be the complaint or the history.
    """
    if sentence.section & _UNDER_HEADING:
        return True
    if sentence.roles & _FAMILY or sentence.section & _NO_CONCLUSION:
        return False
    if sentence.roles & _CONCLUSION and not sentence.section & _TOLD_OR_TESTED and holds_now(sentence, _CONCLUSION):
        return not _long_ago(sentence.words)
    return examined and (_explains(sentence) or _bare_diagnosis(sentence))


def weaknesses(sentence: Sentence) -> list[Hit]:
    """The hits that tell weakness, be it as reduced strength: "decreased grip strength"."""
    found = []
    for place, hit in enumerate(sentence.hits):
        if hit.roles & WEAKNESS or _reduced(sentence, place, hit):
            found.append(hit)
    return found


def _reduced(sentence: Sentence, place: int, hit: Hit) -> bool:
    """Whether a word tells reduced strength."""
    if hit.roles & _GRADE_WORD and hit.term.values.get("grade_word") == "reduced":
        return True
    if hit.roles & _STRENGTH and sentence.roles & _REDUCED:
        for number in range(max(0, place - _BETWEEN), place):
            before = sentence.hits[number]
            if before.roles & _REDUCED:
                return True
    return False


def holds_now(sentence: Sentence, roles: int) -> bool:
    """Whether a word that plays one of the roles holds for the patient now."""
    for hit in sentence.hits:
        if hit.roles & roles and is_current(hit.state):
            return True
    return False


def _long_ago(words: str) -> bool:
    return "diagnosed" in words and _LONG_AGO.search(words) is not None


def _explains(sentence: Sentence) -> bool:
    """Whether it gives the cause of a current weakness: "Weakness from advanced cancer and cachexia."."""
    roles = sentence.roles
    if not roles & _TIRED or roles & _TELLS or sentence.section & _UNDER_HISTORY:
        return False
    if roles & _UNKNOWN_CAUSE and not roles & _TESTED:
        return True  # "Generalized weakness of unclear etiology."
    if not roles & WEAKNESS:
        return False
    linked = _linked(sentence) if roles & _CAUSE else unnamed_cause(sentence) is not None
    return linked and not small_pattern("no_diagnosis").match(sentence.words)


def _linked(sentence: Sentence) -> bool:
    """Whether a sentence with a weakness and a cause links them."""
    if sentence.roles & _PARESIS and sentence.roles & _LINK_AFTER:
        return True  # "Left hemiparesis persisting after old stroke."
    return sentence.roles & _LINKS != 0 and not sentence.roles & _PAST and holds_now(sentence, WEAKNESS)


def unnamed_cause(sentence: Sentence) -> tuple[int, int] | None:
    """Where a sentence links the weakness to a cause that the lexicon does not name: "weakness from the T6 plaque"."""
    if not sentence.roles & _LINK or sentence.roles & _UNKNOWN_CAUSE:
        return None
    weak = _current_weaknesses(sentence)
    if not weak:
        return None
    first = weak[0]
    for link in sentence.hits:
        if link.roles & _LINK and _near_before(weak, link) and not _hinders(sentence, first.end, link.start):
            end = _cause_after(sentence, link)
            if end >= 0:
                return link.start, end
    return None


def _current_weaknesses(sentence: Sentence) -> list[Hit]:
    """Of the hits that tell weakness those that hold now."""
    found = []
    for hit in weaknesses(sentence):
        if is_current(hit.state):
            found.append(hit)
    return found


def _near_before(weak: list[Hit], link: Hit) -> bool:
    """Whether a weakness stands not far before a link."""
    for hit in weak:
        if 0 < link.start - hit.end < _NEAR:
            return True
    return False


def _hinders(sentence: Sentence, start: int, end: int) -> bool:
    """Whether between two points it is told what the weakness hinders: "weakness limiting gait due to endurance"."""
    for hit in sentence.hits:
        if hit.roles & _ACTS and start <= hit.start < end:
            return True
    return False


def _cause_after(sentence: Sentence, link: Hit) -> int:
    """Where a cause that the lexicon does not name ends after a link, -1 if there is none."""
    if link.term.values.get("link") != "sure":
        disease = _disease(sentence, link.end, link.end + _NEAR)
        return -1 if disease is None else disease.end()
    cause = _NAMED.match(sentence.words, link.end)
    if cause is None or small_pattern("no_cause").match(sentence.words, cause.start(1)):
        return -1
    if sentence.words.startswith("from", link.start) and _place_after(sentence, link.end):
        return -1
    return cause.end()


def _disease(sentence: Sentence, start: int, end: int) -> re.Match[str] | None:
    """A word between two places that has the ending or the head of a disease."""
    return sign_pattern("disease").search(sentence.words, start, end) if sentence.roles & _DISEASE else None


def _place_after(sentence: Sentence, end: int) -> bool:
    """Whether a part of the body or a time follows, not a nerve: "from the waist down", but "from ulnar laceration"."""
    for hit in sentence.hits:
        if hit.roles & _PLACE and 0 <= hit.start - end < _BESIDE and hit.term.values.get("region") != "side":
            return True
    return False


def _bare_diagnosis(sentence: Sentence) -> bool:
    """A short sentence that is a diagnosis and little else: "Strep pharyngitis."."""
    roles = sentence.roles
    if roles & _NO_BARE or not roles & _NAMING:
        return False
    if roles & _CAUSE and _named(sentence):
        return _bare(sentence.words)
    if roles & _DENIES or not roles & _DISEASE:
        return False
    return _bare(sentence.words) and _names_disease(sentence.words)


def _named(sentence: Sentence) -> bool:
    """Whether it names a cause that is a disease by itself."""
    for hit in sentence.hits:
        if (
            hit.roles & _CAUSE
            and is_current(hit.state)
            and (hit.term.territory or hit.term.values["cause"] not in _NO_DIAGNOSIS)
        ):
            return True
    return False


def _names_disease(words: str) -> bool:
    """Whether a word has the ending or the head of a disease; the pattern is tried where one may begin."""
    heads, stems, endings, last = _disease_words()
    end = 0
    for start in range(len(words)):
        if start < end or not words[start].isalnum():
            continue
        end = start + 1
        while end < len(words) and words[end].isalnum():
            end += 1
        ends_so = words[end - 1 : end] in last and words.endswith(endings, start, end)
        likely = ends_so or words[start:end] in heads or words.startswith(stems, start)
        if likely and sign_pattern("disease").match(words, start):
            return True
    return False


@cache
def _disease_words() -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...], frozenset[str]]:
    """How diseases begin and end: their first words, beginnings of words, endings, and the last letters of those."""
    words = lexicon().signs["disease"]
    return (
        frozenset(re.split(r"[\W_]", word)[0] for word in words if "*" not in word),
        tuple(word.removesuffix("*") for word in words if word.endswith("*")),
        tuple(word.removeprefix("*") for word in words if word.startswith("*")),
        frozenset(word[-1] for word in words if word.startswith("*")),
    )


def _bare(words: str) -> bool:
    """Whether a sentence is short and opens as a diagnosis does."""
    words = words.strip(" \t\n,-*\u2022")
    return 0 < len(words.split()) <= _LONGEST_BARE and not small_pattern("no_diagnosis").match(words)
