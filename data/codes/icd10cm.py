"""What one release of ICD-10-CM says of a code, and of two codes on one claim.

A code inherits the notes of everything above it: ``M62.81`` those of M62.8, of M62, of the blocks M60-M63 and M60-M79
and of the chapter M00-M99. The note nearest the code counts first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import pyarrow.compute as pc
import pyarrow.parquet as pq

from denialrisk.data.codes.patterns import matches
from denialrisk.data.codes.releases import Release, releases

_GROUPS = ("excludes1", "excludes2", "code_first", "use_additional")


class Exclusion(IntEnum):
    """What the notes say of two codes on one claim."""

    ALLOWED = 0
    EXCLUDED = 1
    """An Excludes1 note stands between them."""
    DISPUTED = 2
    """One note excludes (Excludes1), another lets them stand together (Excludes2)."""
    UNRELATED = 3
    """Excluded, but the codes name different sides or spinal regions, so possibly two conditions (I.A.12.a)."""


@dataclass(frozen=True)
class Facts:
    """What the table says of one code, block or chapter."""

    billable: bool
    manifestation: bool
    first_required: bool
    unspecified: bool
    side: str
    region: frozenset[str]
    excludes1: tuple[str, ...] = ()
    excludes2: tuple[str, ...] = ()
    code_first: tuple[str, ...] = ()
    use_additional: tuple[str, ...] = ()


_UNKNOWN = Facts(False, False, False, False, "", frozenset())


class CodeSet:
    """One release, read from its file. Codes are written without a dot, in capitals."""

    def __init__(self, release: Release) -> None:
        self.release = release
        table = pq.ParquetFile(release.path).read()
        self._row = {code: row for row, code in enumerate(table["code"].to_pylist())}
        self._plain = {name: table[name].to_pylist() for name in table.column_names if name not in ("code", *_GROUPS)}
        self._groups = {}
        for name in _GROUPS:
            noted = table.select(["code", name]).filter(pc.greater(pc.list_value_length(table[name]), 0))
            self._groups[name] = dict(zip(noted["code"].to_pylist(), map(tuple, noted[name].to_pylist()), strict=True))
        self._spans = _narrow_first(self._row)
        self._facts: dict[str, Facts] = {}
        self._lineages: dict[str, tuple[str, ...]] = {}
        self._verdicts: dict[tuple[str, str], Exclusion] = {}

    def counts(self) -> tuple[int, int]:
        """How many codes may be submitted, and how many codes, blocks and chapters have an Excludes1 note."""
        return sum(self._plain["billable"]), len(self._groups["excludes1"])

    def codes(self) -> Iterable[str]:
        """All codes, headings among them, and blocks and chapters (M60-M63)."""
        return self._row.keys()

    def known(self, code: str) -> bool:
        """The code stands in the Tabular List, as a valid code or as a header."""
        return code in self._row

    def valid(self, code: str) -> bool:
        """The code may be submitted: it is complete, to its seventh character where it has one."""
        return self.facts(code).billable

    def facts(self, code: str) -> Facts:
        """What stands at the code itself; nothing inherited."""
        if code not in self._facts:
            row = self._row.get(code)
            self._facts[code] = _UNKNOWN if row is None else self._read(code, row)
        return self._facts[code]

    def lineage(self, code: str) -> tuple[str, ...]:
        """The code and what it stands under, nearest first.

        >>> code_set().lineage("M6281")
        ('M6281', 'M628', 'M62', 'M60-M63', 'M60-M79', 'M00-M99')
        """
        if code not in self._lineages:
            prefixes = [code[:length] for length in range(len(code), 2, -1)]
            category = code[:3]
            above = [f"{low}-{high}" for low, high in self._spans if low <= category <= high]
            self._lineages[code] = tuple(each for each in (*prefixes, *above) if each in self._row)
        return self._lineages[code]

    def exclusion(self, one: str, other: str) -> Exclusion:
        """What the notes say of two codes on one claim; the order of the two does not matter.

        >>> code_set().exclusion("R531", "M6281"), code_set().exclusion("M6281", "G720")
        (<Exclusion.EXCLUDED: 1>, <Exclusion.DISPUTED: 2>)
        """
        pair = (one, other) if one < other else (other, one)
        if pair not in self._verdicts:
            self._verdicts[pair] = self._weigh(*pair)
        return self._verdicts[pair]

    def code_first(self, code: str) -> tuple[tuple[str, ...], bool]:
        """Groups of codes that belong before the code, by its nearest code-first note; and whether that is a must."""
        for each in self.lineage(code):
            facts = self.facts(each)
            if facts.code_first or facts.first_required:
                return facts.code_first, facts.first_required
        return (), False

    def use_additional(self, code: str) -> tuple[str, ...]:
        """Groups of codes that may have to be added to the code, by all notes of its lineage."""
        return tuple(group for each in self.lineage(code) for group in self.facts(each).use_additional)

    def _read(self, code: str, row: int) -> Facts:
        plain = {name: column[row] for name, column in self._plain.items()}
        plain["region"] = frozenset(plain["region"].split())
        return Facts(**plain, **{name: self._groups[name].get(code, ()) for name in _GROUPS})

    def _weigh(self, one: str, other: str) -> Exclusion:
        forward, forward_allows = self._says(one, other)
        backward, backward_allows = self._says(other, one)
        if not (forward or backward):
            return Exclusion.ALLOWED
        if forward_allows or backward_allows:
            return Exclusion.DISPUTED
        return Exclusion.UNRELATED if self._apart(one, other) else Exclusion.EXCLUDED

    def _says(self, code: str, other: str) -> tuple[bool, bool]:
        """Whether the note nearest ``code`` that names ``other`` excludes it; whether another note allows the pair.

        The Excludes2 note of a chapter sends the reader to other chapters; it allows nothing a nearer note forbids.
        """
        nearest, allows = None, False
        lineage = self.lineage(code)
        for each in lineage:
            if nearest is not None and each == lineage[-1]:
                break
            facts = self.facts(each)
            excludes = any(matches(group, other) for group in facts.excludes1)
            beside = any(matches(group, other) for group in facts.excludes2)
            allows |= beside and each != lineage[-1]
            if nearest is None and (excludes or beside):
                nearest = excludes
        return bool(nearest), allows

    def _apart(self, one: str, other: str) -> bool:
        """The titles name different sides, or spinal regions that do not touch."""
        first, second = self.facts(one), self.facts(other)
        sides = {first.side, second.side}
        return sides == {"left", "right"} or bool(first.region and second.region and not first.region & second.region)


def _narrow_first(codes: Iterable[str]) -> list[tuple[str, str]]:
    """First and last category of each block and chapter, those with the fewest categories first."""
    categories = sorted(code for code in codes if len(code) == 3)
    spans = [(low, high) for low, _, high in (code.partition("-") for code in codes) if high]
    return sorted(spans, key=lambda span: (bisect_right(categories, span[1]) - bisect_left(categories, span[0]), span))


@cache
def _read_once(release: Release) -> CodeSet:
    return CodeSet(release)


def code_set(release: Release | None = None) -> CodeSet:
    """The code set of a release, read once; of the latest release where none is named."""
    return _read_once(release or releases()[-1])
