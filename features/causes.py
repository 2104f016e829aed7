"""Which causes of weakness the claims of a batch code, and which their notes name: one bit a cause, one word a claim.

>>> from denialrisk.features.testing import claims
>>> c = claims({"diagnoses": ["G72.9"], "evidence": ["cause uncertain myopathy"]}, {"diagnoses": ["R53.1"]})
>>> ((uncertain(c) & coded(c)) != 0).tolist()
[True, False]
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from denialrisk.data.codes.causes import causes
from denialrisk.data.codes.patterns import any_matches
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows

Bits = npt.NDArray[np.uint64]
_PLACE: Final = {term: place for place, term in enumerate(causes())}


def bits(*terms: str) -> np.uint64:
    """The bits of some causes, by their terms in causes.yml."""
    return np.uint64(sum(1 << _PLACE[term] for term in terms))


def coded(c: Frames) -> Bits:
    """Causes that a reported diagnosis of the claim names, shape (n,)."""
    return c.once(_coded)


def affirmed(c: Frames) -> Bits:
    """Causes that a note of the claim states as established, shape (n,)."""
    return c.once(_affirmed)


def uncertain(c: Frames) -> Bits:
    """Causes that a note of the claim only suspects (probable, rule out ...), shape (n,)."""
    return c.once(_uncertain)


def suspected(c: Frames) -> Bits:
    """Causes that a note of the claim suspects and none states as established, shape (n,)."""
    return uncertain(c) & ~affirmed(c)


def naming(c: Frames, wanted: Bits) -> Rows:
    """Reported diagnoses that name one of the causes wanted of their claim (shape (n,))."""
    return c.pick("diagnoses", (c.once(_of_rows) & wanted[c.column("diagnoses", "claim")]) != 0)


def _coded(c: Frames) -> Bits:
    named = c.once(_of_rows)
    rows = np.flatnonzero(named)
    return _joined(c, c.column("diagnoses", "claim")[rows], named[rows])


def _of_rows(c: Frames) -> Bits:
    """Causes that each diagnosis row names; none where it is not reported."""
    column = c.diagnoses["code"]
    of_code = [
        sum(1 << _PLACE[term] for term, cause in causes().items() if any_matches(cause.codes, code))
        for code in column.cat.categories
    ]
    named = np.array([*of_code, 0], dtype=np.uint64)[column.cat.codes.to_numpy()]  # code -1 (null) takes the last
    return np.where(c.reported, named, np.uint64(0))


def _affirmed(c: Frames) -> Bits:
    return _said(c, "present")


def _uncertain(c: Frames) -> Bits:
    return _said(c, "uncertain")


def _said(c: Frames, state: str) -> Bits:
    rows = np.flatnonzero(c.says("cause", state=state).mask)
    column = c.evidence["value"]
    known = [_bits_of(value) for value in column.cat.categories]
    named = np.array([*known, 0], dtype=np.uint64)[column.cat.codes.to_numpy()[rows]]
    return _joined(c, c.column("evidence", "claim")[rows], named)


def _bits_of(value: str) -> int:
    """The bit of a cause as a note names it, and of what it is a kind of."""
    wider = causes()[value].kind_of if value in _PLACE else ""
    return sum(1 << _PLACE[term] for term in (value, wider) if term in _PLACE)


def _joined(c: Frames, claim: npt.NDArray[np.int64], named: Bits) -> Bits:
    together = np.zeros(c.n, dtype=np.uint64)
    np.bitwise_or.at(together, claim, named)
    return together
