"""The lexicon: which words the reader knows and what each of them does, from the files in ``lexicon/``.

A word may play several roles ("worse" is a finding and a course); within one role it stands once. Roles that begin
with ``not_`` and ``other_sense`` hold phrases that only look like something: being longer, they swallow the words
inside them and mean nothing themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from denialrisk.data import yml
from denialrisk.data.schema import SIDES
from denialrisk.features.notes.phrases import Phrases
from denialrisk.features.notes.spelling import normal, typos, variants

FOLDER: Final = Path(__file__).parent / "lexicon"
HEADINGS: Final = "sections.yml"
SMALL_WORDS: Final = "small_words.yml"
SIGNS: Final = "signs.yml"
KEYS: Final = frozenset({"words", "after", "value", "side", "territory", "typos"})

ROLES: Final = (
    *("weakness", "weak", "fatigue", "fatigue_denied", "paresis", "mild_paresis", "spread", "side", "region"),
    *(
        "negate",
        "not_negation",
        "negate_after",
        "risk_after",
        "resolved",
        "resolved_before",
        "past",
        "current_history",
        "family",
    ),
    *("reporter", "condition", "stop", "hedge", "hedge_after", "excluded", "strength", "reduced"),
    *(
        "full",
        "grade_word",
        "reflexes",
        "sensation",
        "numb",
        "tone",
        "cranial_nerves",
        "coordination",
        "gait",
        "device",
    ),
    *(
        "function",
        "falls",
        "onset",
        "course",
        "cause",
        "link",
        "link_after",
        "link_forward",
        "link_back",
        "unknown_cause",
        "test",
        "ordered",
    ),
    *(
        "rationale",
        "reviewed",
        "meds_reviewed",
        "differential_named",
        "conclusion",
        "plan_action",
        "earlier_care",
        "goals",
    ),
    *("plan_of_care", "progress", "skilled", "unskilled", "response", "red_flags", "severity", "signed", "compared"),
    *(
        "able",
        "act",
        "muscle",
        "not_done",
        "treatment",
        "true_weakness",
        "handed",
        "residual",
        "droop",
        "patient",
        "examines",
        "looked",
        "tells",
        "complains",
    ),
)
"""Every role a rule reads; a file that names another one is refused, because its words would be dead."""

SIGN_NAMES: Final = (
    *("scale_named", "sides", "therapy", "go_on", "rate", "deadline", "visits", "credentials", "reviewing"),
    *("told_apart", "records", "figure", "five"),
    *("arranged", "person", "imperative", "narrative", "disease", "not_disease", "time"),
    *("today", "lasting", "other_matter", "carried"),
)
"""Every sign a rule asks for: words that say what a sentence is about without being findings (signs.yml)."""

BIT: Final = {name: 1 << place for place, name in enumerate((*ROLES, *SIGN_NAMES, "written_grade"))}
"""A bit for each role and each sign, and for n/5 written in a sentence."""

WEAKNESS: Final = BIT["weakness"] | BIT["weak"] | BIT["paresis"] | BIT["mild_paresis"]
"""The roles of the words for weakness."""


SECTION: Final = {
    name: 1 << place
    for place, name in enumerate(
        (
            *("none", "complaint", "history", "ros", "past", "family", "exam", "results", "assessment", "plan", "both"),
            *("advice", "goals", "frequency", "diagnosis", "keywords", "other"),
        )
    )
}
"""A bit for each kind of section of a note (sections.yml says what they are), "none" where no heading stands before."""


class LexiconError(ValueError):
    """A lexicon file is wrong; the message names the file, the role and the word."""


class Term:
    """A word or phrase: the roles it plays (a bit each, see BIT), and the value it has in each."""

    __slots__ = ("length", "roles", "side", "territory", "values")

    def __init__(self, length: int) -> None:
        self.length = length
        self.roles = 0
        self.side: str | None = None
        self.territory: str | None = None
        self.values: dict[str, str] = {}

    def plays(self, role: str) -> bool:
        """Whether the word plays the role."""
        return bool(self.roles & BIT[role])


@dataclass(frozen=True)
class Lexicon:
    """The words, where they may stand in a text (``phrases``), the headings by their normalised words, and lists."""

    phrases: Phrases
    terms: dict[str, Term]
    headings: dict[str, int]
    small: dict[str, tuple[str, ...]]
    signs: dict[str, tuple[str, ...]]


# Plain dicts rather than functools.cache, whose functions compiled callers reach only through a Python call.
_SHIPPED: Final[list[Lexicon]] = []
_SMALL_WORDS: Final[dict[str, frozenset[str]]] = {}
_SMALL_PATTERNS: Final[dict[str, re.Pattern[str]]] = {}
_SIGN_PATTERNS: Final[dict[str, re.Pattern[str]]] = {}


def lexicon() -> Lexicon:
    """The lexicon that ships with the package, read once per process."""
    if not _SHIPPED:
        _SHIPPED.append(load(FOLDER))
    return _SHIPPED[0]


def load(folder: Path) -> Lexicon:
    """Read all files of a folder. Refused: unknown roles, keys or sides; a word twice in one role; dead words."""
    terms: dict[str, Term] = {}
    loose: dict[str, Term] = {}
    for file in sorted(folder.glob("*.yml")):
        if file.name not in (HEADINGS, SMALL_WORDS, SIGNS):
            _add_file(file, terms, loose)
    for word, term in loose.items():
        for typo in typos(word):
            terms.setdefault(typo, term)
    signs = _small(folder / SIGNS)
    return Lexicon(
        Phrases(terms, _sign_bits(signs)), terms, _headings(folder / HEADINGS), _small(folder / SMALL_WORDS), signs
    )


def _sign_bits(signs: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """The bits of each sign word in normalised form, with its "*" where it is the beginning, ending or part of one."""
    if unknown := set(signs) - set(SIGN_NAMES):
        raise LexiconError(f"{SIGNS}: no rule reads {', '.join(sorted(unknown))}, so the words would be dead")
    bits: dict[str, int] = {}
    for name, words in signs.items():
        for word in words:
            key = f"{'*' * word.startswith('*')}{normal(word)}{'*' * word.endswith('*')}"
            if "*" in key and (len(key) < 3 or (key[0] == "*" and " " in key)):
                raise LexiconError(f"{SIGNS}, {name}: {word!r} cannot be looked for")
            bits[key] = bits.get(key, 0) | BIT[name]
    return bits


def _add_file(file: Path, terms: dict[str, Term], loose: dict[str, Term]) -> None:
    for role, entries in yml.read(file).items():
        for entry in entries:
            for word, original in _checked(file, role, entry):
                _add_word(f"{file.name}, {role}: {original!r}", role, entry, terms.setdefault(word, Term(len(word))))
                if entry.get("typos"):
                    loose[word] = terms[word]


def _checked(file: Path, role: str, entry: dict[str, Any]) -> list[tuple[str, str]]:
    """Normalised spellings of an entry's words, each with the word as written."""
    if role not in ROLES and not skipped(role):
        raise LexiconError(f"{file.name}: no rule reads the role {role!r}, so its words would be dead")
    if unknown := set(entry) - KEYS:
        raise LexiconError(f"{file.name}, {role}: unknown keys {sorted(unknown)}")
    if entry.get("side") not in (None, *SIDES):
        raise LexiconError(f"{file.name}, {role}: side must be one of {', '.join(SIDES)}")
    written: dict[str, str] = {}
    for original in _phrases(f"{file.name}, {role}", entry):
        word = normal(original)
        if not word:
            raise LexiconError(f"{file.name}, {role}: {original!r} has no letter or digit, so it can never match")
        if word in written:
            raise LexiconError(f"{file.name}, {role}: {original!r} stands twice")
        written[word] = original
    spelled = dict(written)
    for word, original in written.items():
        for variant in variants(word):
            spelled.setdefault(variant, original)
    return list(spelled.items())


def _phrases(where: str, entry: dict[str, Any]) -> list[str]:
    """The words of an entry; with ``after`` each of them after each of those: "nerve palsy" after "ulnar"."""
    words, first = entry["words"], entry.get("after")
    for word in (*words, *(first or ())):
        if not isinstance(word, str):
            raise LexiconError(f"{where}: {word!r} is no word; put yes, no, on, off and numbers in quotes")
    return words if first is None else [f"{before} {word}" for before in first for word in words]


def skipped(role: str) -> bool:
    """Whether the role only swallows what lies inside its phrases."""
    return role == "other_sense" or (role.startswith("not_") and role not in ROLES)


def _add_word(where: str, role: str, entry: dict[str, Any], term: Term) -> None:
    if skipped(role):
        return
    if term.plays(role):
        raise LexiconError(f"{where} stands twice")
    term.roles |= BIT[role]
    term.side = term.side or entry.get("side")
    term.territory = term.territory or entry.get("territory")
    if "value" in entry:
        term.values[role] = str(entry["value"])


def sections(*names: str) -> int:
    """Bits of sections of a note, to ask with ``sentence.section & bits``."""
    return sum(SECTION[name] for name in names)


def small_words(name: str) -> frozenset[str]:
    """A list of small words of the lexicon that ships with the package."""
    words = _SMALL_WORDS.get(name)
    if words is None:
        words = _SMALL_WORDS[name] = frozenset(lexicon().small[name])
    return words


def small_pattern(name: str) -> re.Pattern[str]:
    """A list of small words as a pattern; "stem*" is any word that begins so."""
    pattern = _SMALL_PATTERNS.get(name)
    if pattern is None:
        pattern = _SMALL_PATTERNS[name] = _pattern_of_words(lexicon().small[name])
    return pattern


def sign_pattern(name: str) -> re.Pattern[str]:
    """A pattern for a sign, where its place matters or an ending, which needs three letters before it.

    Words of ``not_`` and the name are hidden from it.
    """
    pattern = _SIGN_PATTERNS.get(name)
    if pattern is None:
        signs = lexicon().signs
        pattern = _SIGN_PATTERNS[name] = _pattern_of_sign(signs[name], signs.get(f"not_{name}", ()))
    return pattern


def _pattern_of_words(words: tuple[str, ...]) -> re.Pattern[str]:
    parts = [re.escape(word.removesuffix("*")) + ("" if word.endswith("*") else r"(?!\w)") for word in sorted(words)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})")


def _pattern_of_sign(words: tuple[str, ...], but: tuple[str, ...]) -> re.Pattern[str]:
    hidden = "|".join(word.removeprefix("*") for word in but)
    whole = "|".join(word for word in words if "*" not in word)
    begin = "|".join(word.removesuffix("*") for word in words if word.endswith("*"))
    end = "|".join(word.removeprefix("*") for word in words if word.startswith("*"))
    parts = (f"(?:{whole})\\b" if whole else "", begin, f"[a-z]{{3,}}(?:{end})\\b" if end else "")
    unless = rf"(?![a-z]*(?:{hidden})\b)" if hidden else ""
    return re.compile(rf"\b{unless}(?:{'|'.join(part for part in parts if part)})")


def _small(file: Path) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, words in yml.read(file).items():
        if len(set(words)) != len(words):
            raise LexiconError(f"{file.name}, {name}: a word stands twice")
        if not all(isinstance(word, str) for word in words):
            raise LexiconError(f"{file.name}, {name}: put numbers, yes, no, on, off, true and false in quotes")
        found[name] = tuple(words)
    return found


def _headings(file: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    for entry in yml.read(file)["heading"]:
        section = SECTION.get(entry["value"])
        if section is None:
            raise LexiconError(f"{file.name}: the section {entry['value']!r} is none of {', '.join(SECTION)}")
        for original in entry["words"]:
            if found.setdefault(normal(str(original)), section) != section:
                raise LexiconError(f"{file.name}: heading {original!r} stands twice")
    return found
