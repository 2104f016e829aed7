"""What a payer's policy can ask for, how a claim is known to lack it, and what meets it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.data.schema import ELEMENTS
from denialrisk.features.documentation import demands
from denialrisk.features.edits import AddModifier, Document, Edit, Resolve, SetHeader
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Mask, Rows


@dataclass(frozen=True)
class Policy:
    """A policy file, checked; ``asks`` is the one thing asked, and ``wants`` what of it."""

    code: str
    name: str
    title: str
    severity: str
    payer_classes: tuple[str, ...]
    payer_ids: tuple[str, ...]
    since: dt.date
    until: dt.date | None
    procedures: tuple[str, ...]
    diagnoses: tuple[str, ...]
    settings: tuple[str, ...]
    asks: str
    wants: Any
    after_visits: int
    document: str
    section: str
    why: str
    fix: str
    cases: Mapping[str, Any]
    file: str
    knowledge: tuple[str, ...]


@dataclass(frozen=True)
class Ask:
    """A kind of demand: how its value reads, what it is in words, whom it fails, how it is met, how it is denied."""

    takes: Callable[[Any], bool]
    expected: str
    words: str
    lacks: Callable[[Policy, Frames], Mask]
    edit: Callable[[Policy], Edit]
    reason_family: str
    carc: tuple[str, ...]
    rarc: tuple[str, ...] = ()


def lines_of(policy: Policy, c: Frames) -> Rows:
    """Lines that bill one of the policy's procedures."""
    return c.cpt(*policy.procedures)


def _no_authorization(_policy: Policy, c: Frames) -> Mask:
    return ~c.header["prior_authorization"].to_numpy(dtype=bool)


def _no_listed_diagnosis(policy: Policy, c: Frames) -> Mask:
    return ~c.dx(*policy.wants).claims


def _element_missing(policy: Policy, c: Frames) -> Mask:
    shown: Mask = np.logical_and.reduce([c.says(each, state=_states(each)).claims for each in policy.wants])
    return c.documented & ~shown


def _states(element: str) -> tuple[str, ...]:
    """States in which an element counts as documented, as features/documentation.yml has them."""
    items = [item.states for item in demands().items.values() if item.elements[0] == element]
    return items[0] if items else ("present",)


def _filed_late(policy: Policy, c: Frames) -> Mask:
    late: Mask = c.days("service_to", "submitted_on") > policy.wants
    return late


def _filed_months_late(policy: Policy, c: Frames) -> Mask:
    """Submitted after the same day of the month so many months on, or after its last day where there is no such day."""
    last = pd.Series(c.header["service_to"].to_numpy(dtype="datetime64[s]")) + pd.DateOffset(months=policy.wants)
    late: Mask = c.header["submitted_on"].to_numpy(dtype="datetime64[s]") > last.to_numpy()
    return late


def _past_cap(policy: Policy, c: Frames) -> Mask:
    """Charges of the policy's procedures in the calendar year, this claim's among them, are above the cap."""
    lines, earlier = lines_of(policy, c), _earlier_this_year(policy, c)
    now = np.bincount(lines.claim, c.lines["charge"].to_numpy() * lines.mask, minlength=c.n)
    before = np.bincount(c.past["claim"].to_numpy(), c.past["charge"].to_numpy() * earlier.mask, minlength=c.n)
    over: Mask = now + before > policy.wants
    return over


def _past_visits(policy: Policy, c: Frames) -> Mask:
    past: Mask = (visits(policy, c) >= policy.wants) & _no_authorization(policy, c)
    return past


def visits(policy: Policy, c: Frames) -> npt.NDArray[np.int64]:
    """Earlier days of the calendar year with one of the policy's procedures, shape (n,)."""
    days = c.past[_earlier_this_year(policy, c).mask][["claim", "service_on"]]
    earlier = days["service_on"].to_numpy(dtype="datetime64[D]") < c.service_on[days["claim"].to_numpy()]
    return np.bincount(days[earlier].drop_duplicates()["claim"].to_numpy(), minlength=c.n)


def _earlier_this_year(policy: Policy, c: Frames) -> Rows:
    year = c.past["service_on"].to_numpy(dtype="datetime64[Y]")
    same = year == c.service_on.astype("datetime64[Y]")[c.past["claim"].to_numpy()]
    return c.past_lines(*policy.procedures) & c.pick("past", same)


def _is_list(known: Callable[[str], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and bool(value) and all(isinstance(v, str) and known(v) for v in value)


def is_count(value: Any) -> bool:
    """Say whether a value is a whole number above 0."""
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


ASKS: Final[dict[str, Ask]] = {
    "authorization": Ask(
        lambda value: value is True, "true", "a prior authorization number", _no_authorization,
        lambda _: SetHeader(prior_authorization=True), "authorization", ("197",),
    ),
    "diagnoses": Ask(
        _is_list(bool), "a list of ICD-10-CM codes or patterns", "one of the diagnoses {wants}", _no_listed_diagnosis,
        lambda _: Resolve(), "medical_necessity", ("50", "11"), ("N115",),
    ),
    "elements": Ask(
        _is_list(ELEMENTS.__contains__), "a list of note elements (data/schema.py, ELEMENTS)",
        "these elements in the note: {wants}", _element_missing, lambda policy: Document(*policy.wants),
        "documentation", ("50", "16"), ("N706",),
    ),
    "filing_days": Ask(
        is_count, "a whole number of days", "submission within {wants} days of the last service", _filed_late,
        lambda _: Resolve(), "timely_filing", ("29",),
    ),
    "filing_months": Ask(
        is_count, "a whole number of months", "submission within {wants} months of the last service",
        _filed_months_late, lambda _: Resolve(), "timely_filing", ("29",),
    ),
    "therapy_cap": Ask(
        is_count, "a whole number of dollars", "modifier KX once the year's charges pass ${wants}", _past_cap,
        lambda _: AddModifier("KX"), "medical_necessity", ("119",),
    ),
    "visits": Ask(
        is_count, "a whole number of visits", "an authorization number after {wants} visits in the calendar year",
        _past_visits, lambda _: SetHeader(prior_authorization=True), "authorization", ("119", "197"),
    ),
}  # fmt: skip
"""What a policy can ask for; the key under ``asks``."""
