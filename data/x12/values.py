"""Values of X12 elements: money, dates, whole numbers. What cannot be read raises SegmentError, without the value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

_AMOUNT: Final = re.compile(r"(-?(?:\d{1,12}(?:\.\d{0,2})?|\.\d{1,2}))((?<=\.\d\d)0{0,7})?", re.ASCII)
"""Dollars and cents, then zeros."""

_QUANTITY: Final = re.compile(r"-?(?:\d{1,15}(?:\.\d{0,9})?|\.\d{1,9})", re.ASCII)
_FIRST_YEAR: Final = 1900
_WHOLE_LIMIT: Final = 32_767
"""Largest number of the 16-bit columns."""


class SegmentError(Exception):
    """A segment that cannot be read as it should: what was found and what was expected, never the value."""

    def __init__(self, found: str, expected: str) -> None:
        self.found, self.expected = found, expected
        super().__init__(f"{found}; expected {expected}")


def element(segment: Sequence[str], position: int) -> str:
    """The element at a position (CLM02 is 2), without blanks around it; empty when the segment is shorter."""
    return segment[position].strip() if position < len(segment) else ""


def money(value: str, name: str) -> Decimal:
    """Dollars and cents, exact. Trailing zeros beyond the cents are accepted, fractions of a cent are not."""
    amount = _amount(value)
    if amount is None:
        raise SegmentError(f"{name} is {_shape(value)}", "an amount in dollars with at most two decimals")
    return amount


def quantity(value: str, name: str) -> float:
    """Units, which may have decimals."""
    number = _number(value)
    if number is None:
        raise SegmentError(f"{name} is {_shape(value)}", "a number")
    return number


def whole(value: str, name: str) -> int:
    """A whole number from 1; ``1.00`` is accepted, as some senders write every number with decimals."""
    number = _whole(value)
    if number is None:
        raise SegmentError(f"{name} is {_shape(value)}", f"a whole number from 1 to {_WHOLE_LIMIT}")
    return number


def day(value: str, name: str) -> date:
    """A date CCYYMMDD, from 1900 on; a time of day after it is dropped."""
    found = _day(value)
    if found is None:
        raise SegmentError(f"{name} is {_shape(value)}", "a calendar date CCYYMMDD")
    return found


def period(value: str, name: str) -> tuple[date, date]:
    """First and last day of a date (D8, DT) or a range of dates (RD8), told apart by the hyphen."""
    days = _period(value)
    if days is None:
        raise SegmentError(f"{name} is {_shape(value)}", "a date CCYYMMDD, or two with a hyphen, the earlier first")
    return days


def code(value: str) -> str:
    """A code in upper case; ``.00`` after it is dropped, as some senders write codes as if they were numbers."""
    head, dot, decimals = value.partition(".")
    return head.upper() if dot and not decimals.strip("0") else value.upper()


def _shape(value: str) -> str:
    return "not one that can be read" if value else "empty"


@lru_cache(maxsize=1 << 14)
def _amount(value: str) -> Decimal | None:
    amount = _AMOUNT.fullmatch(value)
    return Decimal(amount[1]) if amount else None


@lru_cache(maxsize=1 << 12)
def _number(value: str) -> float | None:
    return float(value) if _QUANTITY.fullmatch(value) else None


@lru_cache(maxsize=1 << 12)
def _whole(value: str) -> int | None:
    number = _number(value)
    return int(number) if number and number.is_integer() and 1 <= number <= _WHOLE_LIMIT else None


@lru_cache(maxsize=1 << 14)
def _period(value: str) -> tuple[date, date] | None:
    first, hyphen, last = value.partition("-")
    start = _day(first.strip())
    end = _day(last.strip()) if hyphen else start
    return (start, end) if start and end and start <= end else None


@lru_cache(maxsize=1 << 14)
def _day(value: str) -> date | None:
    # DT and DTS carry the time after the day: CCYYMMDDHHMM(SS).
    if len(value) not in {8, 12, 14} or not (value.isascii() and value.isdigit()):
        return None
    try:
        found = date.fromisoformat(value[:8])
    except ValueError:
        return None
    return found if found.year >= _FIRST_YEAR else None
