"""What a note is made of: sentences, each with the lexicon words found in it and the section it stands in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from denialrisk.features.notes.lexicon import Term

T = TypeVar("T")

NOT_SAID: Final = ("family", "conditional")
"""States of what is said of another person, or of nobody."""
CODES: Final = 1 << 16
"""Pieces of text have a code below this."""


def is_current(state: str) -> bool:
    """Whether a state is that of what holds for the patient now."""
    return state in ("present", "uncertain")


class Hit:
    """A lexicon word in a sentence: where it stands there, what it is, and how it is spoken of."""

    __slots__ = ("end", "roles", "start", "state", "term")

    start: int
    end: int
    term: Term
    roles: int
    state: str

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the sentence."""
        return self.start, self.end


def hit_of(term: Term, start: int, end: int) -> Hit:
    """A hit not settled yet. A class is called with Python numbers, which takes several times longer than this."""
    hit = Hit.__new__(Hit)
    hit.start = start
    hit.end = end
    hit.term = term
    hit.roles = term.roles
    hit.state = "present"
    return hit


class Piece:
    """A sentence as it is cut from a text: where it stands, and the bit of its section.

    ``code``: from its signs, below CODES, and nearly always another one for another sentence.
    """

    __slots__ = ("code", "section", "start", "stop")

    start: int
    stop: int
    section: int
    code: int


def piece_of(start: int, stop: int, section: int, code: int) -> Piece:
    """A piece of a text; see ``hit_of``."""
    piece = Piece.__new__(Piece)
    piece.start = start
    piece.stop = stop
    piece.section = section
    piece.code = code
    return piece


class Known:
    """What a function found in a sentence, and what others found (``other``): so few that they are gone through."""

    __slots__ = ("context", "found", "other", "read")

    read: Callable[..., Any]
    context: tuple[Any, ...]
    found: Any
    other: Known | None


class Sentence:
    """A sentence in its setting: lowered words, the bit of its section, and its hits in order with their states.

    Places count from its first letter. Notes that say the same share it, so nobody changes it once it is settled.
    ``exam``: it tells an examiner's finding; ``concludes``: it states a diagnosis; ``relative``: it ends speaking of
    another person; ``denying``: it ends with a denial that the lines of a list hang on; ``before``: what the note said
    before it that matters (see reader.py); ``known``: what rules found in it before; ``other``: the same words in a
    setting that they were met in earlier.
    """

    __slots__ = (
        "before",
        "concludes",
        "denying",
        "exam",
        "hits",
        "known",
        "other",
        "relative",
        "roles",
        "section",
        "words",
    )

    def __init__(self, words: str, section: int, exam: bool, roles: int, hits: list[Hit]) -> None:
        self.words = words
        self.section = section
        self.exam = exam
        self.before = 0
        self.roles = roles
        self.hits = hits
        self.concludes = False
        self.relative = False
        self.denying = False
        self.known: Known | None = None
        self.other: Sentence | None = None

    def once(self, read: Callable[..., T], context: tuple[Any, ...] = ()) -> T:
        """What a function finds in the sentence; it depends on the sentence and a hashable context alone."""
        known = self.recall(read, context)
        if known is None:
            known = self.keep(read, context, read(self, *context) if context else read(self))
        return known.found  # type: ignore[no-any-return]  # what is kept under a function's name is what it returned

    def recall(self, read: Callable[..., Any], context: tuple[Any, ...]) -> Known | None:
        """What a function found in the sentence before, if it was asked."""
        known = self.known
        while known is not None and not (known.read is read and (known.context is context or known.context == context)):
            known = known.other
        return known

    def keep(self, read: Callable[..., Any], context: tuple[Any, ...], found: object) -> Known:
        """Keep what a function found."""
        known = Known.__new__(Known)
        known.read = read
        known.context = context
        known.found = found
        known.other = self.known
        self.known = known
        return known

    def having(self, roles: int) -> list[Hit]:
        """The hits that play one of the roles (bits)."""
        found: list[Hit] = []
        if self.roles & roles:
            for hit in self.hits:
                if hit.roles & roles:
                    found.append(hit)
        return found


class Wording:
    """What a sentence holds wherever it stands: its hits, their roles together, and how it reads in each setting.

    Most sentences are met in one setting only, none in more than a few: the first takes the hits themselves, others
    copies. ``latest``: how it reads in the setting that was met last, which leads to the others; ``earlier``: one met
    before it, in memory (wordings.py).
    """

    __slots__ = ("earlier", "hits", "latest", "roles", "words")

    def __init__(self, words: str, roles: int, hits: list[Hit]) -> None:
        self.words = words
        self.roles = roles
        self.hits = hits
        self.latest: Sentence | None = None
        self.earlier: Wording | None = None

    def met(self, section: int, exam: bool, before: int) -> Sentence | None:
        """How it reads in a setting that it was met in: section, who tells, and what was said before (reader.py)."""
        each = self.latest
        while each is not None and not (each.exam == exam and each.before == before and each.section == section):
            each = each.other
        return each

    def add(self, sentence: Sentence) -> None:
        """Keep how it reads in one more setting."""
        sentence.other = self.latest
        self.latest = sentence

    def unsettled(self) -> list[Hit]:
        """Hits for one more setting."""
        if self.latest is None:
            return self.hits
        return [hit_of(hit.term, hit.start, hit.end) for hit in self.hits]


class Note:
    """A note: its lowered text (same length as the original), its sentences, where each starts, and their roles."""

    __slots__ = ("lowered", "roles", "sentences", "starts")

    def __init__(self, lowered: str) -> None:
        self.lowered = lowered
        self.sentences: list[Sentence] = []
        self.starts: list[int] = []
        self.roles = 0

    def having(self, roles: int) -> list[tuple[int, Sentence]]:
        """The sentences with one of the roles (bits), each with its start."""
        found: list[tuple[int, Sentence]] = []
        if self.roles & roles:
            for number, sentence in enumerate(self.sentences):
                if sentence.roles & roles:
                    found.append((self.starts[number], sentence))
        return found

    def place(self, number: int) -> tuple[int, int]:
        """Where a sentence stands in the text."""
        start = self.starts[number]
        return start, start + len(self.sentences[number].words)
