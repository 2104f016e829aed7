"""How a count is told: the number with its noun, which agrees with it."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun; the plural is given where an s at the end does not make it.

    >>> counted(1, "claim"), counted(1_200, "claim"), counted(2, "diagnosis", "diagnoses")
    ('1 claim', '1,200 claims', '2 diagnoses')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
