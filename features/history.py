"""Past rates: what payers answered to similar claims before this one was submitted, and what such claims carried.

A rate is read from running counts by the day on which each answer became *known*. A claim sees the answers known
before the day it was submitted, never its own and never a later one; so a training row and a claim that is scored
today are looked up in the same way, in the same tables, which travel in the bundle.

Payers change their policies, so a rate looks back a year, or a quarter where it is called recent. Few answers say
little, so each denial rate is drawn towards its parent's by ``PRIOR_CLAIMS`` imaginary claims, and the topmost towards
``PRIOR_RATE``. What was never seen takes its parent's rate, with a support of 0.

How late a payer lets a claim be filed, and what it wants authorized, is written nowhere but in its answers. So some
rates belong to the issue that they sharpen: how often claims with that issue were denied *for that reason*. They are 0
where the claim does not have the issue, so that they can only raise risk.

usually_authorized() reads no answers at all: where nearly all earlier claims for a payer and procedure carried an
authorization number, the payer asks for one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from denialrisk.features.alike import COLUMNS, keys_by, submitted_on
from denialrisk.features.frames import Frames
from denialrisk.features.running import Ints, Level, count, counts, factorized

Floats = npt.NDArray[np.float64]

PRIOR_CLAIMS: Final = 20.0
"""How many claims' worth of belief a rate gives to its parent's."""
ENOUGH: Final = 40
"""Answers from which a support says no more: it would tell the months apart, and how busy a provider is."""
PRIOR_RATE: Final = 0.15
"""First-pass denial rate before any answer is known; 14-17% is what large payers publish."""
YEAR: Final = 365
QUARTER: Final = 91

AUTHORIZED: Final[tuple[tuple[str, ...], ...]] = (("procedure",), ("payer", "procedure"))
"""Levels of usually_authorized(): each is drawn towards the one before by ``FEW_CLAIMS``, the first towards none."""
FEW_CLAIMS: Final = 3

Counted = tuple[tuple[str, ...], str]
"""What running counts are of: the columns in which claims agree, and the reason for which they were denied ("": any)"""
ALL: Final[Counted] = ((), "")


@dataclass(frozen=True)
class Rate:
    """A past denial rate of the claims that agree in ``columns``, over the last ``days``, drawn to its ``parent`` by
    ``prior`` claims. Only denials for ``reason`` count, if one is given (a family of data.schema.REASON_FAMILIES).

    A rate with a reason is a feature of the rule ``issue``, which fires where the last column is not null, or, without
    one, a parent only.
    """

    name: str
    columns: tuple[str, ...]
    parent: str
    days: int = YEAR
    reason: str = ""
    prior: float = PRIOR_CLAIMS
    issue: str = ""

    @property
    def counted(self) -> Counted:
        """The running counts that it is read from."""
        return self.columns, self.reason


# Few claims have such an issue, so its own answers have to outweigh the parent's soon: priors of 5 and 3 claims.
def _unauthorized(name: str, columns: tuple[str, ...], parent: str, issue: str = "") -> Rate:
    return Rate(name, (*columns, "unauthorized"), parent, YEAR, "authorization", 5.0, issue)


def _late(name: str, columns: tuple[str, ...], parent: str, issue: str = "") -> Rate:
    return Rate(name, (*columns, "late"), parent, YEAR, "timely_filing", 3.0, issue)


RATES: Final = (
    Rate("payer", ("payer",), ""),
    Rate("payer_recent", ("payer",), "payer", QUARTER),
    Rate("family", ("family",), ""),
    Rate("procedure", ("procedure",), "family"),
    Rate("payer_family", ("payer", "family"), "payer"),
    Rate("payer_procedure", ("payer", "procedure"), "payer_family"),
    Rate("payer_procedure_recent", ("payer", "procedure"), "payer_procedure", QUARTER),
    Rate("payer_diagnosis", ("payer", "diagnosis"), "payer"),
    Rate("billing", ("billing",), ""),
    Rate("rendering", ("rendering",), "billing"),
    Rate("billing_payer", ("billing", "payer"), "billing"),
    _unauthorized("unauthorized", (), ""),
    _unauthorized("unauthorized_family", ("family",), "unauthorized"),
    _unauthorized("unauthorized_procedure", ("procedure",), "unauthorized_family", "BIL04"),
    _unauthorized("unauthorized_payer", ("payer",), "unauthorized"),
    _unauthorized("unauthorized_payer_family", ("payer", "family"), "unauthorized_payer"),
    _unauthorized("unauthorized_payer_procedure", ("payer", "procedure"), "unauthorized_payer_family", "BIL04"),
    _late("late", (), ""),
    _late("late_payer", ("payer",), "late", "BIL05"),
)
"""Parents stand before their children. An empty parent is the rate of all claims."""
LEVELS: Final = tuple(dict.fromkeys([ALL, *(rate.counted for rate in RATES)]))
"""All running counts of answers that the rates are read from."""

CONTEXT_NAMES: Final = tuple(
    f"past_{rate.name}_{what}" for rate in RATES if not rate.reason for what in ("rate", "support")
)
"""Context features, in order: each rate (0 to 1), and its support: how many answers it rests on,
up to ENOUGH."""
ISSUE_NAMES: Final = {f"past_{rate.name}_rate": rate.issue for rate in RATES if rate.issue}
"""Features of issues, in order, and the rule that each belongs to."""
NAMES: Final = (*CONTEXT_NAMES, *ISSUE_NAMES)
_ISSUE_RATES: Final = tuple(rate for rate in RATES if rate.reason)
_ISSUE_COLUMNS: Final = {column: None for rate in _ISSUE_RATES for column in rate.columns}
_EPOCH: Final = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class HistoryTables:
    """The last day whose answers are held, and running counts: of LEVELS the answers by the day they became known, and
    the denials among them; of AUTHORIZED the claims by the day they were submitted, and those with a number.
    """

    as_of: dt.date
    levels: Mapping[Counted, Level]
    authorized: Mapping[tuple[str, ...], Level]


def fit(known: pd.DataFrame, labels: pa.Table, as_of: dt.date | None = None) -> HistoryTables:
    """Tables of what ``labels`` (LABELS, row for row with ``known`` = alike.keys() of the same claims) say.

    Rows without a label count for nothing. ``as_of`` is the last day whose answers are held, by default the latest.
    """
    if len(known) != labels.num_rows:
        raise ValueError(f"{len(known)} claims and {labels.num_rows} labels")
    day = labels.column("known_on").cast(pa.int32()).to_pandas()
    latest = (as_of - _EPOCH).days if as_of is not None else (int(day.max()) if day.notna().any() else 0)
    authorized = _authorized(known, latest)
    used = (day <= latest).to_numpy()
    known = known.loc[used]
    answered = day[used].to_numpy(dtype=np.int64)
    denied = labels.column("denied").to_pandas()[used].to_numpy(dtype=np.int64)
    reason = labels.column("reason_family").to_pandas()[used].to_numpy(dtype=object)
    levels = {
        (columns, why): count(columns, known, answered, denied * (reason == why) if why else denied)
        for columns, why in LEVELS
    }
    return HistoryTables(_EPOCH + dt.timedelta(days=latest), levels, authorized)


def _authorized(known: pd.DataFrame, latest: int) -> dict[tuple[str, ...], Level]:
    """Levels of AUTHORIZED from the claims submitted by a day, whatever was answered."""
    day = known["submitted_on"].to_numpy(dtype="datetime64[D]")
    used = day <= np.datetime64(_EPOCH) + latest  # not a date is not used
    sent, carried = day[used].astype(np.int64), known["authorized"].to_numpy(dtype=np.int64)[used]
    return {columns: count(columns, known.loc[used], sent, carried) for columns in AUTHORIZED}


def lookup(tables: HistoryTables, frames: Frames) -> dict[str, Floats]:
    """The features NAMES of a batch, each of shape (claims,), as known before the day each claim was submitted.

    A claim that is not submitted yet, or was submitted later than the tables reach, sees all that they hold.
    """
    return of_keys(tables, keys_by(frames, COLUMNS), submitted_on(frames))


def lookup_issues(tables: HistoryTables, frames: Frames) -> dict[str, Floats]:
    """The features ISSUE_NAMES alone, as lookup() gives them."""
    return of_keys(tables, keys_by(frames, _ISSUE_COLUMNS), submitted_on(frames), _ISSUE_RATES)


def of_keys(
    tables: HistoryTables, texts: pd.DataFrame, submitted: npt.NDArray[np.datetime64], rates: Sequence[Rate] = RATES
) -> dict[str, Floats]:
    """lookup() by the alike.keys() of claims and the days on which they were submitted (NaT: not yet)."""
    known = factorized(texts)
    on = _asked_on(tables, submitted)
    all_n, all_denied = counts(tables.levels[ALL], known, on, YEAR)
    drawn = {"": (all_denied + PRIOR_CLAIMS * PRIOR_RATE) / (all_n + PRIOR_CLAIMS)}
    found: dict[str, Floats] = {}
    for rate in rates:
        n, denied = counts(tables.levels[rate.counted], known, on, rate.days)
        drawn[rate.name] = (denied + rate.prior * drawn[rate.parent]) / (n + rate.prior)
        if rate.issue:
            has_issue = known[rate.columns[-1]][0] >= 0
            found[f"past_{rate.name}_rate"] = np.where(has_issue, drawn[rate.name], 0.0)
        elif not rate.reason:
            found[f"past_{rate.name}_rate"] = drawn[rate.name]
            found[f"past_{rate.name}_support"] = np.minimum(n, ENOUGH).astype(np.float64)
    return found


def usually_authorized(tables: HistoryTables, frames: Frames) -> Floats:
    """Share of the claims of the last year for the payer and main procedure of each claim that carried an authorization
    number, as known before it was submitted, shape (claims,).
    """
    known = factorized(keys_by(frames, AUTHORIZED[-1]))
    on = _asked_on(tables, submitted_on(frames))
    share = np.zeros(frames.n)
    for level in tables.authorized.values():
        n, carried = counts(level, known, on, YEAR)
        share = (carried + FEW_CLAIMS * share) / (n + FEW_CLAIMS)
    return share


def _asked_on(tables: HistoryTables, submitted: npt.NDArray[np.datetime64]) -> Ints:
    """The day before which something must have been known, for claims submitted on these days (NaT: not yet)."""
    newest = (tables.as_of - _EPOCH).days + 1
    days = submitted.astype("datetime64[D]").astype(np.int64)
    return np.where(np.isnat(submitted), newest, np.minimum(days, newest))
