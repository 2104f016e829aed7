"""The notation in which code sets name groups of codes, parsed once: ``R53.1``, ``F32.-``, ``I69.-5-``, ``G71-G72``.

Codes are compared without their dot. A pattern covers a code and everything below it in the hierarchy, as the
Tabular List means it.
"""

from __future__ import annotations

import re
from functools import lru_cache

_RANGE = re.compile(r"^([A-Z]\d\w(?:\.?\w+)?)-([A-Z]\d\w(?:\.?\w+)?)$")
_RANGE_OF_NUMBERS = re.compile(r"^(\d\w{4})-(\d\w{4})$")


@lru_cache(maxsize=65536)
def matches(pattern: str, code: str) -> bool:
    """Say whether a code is among those that the pattern names.

    >>> matches("F32.-", "F321"), matches("G71-G72", "G729"), matches("I69.-5-", "I69351"), matches("R53.1", "R530")
    (True, True, True, False)
    """
    if span := _RANGE.match(pattern) or _RANGE_OF_NUMBERS.match(pattern):
        low, high = (end.replace(".", "") for end in span.groups())
        return low <= code[: len(low)] and code[: len(high)] <= high
    stem = pattern.replace(".", "").rstrip("-")
    return len(code) >= len(stem) and all(want in ("-", got) for want, got in zip(stem, code, strict=False))
