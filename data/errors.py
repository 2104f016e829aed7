"""Errors a user can act on: what was found, what was expected, what to do. Never a value from a claim or a note."""

from __future__ import annotations


class DenialRiskError(Exception):
    """Base of all errors denialrisk raises on purpose. ``exit_code`` is what the command line returns.

    The three parts are kept apart so that the command line can lay them out.
    """

    exit_code = 1

    def __init__(self, found: str, *, expected: str = "", do: str = "") -> None:
        self.found, self.expected, self.do = found, expected, do
        super().__init__(". ".join(part for part in (found, expected and f"Expected {expected}", do) if part))


class InputError(DenialRiskError):
    """The input cannot be used: missing, unreadable, of another shape, or with nothing in it."""

    exit_code = 2
