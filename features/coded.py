"""What the code set in force says of the diagnoses of a batch: worked out per distinct code or pair, then taken.

Each claim is read by the release of its date of service (data/codes/releases.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.data.codes.icd10cm import CodeSet, Exclusion, code_set
from denialrisk.data.codes.patterns import any_matches
from denialrisk.data.codes.releases import Choice, choose
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Mask, Rows


@dataclass(frozen=True)
class Conflicts:
    """Pairs of reported diagnoses of one claim that are not allowed together.

    ``kinds`` are the distinct pairs of codes with their verdicts; ``first`` and ``second`` are rows of ``diagnoses``
    with the first and second code of the kind at the same place of ``kind``, shape (number of pairs,).
    """

    kinds: tuple[tuple[str, str, Exclusion], ...]
    kind: npt.NDArray[np.intp]
    first: npt.NDArray[np.intp]
    second: npt.NDArray[np.intp]


def read_by(c: Frames) -> Choice:
    """The release by which each claim is read, and whether it is in force on the claim's date of service."""
    return choose(c.service_on)


NOT_IN_FORCE: Final = " (nearest release; validity not judged)"
"""Stands behind the name of a release that is read on a date of service for which none is at hand."""


def read_from(c: Frames) -> list[str]:
    """The release each claim is read by, in words; whether it is only the nearest one, and validity not judged.

    >>> import datetime as dt
    >>> from denialrisk.features.testing import claims
    >>> read_from(claims({"service_from": dt.date(2024, 3, 1)}))
    ['ICD-10-CM 2026 April (nearest release; validity not judged)']
    """
    choice = c.once(read_by)
    names = np.array([str(release) for release in choice.releases], dtype=object)[choice.of]
    said: list[str] = np.where(choice.in_force, names, names + NOT_IN_FORCE).tolist()
    return said


def judged(c: Frames, test: Callable[[CodeSet, str], bool]) -> Mask:
    """Rows of ``diagnoses`` in ICD-10-CM, of any role, whose code passes a test of the release it is read by."""
    releases, of_row = _releases_of_rows(c)
    codes = c.diagnoses["code"].cat.codes.to_numpy()
    names = c.diagnoses["code"].cat.categories.tolist()
    passed = np.zeros((len(releases), len(names) + 1), dtype=bool)  # null code: False
    for place, each in enumerate(releases):
        passed[place, :-1] = [test(each, code) for code in names]
    return passed[of_row, codes] & c.icd10


def conflicts(c: Frames) -> Conflicts:
    """All pairs of reported diagnoses of one claim that are not allowed together; each distinct pair is judged once."""
    releases, of_row = _releases_of_rows(c)
    names = c.diagnoses["code"].cat.categories.tolist()
    codes = c.diagnoses["code"].cat.codes.to_numpy().astype(np.int64)
    one, other = _pairs(c)
    first, second = np.where(codes[one] < codes[other], (one, other), (other, one))
    inverse, distinct = pd.factorize((of_row[first] * len(names) + codes[first]) * len(names) + codes[second])
    kinds: list[tuple[str, str, Exclusion]] = []
    kind_of = np.full(len(distinct), -1, dtype=np.intp)
    for place, key in enumerate(distinct.tolist()):
        rest, high = divmod(key, len(names))
        release, low = divmod(rest, len(names))
        verdict = releases[release].exclusion(names[low], names[high])
        if verdict is not Exclusion.ALLOWED:
            kind_of[place] = len(kinds)
            kinds.append((names[low], names[high], verdict))
    kind = kind_of[inverse]
    found = kind >= 0
    return Conflicts(tuple(kinds), kind[found], first[found], second[found])


def _pairs(c: Frames) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Rows of all pairs of reported, different codes of one claim."""
    codes = c.diagnoses["code"].cat.codes.to_numpy()
    rows = np.flatnonzero(c.reported & (codes >= 0))
    claim = c.diagnoses["claim"].to_numpy()[rows]
    pairs = [(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp))]
    for apart in range(1, int(np.bincount(claim).max(initial=1))):
        near = np.flatnonzero((claim[apart:] == claim[:-apart]) & (codes[rows[apart:]] != codes[rows[:-apart]]))
        pairs.append((rows[near], rows[near + apart]))
    one, other = zip(*pairs, strict=True)
    return np.concatenate(one), np.concatenate(other)


def _releases_of_rows(c: Frames) -> tuple[list[CodeSet], npt.NDArray[np.intp]]:
    choice = c.once(read_by)
    used, of_claim = np.unique(choice.of, return_inverse=True)
    return [code_set(choice.releases[place]) for place in used], of_claim[c.diagnoses["claim"].to_numpy()]


@dataclass(frozen=True)
class Pair:
    """Two groups of codes that must not meet. ``yields`` are those that give way to ``stays`` once that is settled."""

    yields: tuple[str, ...]
    stays: tuple[str, ...]

    def gives_way(self, one: str, other: str) -> bool:
        """Say whether ``one`` is of the groups that yield, and ``other`` of those that stay."""
        return any_matches(self.yields, one) and any_matches(self.stays, other)


def excluded(c: Frames, pair: Pair, *verdicts: Exclusion) -> Rows:
    """Diagnosis rows that give way in a pair of theirs; of the named verdicts, or of EXCLUDED where none is named."""
    wanted = verdicts or (Exclusion.EXCLUDED,)
    return conflicting(c, lambda one, other, verdict: verdict in wanted and pair.gives_way(one, other))


def conflicting(c: Frames, gives_way: Callable[[str, str, Exclusion], bool]) -> Rows:
    """Diagnosis rows for which ``gives_way(code, other code, verdict)`` holds in some conflict of their claim."""
    found = c.once(conflicts)
    mask = np.zeros(len(c.diagnoses), dtype=bool)
    first = np.array([gives_way(low, high, verdict) for low, high, verdict in found.kinds], dtype=bool)
    second = np.array([gives_way(high, low, verdict) for low, high, verdict in found.kinds], dtype=bool)
    mask[found.first[first[found.kind]]] = True
    mask[found.second[second[found.kind]]] = True
    return c.pick("diagnoses", mask)
