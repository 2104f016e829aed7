"""Segments and envelopes for the writers; nothing here reads X12."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal


def day(on: dt.date) -> str:
    """A date as X12 writes it: CCYYMMDD."""
    return f"{on.year:04d}{on.month:02d}{on.day:02d}"


def money(amount: Decimal) -> str:
    """Dollars without trailing zeros, as X12 asks.

    >>> money(Decimal("120.50")), money(Decimal("-7.00")), money(Decimal("0"))
    ('120.5', '-7', '0')
    """
    text = f"{amount:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def control(number: int) -> str:
    """An interchange control number, nine digits."""
    return f"{number:09d}"


def interchange(
    function: str, guide: str, sender: str, receiver: str, number: int, on: dt.date
) -> tuple[str, Callable[[int], str]]:
    """ISA and GS, and a function from the number of transaction sets to GE and IEA."""
    short = day(on)[2:]
    isa = (
        f"ISA*00*{'':10}*00*{'':10}*ZZ*{sender:15}*ZZ*{receiver:15}*{short}*0915*^*00501*{control(number)}*0*P*:~\n"
        f"GS*{function}*{sender}*{receiver}*{day(on)}*0915*{number}*X*{guide}~\n"
    )
    return isa, lambda sets: f"GE*{sets}*{number}~\nIEA*1*{control(number)}~\n"


def transaction(kind: str, number: int, body: list[str], guide: str = "") -> str:
    """A transaction set with its counts."""
    version = f"*{guide}" if guide else ""
    lines = [f"ST*{kind}*{number:04d}{version}", *body, f"SE*{len(body) + 2}*{number:04d}"]
    return "~\n".join(lines) + "~\n"
