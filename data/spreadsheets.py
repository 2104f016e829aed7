"""Text from outside, on its way into a CSV file that people open in a spreadsheet."""

from __future__ import annotations

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are =, +, - and @ in full width, which spreadsheets of East Asian locales take for the plain ones."""


def neutral(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would run it as a formula; for text cells, not numbers.

    >>> neutral("=HYPERLINK(1)"), neutral("99213"), neutral("")
    ("'=HYPERLINK(1)", '99213', '')
    """
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text
