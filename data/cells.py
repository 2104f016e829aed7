"""What the cells of flat files mean: text to money, dates, codes, flags. A cell is read once per distinct value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from denialrisk.data.schema import MONEY, Column

_AMOUNT = re.compile(r"[-+]?\$?(?:\d{1,12}|\d{1,3}(?:,\d{3}){1,3})?(?:\.\d{0,2}0*)?", re.ASCII)
_NUMBER = re.compile(r"-?(?:\d{1,9}(?:\.\d{0,6})?|\.\d{1,6})", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?|(\d{4})(\d\d)(\d\d)", re.ASCII)
_DIAGNOSIS = re.compile(r"[A-Z0-9]{3,7}")
_CODE = re.compile(r"[A-Z0-9]{1,10}")
_BETWEEN = re.compile(r"[\s:;,|]+")
_YES = frozenset({"true", "t", "yes", "y", "1", "1.0", "x"})
_NO = frozenset({"false", "f", "no", "n", "0", "0.0"})


@dataclass(frozen=True)
class Cell:
    """How a cell is read: the type it becomes, the parser (ValueError for what it cannot read), and words for it."""

    type: pa.DataType
    parse: Callable[[str], Any]
    expected: str


def read(texts: Sequence[str], cell: Cell) -> tuple[pa.Array, npt.NDArray[np.bool_]]:
    """The cells as a typed array, blank ones null, and which of them cannot be read (they are null too).

    >>> values, bad = read(["$1,250.00", "", "n/a"], AMOUNT)
    >>> values.to_pylist(), bad.tolist()
    ([Decimal('1250.00'), None, None], [False, False, True])
    """
    distinct = pa.array(texts, pa.string()).dictionary_encode()
    values: list[Any] = []
    unreadable = []
    for text in map(str.strip, distinct.dictionary.to_pylist()):
        value, bad = None, False
        if text:
            try:
                value = cell.parse(text)
            except (ValueError, ArithmeticError):
                bad = True
        values.append(value)
        unreadable.append(bad)
    places = distinct.indices
    return pa.array(values, cell.type).take(places), np.array(unreadable, dtype=bool)[places.to_numpy()]


def of_column(column: Column) -> Cell:
    """The cell of a column by its declaration alone."""
    if column.values:
        return choice(column.values)
    by_type = {MONEY: AMOUNT, pa.date32(): DAY, pa.bool_(): FLAG, pa.float64(): QUANTITY, pa.int16(): ORDINAL}
    return by_type.get(column.type, TEXT)


def choice(values: Sequence[str], others: dict[str, str] | None = None) -> Cell:
    """One of a closed set in any case; ``others`` are further spellings, in upper case."""
    known = {value.upper(): value for value in values} | (others or {})

    def parse(text: str) -> str:
        if (folded := re.sub(r"[\s-]+", "_", text.upper())) not in known:
            raise ValueError
        return known[folded]

    return Cell(pa.string(), parse, "one of " + ", ".join(values))


def padded(width: int) -> Callable[[str], str]:
    """A parser of codes that puts back the zeros a spreadsheet took from the front."""

    def parse(text: str) -> str:
        code = _code(text)
        return code.zfill(width) if code.isdigit() else code

    return parse


def items(text: str) -> list[str]:
    """The parts of a cell that holds several: divided by blanks, colon, semicolon, comma or bar."""
    return [part for part in _BETWEEN.split(text.upper()) if part]


def _money(text: str) -> Decimal:
    if not _AMOUNT.fullmatch(text) or not any(map(str.isdigit, text)):
        raise ValueError
    return Decimal(re.sub(r"[$,+]", "", text)).quantize(Decimal("0.01"))


def _charge(text: str) -> Decimal:
    amount = _money(text)
    if amount < 0:
        raise ValueError
    return amount


def _day(text: str) -> dt.date:
    found = _DATE.fullmatch(text)
    if not found:
        raise ValueError
    year, month, day = (int(part) for part in found.groups() if part is not None)
    if not 1900 <= year < 2200:
        raise ValueError
    return dt.date(year, month, day)


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError
    return float(text)


def _whole(text: str) -> int:
    number = _number(text)
    if not (number.is_integer() and 0 <= number < 1 << 15):
        raise ValueError
    return int(number)


def _ordinal(text: str) -> int:
    number = _whole(text)
    if not number:
        raise ValueError
    return number


def _flag(text: str) -> bool:
    folded = text.lower()
    if folded not in _YES | _NO:
        raise ValueError
    return folded in _YES


def _code(text: str) -> str:
    if not _CODE.fullmatch(code := text.upper()):
        raise ValueError
    return code


def _diagnosis(text: str) -> str:
    if not _DIAGNOSIS.fullmatch(code := text.upper().replace(".", "")):
        raise ValueError
    return code


def _modifiers(text: str) -> list[str]:
    found = items(text)
    if len(found) > 4 or any(len(modifier) != 2 or not modifier.isalnum() for modifier in found):
        raise ValueError
    return found


def _pointers(text: str) -> list[int]:
    """Positions as numbers, or as the letters A to L of the paper form."""
    found: list[int] = []
    for part in items(text):
        letters = re.fullmatch("[A-L]+", part)
        found += [ord(letter) - ord("A") + 1 for letter in part] if letters else [_ordinal(part)]
    return found


def _age(text: str) -> int:
    age = _whole(text)
    if age >= 130:
        raise ValueError
    return min(age, 90)


def _bill_type(text: str) -> str:
    """Facility type and class. Four digits are leading zero, type, class and frequency, as on the paper form."""
    code = _code(text)
    return code[1:3] if len(code) == 4 and code[0] == "0" else code


TEXT: Final = Cell(pa.string(), str, "text")
AMOUNT: Final = Cell(MONEY, _money, "an amount in dollars with at most two decimals")
CHARGE: Final = Cell(MONEY, _charge, "an amount in dollars, 0 or more, with at most two decimals")
DAY: Final = Cell(pa.date32(), _day, "a date YYYY-MM-DD or YYYYMMDD from 1900 on")
QUANTITY: Final = Cell(pa.float64(), _number, "a number")
ORDINAL: Final = Cell(pa.int16(), _ordinal, "a whole number from 1")
FLAG: Final = Cell(pa.bool_(), _flag, "true or false")
CODE: Final = Cell(pa.string(), _code, "a code of letters and digits")
DIAGNOSIS: Final = Cell(pa.string(), _diagnosis, "a diagnosis code, with or without its dot")
MODIFIERS: Final = Cell(pa.list_(pa.string()), _modifiers, "up to four modifiers of two characters")
POINTERS: Final = Cell(pa.list_(pa.int16()), _pointers, "positions of diagnoses from 1, or letters from A")
AGE: Final = Cell(pa.int16(), _age, "an age in whole years")
BILL_TYPE: Final = Cell(pa.string(), _bill_type, "a type of bill of two to four characters")
REMARKS: Final = Cell(pa.list_(pa.string()), items, "remark codes")
