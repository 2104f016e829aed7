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

>>> from denialrisk.features.testing import claims
>>> keys(claims({"lines": ["97110 GP x2 $80", "97010 $10"], "diagnoses": ["M62.81"]})).loc[0].to_dict()["procedure"]
'97110'
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from denialrisk.data.codes.patterns import any_matches
from denialrisk.data.errors import InputError
from denialrisk.features.frames import Frames
from denialrisk.features.rules.billing.authorization_likely import authorization_likely
from denialrisk.features.settings import SERVICES

Ints = npt.NDArray[np.int64]
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

COLUMNS: Final = ("payer", "family", "procedure", "diagnosis", "billing", "rendering", "unauthorized", "late")
"""What claims are alike in; keys() says what each holds."""


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

_DELAYS: Final = (60, 90, 120, 180, 365)
"""Days from service to submission, past which a claim counts as late: payers end filing at such days."""

_WEAKNESS: Final = (
    "R53.-", "R54", "M62.8-", "M62.5-", "G70-G73", "G81-G83", "I69.-", "R26.-", "R27.-", "R29.-", "M60.-", "M33.-",
    "G35.-", "G61.-", "G12.-", "R41.81",
)  # fmt: skip


@dataclass(frozen=True)
class Level:
    """Running counts of the claims that agree in ``columns``: one row per key and day, sorted by key, then day.

    A key is the tuple of the places of the claim's texts in ``texts``, each sorted, as one number in mixed radix.
    ``n`` and ``denied`` count the answers known on or before ``day`` (days since 1970). In a level of AUTHORIZED they
    count the claims submitted by then, and those among them that carried an authorization number.
    """

    columns: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...]
    key: Ints
    day: Ints
    n: Ints
    denied: Ints

    @cached_property
    def indexes(self) -> tuple[pd.Index, ...]:
        """``texts`` as hash tables."""
        return tuple(pd.Index(texts, dtype=object) for texts in self.texts)

    @cached_property
    def rows(self) -> Ints:
        """Key and day of each row as one ascending number."""
        return self.key * _SPAN + self.day


@dataclass(frozen=True)
class HistoryTables:
    """The running counts of every level, and the last day whose answers they hold."""

    as_of: dt.date
    levels: Mapping[Counted, Level]
    authorized: Mapping[tuple[str, ...], Level]


def keys(frames: Frames) -> pd.DataFrame:
    """What each claim of a batch is looked up by, one row per claim: COLUMNS as categories, null where there is none.

    ``procedure`` is that of the dearest line; ``family`` the kind of service it is (settings.SERVICES), else the first
    three characters of its code, else the bill type; ``diagnosis`` the first code of weakness or its neighbours to five
    characters, else the category of the first-listed code; ``unauthorized`` is "yes" where a service that plans often
    authorize has no number; ``late`` the delay, out of _DELAYS, past which the claim was submitted. ``submitted_on``
    and ``authorized`` are the claim's own, for fit() to count.
    """
    return _alike(frames, COLUMNS).assign(
        submitted_on=_submitted(frames), authorized=frames.header["prior_authorization"].to_numpy(dtype=bool)
    )


def _alike(frames: Frames, columns: Iterable[str]) -> pd.DataFrame:
    """Some of the COLUMNS."""
    return pd.DataFrame({column: _KEYS[column](frames) for column in columns})


def _submitted(frames: Frames) -> npt.NDArray[np.datetime64]:
    return frames.header["submitted_on"].to_numpy(dtype="datetime64[D]")


def _late_by(frames: Frames) -> pd.Categorical[str]:
    past = np.searchsorted(_DELAYS, np.nan_to_num(frames.days("service_to", "submitted_on")))
    return pd.Categorical.from_codes(past - 1, categories=pd.Index(list(map(str, _DELAYS))))


def _unauthorized_yes(frames: Frames) -> pd.Categorical[str]:
    found = authorization_likely.found(frames).claims
    return pd.Categorical.from_codes(found.astype(int) - 1, categories=pd.Index(["yes"]))


def _renamed(column: pd.Series, names: Sequence[str]) -> pd.Categorical[str]:
    """Each row's category by another name, given in their order; several may have the same."""
    place, distinct = pd.factorize(np.array(names, dtype=object))
    codes = np.append(place, -1)[column.cat.codes.to_numpy()]  # code -1 (null) takes the last
    return pd.Categorical.from_codes(codes, categories=pd.Index(distinct, dtype="str"))


def _else(first: pd.Categorical[str], second: pd.Categorical[str]) -> pd.Categorical[str]:
    """The first where it is not null, else the second."""
    texts = first.categories.union(second.categories, sort=False)
    one, other = (each.set_categories(texts).codes for each in (first, second))
    return pd.Categorical.from_codes(np.where(one >= 0, one, other), categories=texts)


def _family(frames: Frames) -> pd.Categorical[str]:
    procedure, bill_type = frames.main_procedure, frames.header["bill_type"]
    kinds = [
        next((kind for kind, codes in SERVICES.items() if any_matches(codes, code)), code[:3])
        for code in procedure.cat.categories
    ]
    return _else(_renamed(procedure, kinds), _renamed(bill_type, [text[:3] for text in bill_type.cat.categories]))


def _diagnosis(frames: Frames) -> pd.Categorical[str]:
    codes = frames.diagnoses["code"]
    near, first = frames.dx(*_WEAKNESS).first_row, frames.pick("diagnoses", np.ones(len(codes), dtype=bool)).first_row
    short, category = (_renamed(codes, [text[:size] for text in codes.cat.categories]) for size in (5, 3))
    return _else(short.take(near, allow_fill=True), category.take(first, allow_fill=True))


_KEYS: Final[Mapping[str, Callable[[Frames], pd.Series | pd.Categorical[str]]]] = {
    "payer": lambda c: c.header["payer_id"],
    "family": _family,
    "procedure": lambda c: c.main_procedure,
    "diagnosis": _diagnosis,
    "billing": lambda c: c.header["billing_npi"].astype("category"),
    "rendering": lambda c: c.header["rendering_npi"].astype("category"),
    "unauthorized": _unauthorized_yes,
    "late": _late_by,
}


def fit(known: pd.DataFrame, labels: pa.Table, as_of: dt.date | None = None) -> HistoryTables:
    """Tables of what ``labels`` (LABELS, row for row with ``known`` = keys() of the same claims) say.

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
        (columns, why): _level(columns, known, answered, denied * (reason == why) if why else denied)
        for columns, why in _distinct()
    }
    return HistoryTables(_EPOCH + dt.timedelta(days=latest), levels, authorized)


def _authorized(known: pd.DataFrame, latest: int) -> dict[tuple[str, ...], Level]:
    """Levels of AUTHORIZED from the claims submitted by a day, whatever was answered."""
    day = known["submitted_on"].to_numpy(dtype="datetime64[D]")
    used = day <= np.datetime64(_EPOCH) + latest  # not a date is not used
    sent, carried = day[used].astype(np.int64), known["authorized"].to_numpy(dtype=np.int64)[used]
    return {columns: _level(columns, known.loc[used], sent, carried) for columns in AUTHORIZED}


_EPOCH: Final = dt.date(1970, 1, 1)
_SPAN: Final = 1 << 17  # days since 1970 that a 4-digit year can reach, and more


def _distinct() -> tuple[Counted, ...]:
    return tuple(dict.fromkeys([ALL, *(rate.counted for rate in RATES)]))


def _level(columns: tuple[str, ...], known: pd.DataFrame, day: Ints, denied: Ints) -> Level:
    held = known[list(columns)].notna().all(axis=1).to_numpy()
    held_keys = known.loc[held, list(columns)]
    texts = tuple(tuple(sorted(held_keys[column].unique())) for column in columns)
    indexes = tuple(pd.Index(each, dtype=object) for each in texts)
    key = _key(indexes, [_factorized(held_keys[column]) for column in columns], len(held_keys))
    rows, place = np.unique(key * _SPAN + day[held], return_inverse=True)
    n = np.bincount(place, minlength=len(rows)).astype(np.int64)
    bad = np.bincount(place, denied[held], minlength=len(rows)).astype(np.int64)
    return Level(columns, texts, rows // _SPAN, rows % _SPAN, *_running(rows // _SPAN, n, bad))


def _running(key: Ints, *counts: Ints) -> tuple[Ints, ...]:
    """Running sums that start again at each key."""
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.empty(0, dtype=np.int64)
    lengths = np.diff(np.r_[starts, len(key)])
    running = []
    for count in counts:
        total = np.cumsum(count)
        running.append(total - np.repeat(total[starts] - count[starts], lengths))
    return tuple(running)


Factorized = tuple[npt.NDArray[np.intp], pd.Index]
"""Codes of the rows of a text column, -1 for none, and the texts they stand for."""


def _factorized(column: pd.Series) -> Factorized:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.intp), pd.Index(column.cat.categories, dtype=object)
    codes, texts = pd.factorize(column)
    return codes, pd.Index(texts, dtype=object)


def _key(indexes: tuple[pd.Index, ...], columns: list[Factorized], n: int) -> Ints:
    """The number of each row's tuple of texts, shape (n,); -1 where one of them is null or was never seen."""
    key = np.zeros(n, dtype=np.int64)
    for index, (codes, texts) in zip(indexes, columns, strict=True):
        place = np.append(index.get_indexer(texts), -1)[codes]  # code -1 takes the last
        key = np.where((key < 0) | (place < 0), -1, key * len(index) + place)
    return key


def lookup(tables: HistoryTables, frames: Frames) -> dict[str, Floats]:
    """The features NAMES of a batch, each of shape (claims,), as known before the day each claim was submitted.

    A claim that is not submitted yet, or was submitted later than the tables reach, sees all that they hold.
    """
    return of_keys(tables, _alike(frames, COLUMNS), _submitted(frames))


def lookup_issues(tables: HistoryTables, frames: Frames) -> dict[str, Floats]:
    """The features ISSUE_NAMES alone, as lookup() gives them."""
    return of_keys(tables, _alike(frames, _ISSUE_COLUMNS), _submitted(frames), _ISSUE_RATES)


def of_keys(
    tables: HistoryTables, texts: pd.DataFrame, submitted: npt.NDArray[np.datetime64], rates: Sequence[Rate] = RATES
) -> dict[str, Floats]:
    """lookup() by the keys() of claims and the days on which they were submitted (NaT: not yet)."""
    known = {column: _factorized(texts[column]) for column in COLUMNS if column in texts}
    on = _asked_on(tables, submitted)
    all_n, all_denied = _counts(tables.levels[ALL], known, on, YEAR)
    drawn = {"": (all_denied + PRIOR_CLAIMS * PRIOR_RATE) / (all_n + PRIOR_CLAIMS)}
    found: dict[str, Floats] = {}
    for rate in rates:
        n, denied = _counts(tables.levels[rate.counted], known, on, rate.days)
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
    known = {name: _factorized(pd.Series(_KEYS[name](frames))) for name in AUTHORIZED[-1]}
    on = _asked_on(tables, _submitted(frames))
    share = np.zeros(frames.n)
    for level in tables.authorized.values():
        n, carried = _counts(level, known, on, YEAR)
        share = (carried + FEW_CLAIMS * share) / (n + FEW_CLAIMS)
    return share


def _asked_on(tables: HistoryTables, submitted: npt.NDArray[np.datetime64]) -> Ints:
    """The day before which something must have been known, for claims submitted on these days (NaT: not yet)."""
    newest = (tables.as_of - _EPOCH).days + 1
    days = submitted.astype("datetime64[D]").astype(np.int64)
    return np.where(np.isnat(submitted), newest, np.minimum(days, newest))


def _counts(level: Level, known: Mapping[str, Factorized], on: Ints, days: int) -> tuple[Ints, Ints]:
    """Answers, and denials among them, that became known in the ``days`` days before ``on``."""
    key = _key(level.indexes, [known[column] for column in level.columns], len(on))
    n, denied = np.r_[level.n, 0], np.r_[level.denied, 0]  # the last stands for "nothing yet"
    now, then = (_row_before(level, key, day) for day in (on, on - days))
    return n[now] - n[then], denied[now] - denied[then]


def _row_before(level: Level, key: Ints, on: Ints) -> Ints:
    """The last row of each key before the day ``on``; -1 where there is none."""
    place = np.searchsorted(level.rows, key * _SPAN + np.clip(on, 0, _SPAN - 1), side="left") - 1
    same = (place >= 0) & (key >= 0)
    same[same] = level.key[place[same]] == key[same]
    return np.where(same, place, -1)


_FORMAT: Final = "denialrisk history 3"
_SCHEMA: Final = pa.schema(
    [
        pa.field("level", pa.string()),
        *(pa.field(column, pa.string()) for column in COLUMNS),
        *(pa.field(name, pa.int32()) for name in ("day", "n", "denied")),
    ]
)


def save(tables: HistoryTables, path: Path | BinaryIO) -> None:
    """Write the tables as one Parquet file that any tool can read; the same tables give the same bytes."""
    about = {"format": _FORMAT, "as_of": tables.as_of.isoformat(), "rates": _settings()}
    parts = [_written(level, name) for name, level in _named(tables.levels, tables.authorized).items()]
    table = pa.concat_tables(parts).replace_schema_metadata({"denialrisk": json.dumps(about, sort_keys=True)})
    pq.write_table(table, path, compression="zstd", store_schema=True)


def load(path: Path) -> HistoryTables:
    """Read what save() wrote. A file of other rates, or not of ours, is refused."""
    table = pq.read_table(path)
    about = json.loads((table.schema.metadata or {}).get(b"denialrisk", b"{}"))
    if about.get("format") != _FORMAT or about.get("rates") != _settings():
        raise InputError(
            f"{path.name}: not a history file of this version",
            expected="the past rates this version of denialrisk knows",
            do="Train again, or use the version that wrote the bundle.",
        )
    frame = table.to_pandas()
    named = _named({each: each[0] for each in _distinct()}, {columns: columns for columns in AUTHORIZED})
    read = {name: _read(columns, frame[frame["level"] == name]) for name, columns in named.items()}
    levels = {each: read[_name(*each)] for each in _distinct()}
    authorized = {columns: read[_name(columns, authorized=True)] for columns in AUTHORIZED}
    return HistoryTables(dt.date.fromisoformat(about["as_of"]), levels, authorized)


def _name(columns: tuple[str, ...], reason: str = "", *, authorized: bool = False) -> str:
    """What a level is called in the file."""
    return "authorized " * authorized + "*".join(columns) + (f" for {reason}" if reason else "")


T = TypeVar("T")


def _named(levels: Mapping[Counted, T], authorized: Mapping[tuple[str, ...], T]) -> dict[str, T]:
    return {_name(*counted): each for counted, each in levels.items()} | {
        _name(columns, authorized=True): each for columns, each in authorized.items()
    }


def _settings() -> list[list[object]]:
    rates = [[rate.name, list(rate.columns), rate.parent, rate.days, rate.reason, rate.prior] for rate in RATES]
    return [
        ["prior", PRIOR_CLAIMS, PRIOR_RATE, ENOUGH],
        ["late", *_DELAYS],
        *rates,
        ["authorized", FEW_CLAIMS, *map(list, AUTHORIZED)],
    ]


def _written(level: Level, name: str) -> pa.Table:
    rest, places = level.key, {}
    for column, texts in reversed(list(zip(level.columns, level.texts, strict=True))):
        rest, place = np.divmod(rest, len(texts)) if len(texts) else (rest, rest)
        places[column] = pa.array(np.array(texts, dtype=object)[place], pa.string())
    size = len(level.key)
    columns = {"level": pa.array([name] * size, pa.string())}
    columns |= {column: places.get(column, pa.nulls(size, pa.string())) for column in COLUMNS}
    columns |= {name: pa.array(getattr(level, name), pa.int32()) for name in ("day", "n", "denied")}
    return pa.table(columns, schema=_SCHEMA)


def _read(columns: tuple[str, ...], rows: pd.DataFrame) -> Level:
    texts = tuple(tuple(sorted(rows[column].unique())) for column in columns)
    indexes = tuple(pd.Index(each, dtype=object) for each in texts)
    key = _key(indexes, [_factorized(rows[column]) for column in columns], len(rows))
    day, n, denied = (rows[name].to_numpy(dtype=np.int64) for name in ("day", "n", "denied"))
    return Level(columns, texts, key, day, n, denied)
