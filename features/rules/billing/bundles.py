"""Lines of one claim and day looked at together: bundled pairs, units used up, a procedure beside a visit."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.data.billing.pairs import ALLOWED_MODIFIERS, packed, pairs
from denialrisk.data.billing.units import units_allowed
from denialrisk.features.frames import Frames, Mask, Rows

REPEATED: Final = ("76", "77", "91", "59", "XE", "XP", "XS", "XU", "LT", "RT", "50")
"""Modifiers by which a second line is not a copy of the first."""


def line_dates(c: Frames) -> npt.NDArray[np.datetime64]:
    """Date of service of each line, shape (lines,): its own, else the claim's first."""
    own = c.lines["service_on"].to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(own), c.service_on[c.lines["claim"].to_numpy()], own)


def same_day(c: Frames, others: Rows) -> Mask:
    """Lines, shape (lines,), that share claim and date with one of the other lines."""
    day = line_dates(c).astype(np.int64) + c.lines["claim"].to_numpy() * 1_000_000
    return np.isin(day, day[others.mask])


def bundled(c: Frames) -> Mask:
    """Lines, shape (lines,), that an NCCI pair of their claim and day leaves unpaid, for want of a modifier."""
    table, procedures = pairs(), c.lines["procedure"]
    in_table = np.array([*(code in table.codes for code in procedures.cat.categories), False])
    professional = (c.header["form"] == "professional").to_numpy(dtype=bool)[c.lines["claim"].to_numpy()]
    line = np.flatnonzero(in_table[procedures.cat.codes.to_numpy()] & professional)
    code = np.array([*packed(procedures.cat.categories.tolist()), -1])[procedures.cat.codes.to_numpy()]
    each = pd.DataFrame({"claim": c.lines["claim"].to_numpy()[line], "day": line_dates(c)[line], "line": line})
    two = each.merge(each, on=["claim", "day"], suffixes=("1", "2"))
    first, second = two["line1"].to_numpy(), two["line2"].to_numpy()
    on = two["day"].to_numpy(dtype="datetime64[D]")
    indicator = table.in_force(code[first], code[second], on)
    separate = c.modified(*ALLOWED_MODIFIERS).mask
    unpaid = (indicator == 0) | ((indicator == 1) & ~separate[first] & ~separate[second])
    found = np.zeros(len(c.lines), dtype=bool)
    found[second[unpaid]] = True
    return found


def units_left(c: Frames) -> npt.NDArray[np.float64]:
    """Units still allowed when each line's turn comes, shape (lines,): the daily limit less the earlier lines'."""
    return c.once(_units_left)


def _units_left(c: Frames) -> npt.NDArray[np.float64]:
    on, codes = line_dates(c), c.lines["procedure"]
    left = units_allowed(codes.astype("object").where(codes.notna(), None).tolist(), on)
    limited = np.flatnonzero(np.isfinite(left))
    units = c.lines["units"].where(c.lines["unit_basis"] == "UN", 0.0).iloc[limited]
    keys = [c.lines["claim"].to_numpy()[limited], codes.cat.codes.to_numpy()[limited], on[limited]]
    before = (units.groupby(keys).cumsum() - units).to_numpy()
    left[limited] = np.maximum(left[limited] - before, 0.0)
    return left
