"""Payers and their policies, read from payers.yml. A policy holds from a date of submission on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from denialrisk.data import yml

HERE: Final = Path(__file__).parent
_MERGED: Final = ("catch", "defects", "settings")


@dataclass(frozen=True)
class Policy:
    """What a payer denies, and how hard, in one stretch of time. The fields are explained in payers.yml."""

    base: float
    strict: float
    catch: Mapping[str, float]
    defects: Mapping[str, float]
    settings: Mapping[str, float]
    authorize: tuple[str, ...]
    file_days: int
    records: tuple[str, ...]
    pays: float
    answers: tuple[int, int]

    def needs_authorization(self, procedure: str) -> bool:
        """Whether this procedure (or revenue code) needs a prior authorization."""
        return named(procedure, self.authorize)

    def wants_records(self, procedure: str) -> bool:
        """Whether this payer asks for the record behind this procedure."""
        return named(procedure, self.records)


@dataclass(frozen=True)
class Payer:
    """A payer: its policy at first, and the one it changes to, if any."""

    id: str
    name: str
    payer_class: str
    share: float
    filing: tuple[str, str]
    first: Policy
    changed: Policy | None
    changes_on: dt.date | None

    def policy(self, on: dt.date) -> Policy:
        """The policy for claims submitted on a day."""
        if self.changed is None or self.changes_on is None or on < self.changes_on:
            return self.first
        return self.changed


@lru_cache(maxsize=4096)
def named(code: str, patterns: tuple[str, ...]) -> bool:
    """Whether one of the patterns names the code: the code itself, or its beginning followed by ``*``.

    >>> named("97110", ("9711*",)), named("97140", ("9711*", "70551"))
    (True, False)
    """
    return any(code.startswith(p[:-1]) if p.endswith("*") else code == p for p in patterns)


def load_payers() -> tuple[Payer, ...]:
    """The payers of payers.yml, in its order."""
    book = yml.read(HERE / "payers.yml")
    return tuple(_payer(entry, book["classes"][entry["class"]]) for entry in book["payers"])


def _payer(entry: Mapping[str, Any], defaults: Mapping[str, Any]) -> Payer:
    own = _merged(defaults, entry)
    change = entry.get("change")
    return Payer(
        id=entry["id"],
        name=entry["name"],
        payer_class=entry["class"],
        share=entry["share"],
        filing=(own["filing"][0], own["filing"][1]),
        first=_policy(own),
        changed=_policy(_merged(own, change)) if change else None,
        changes_on=change["from"] if change else None,
    )


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = {**under, **over}
    for name in _MERGED:
        both[name] = {**under.get(name, {}), **over.get(name, {})}
    return both


def _policy(settled: Mapping[str, Any]) -> Policy:
    return Policy(
        base=settled["base"],
        strict=settled["strict"],
        catch=settled["catch"],
        defects=settled["defects"],
        settings=settled["settings"],
        authorize=tuple(settled["authorize"]),
        file_days=settled["file_days"],
        records=tuple(settled["records"]),
        pays=settled["pays"],
        answers=(settled["answers"][0], settled["answers"][1]),
    )
