"""Lines of one claim and day looked at together: bundled pairs, units used up, a procedure beside a visit."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.data.billing.pairs import ALLOWED_MODIFIERS, packed, pairs
from denialrisk.data.billing.units import units_allowed
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Mask, Rows

REPEATED: Final = ("76", "77", "91", "59", "XE", "XP", "XS", "XU", "LT", "RT", "50")
"""Modifiers by which a second line is not a copy of the first."""

UNDER_OTHERS: Final = ("GP", "GO", "GN", "CQ", "CO")
"""Modifiers by which a line is another therapist's or an assistant's share of the same service."""


def line_dates(c: Frames) -> npt.NDArray[np.datetime64]:
    """Date of service of each line, shape (lines,): its own, else the claim's first."""
    return c.once(_line_dates)


def _line_dates(c: Frames) -> npt.NDArray[np.datetime64]:
    own = c.column("lines", "service_on").astype("datetime64[D]")
    return np.where(np.isnat(own), c.service_on[c.column("lines", "claim")], own)


def same_day(c: Frames, others: Rows) -> Mask:
    """Lines, shape (lines,), that share claim and date with one of the other lines."""
    day = line_dates(c).astype(np.int64) + c.column("lines", "claim") * 1_000_000
    return np.isin(day, day[others.mask])


def copies(c: Frames) -> Mask:
    """Lines, shape (lines,), that say what an earlier one of their claim says: procedure, date, by whom, where."""
    procedure = c.lines["procedure"].cat.codes.to_numpy()
    alike = pd.Series(c.column("lines", "claim") * (procedure.max(initial=0) + 1) + procedure)
    some = np.flatnonzero(alike.duplicated(keep=False).to_numpy() & (procedure >= 0))
    said = (
        c.lines[["claim", "procedure", "service_on", "rendering_npi", "revenue_code"]]
        .assign(**{modifier: c.modified(modifier).mask for modifier in UNDER_OTHERS})
        .take(some)
    )
    found = np.zeros(len(c.lines), dtype=bool)
    found[some[said.duplicated().to_numpy()]] = True
    return found


def bundled(c: Frames) -> Mask:
    """Lines, shape (lines,), that an NCCI pair of their claim and day leaves unpaid, for want of a modifier."""
    table, procedures = pairs(), c.lines["procedure"]
    in_table = np.array([*(code in table.codes for code in procedures.cat.categories), False])
    packed_codes = np.array([*packed(procedures.cat.categories.tolist()), -1])
    claim, day = c.column("lines", "claim"), line_dates(c)
    professional = c.header_is("form", "professional")[claim]
    one, other = _pairs(np.flatnonzero(in_table[procedures.cat.codes.to_numpy()] & professional), claim, day)
    first, second = np.concatenate([one, other]), np.concatenate([other, one])
    code = packed_codes[procedures.cat.codes.to_numpy()]
    indicator = table.in_force(code[first], code[second], day[first])
    separate = c.modified(*ALLOWED_MODIFIERS).mask
    unpaid = (indicator == 0) | ((indicator == 1) & ~separate[first] & ~separate[second])
    found = np.zeros(len(c.lines), dtype=bool)
    found[second[unpaid]] = True
    return found


def _pairs(
    line: npt.NDArray[np.int64], claim: npt.NDArray[np.int64], day: npt.NDArray[np.datetime64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All pairs of the lines named that share claim and day."""
    line = line[np.lexsort((day[line], claim[line]))]
    new = (claim[line[1:]] != claim[line[:-1]]) | (day[line[1:]] != day[line[:-1]])
    visit = np.concatenate([[0], np.cumsum(new)])  # lines of one claim and day have the same number
    pairs = [(line[:0], line[:0])]
    for apart in range(1, int(np.bincount(visit).max())):
        near = np.flatnonzero(visit[apart:] == visit[:-apart])
        pairs.append((line[near], line[near + apart]))
    one, other = zip(*pairs, strict=True)
    return np.concatenate(one), np.concatenate(other)


def units_left(c: Frames) -> npt.NDArray[np.float64]:
    """Units still allowed when each line's turn comes, shape (lines,): the daily limit less the earlier lines'."""
    return c.once(_units_left)


def _units_left(c: Frames) -> npt.NDArray[np.float64]:
    on, codes, basis = line_dates(c), c.lines["procedure"], c.lines["unit_basis"]
    kinds, kind = np.unique(codes.cat.codes.to_numpy() + _SPAN * on.astype(np.int64), return_inverse=True)
    day, code = np.divmod(kinds + 1, _SPAN)  # null has code -1
    texts = np.array([None, *codes.cat.categories], dtype=object)
    left = units_allowed(texts[code].tolist(), day.astype("datetime64[D]"))[kind]
    limited = np.flatnonzero(np.isfinite(left))
    key = c.column("lines", "claim")[limited] * len(kinds) + kind[limited]
    again = pd.Series(key).duplicated(keep=False).to_numpy()  # the others have no line before them
    limited, key = limited[again], key[again]
    units = c.lines["units"].where(basis == "UN", 0.0).iloc[limited]
    before = (units.groupby(key).cumsum() - units).to_numpy()
    left[limited] = np.maximum(left[limited] - before, 0.0)
    return left


_SPAN = 1 << 20
