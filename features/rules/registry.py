"""How a rule is declared, and the pack of all rules.

A rule is a plain function from a batch (frames.Frames) to the rows it finds fault with, under ``@rule``. Its file
lies in ``features/rules/<family>/``. Its docstring is the page that ``denialrisk rules CODE`` prints. The decorator
refuses what is incomplete, naming the file.
"""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np

from denialrisk.data.codes.patterns import names_code
from denialrisk.data.schema import ELEMENTS, REASON_FAMILIES, SEVERITIES
from denialrisk.features.edits import Edit, ReplaceCode, Says
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Mask, Rows

RULE_PACK = "2026.11"
"""Version of the rule pack; a bundle is only scored with the pack it was trained with."""

RULES = Path(__file__).parent
"""The folder of the families."""

SECTIONS = ("Why it is denied", "What to do", "Fires", "Does not fire")
"""Parts that every rule's docstring has after its first paragraph, which says what the rule finds."""


@dataclass(frozen=True)
class Authority:
    """Where a rule comes from. ``confirmed=False`` marks general knowledge not found in a source: review only."""

    document: str
    section: str
    release: str = ""
    confirmed: bool = True

    def __str__(self) -> str:
        said = ", ".join(part for part in (self.document, self.section, self.release) if part)
        return said if self.confirmed else f"{said} (unconfirmed)"


Asks = Literal["", "if unclear", "always"]
"""Whether a fix asks the provider: not at all, where the coder cannot settle it from the record, or in any case."""


@dataclass(frozen=True)
class Request:
    """What the author of a note is asked for, of which the words of a fix and of a query are made: to document
    something, or to act.

    >>> str(Request("the side of the weakness")), str(Request("sign and date the entry", of="author", act=True))
    ('Ask the provider to document the side of the weakness.', 'Ask the author to sign and date the entry.')
    """

    what: str
    of: str = "provider"
    act: bool = False

    def __str__(self) -> str:
        return f"Ask the {self.of} to {'' if self.act else 'document '}{self.what}."


@dataclass(frozen=True)
class Rule:
    """One coding or documentation issue: what it is called, on whose authority, how to find it, how to fix it.

    ``fix`` may name a diagnosis that the claim does not hold only where the record affirms it: there the evidence has
    all of ``affirmed_by``. Elsewhere the words are ``ask``, a question to the provider that names no answer.
    ``asks`` says whether ``fix`` itself asks the provider; where it asks for one thing only, ``request`` is that.
    """

    code: str
    name: str
    title: str
    severity: str
    authority: Authority
    since: dt.date
    reason_family: str
    carc: tuple[str, ...]
    edit: Edit
    fix: str
    find: Callable[[Frames], Rows]
    doc: str
    family: str
    file: str
    until: dt.date | None = None
    rarc: tuple[str, ...] = ()
    reads: tuple[str, ...] = field(default=())
    knowledge: tuple[str, ...] = field(default=())
    article: tuple[str, ...] = field(default=())
    affirmed_by: tuple[Says, ...] = ()
    ask: str = ""
    asks: Asks = ""
    request: Request | None = None

    def __post_init__(self) -> None:
        """Refuse what is declared wrongly, whether by Python, by a policy file or by documentation.yml."""
        if faults := _faults(self):
            raise RuleError(f"{self.file}: {'; '.join(faults)}")

    @property
    def needs_record(self) -> bool:
        """Whether the words of the fix hang on what the record affirms."""
        return bool(self.affirmed_by) or isinstance(self.edit, ReplaceCode)

    def affirmed(self, frames: Frames) -> Mask:
        """Claims, shape (n,), of which ``fix`` may be said; of the others ``ask`` is."""
        said = np.ones(frames.n, dtype=bool)
        for each in self.affirmed_by:
            said &= each.claims(frames)
        return said & self.edit.affirmed(frames) if isinstance(self.edit, ReplaceCode) else said

    def found(self, frames: Frames) -> Rows:
        """The rows at fault, in claims whose date of service lies between ``since`` and ``until`` (inclusive)."""
        rows = self.find(frames)
        since, until = np.datetime64(self.since), np.datetime64(self.until or dt.date.max)
        first, last = frames.service_days
        if since <= first and last <= until:
            return rows
        return rows.where((since <= frames.service_on) & (frames.service_on <= until))


class RuleError(ValueError):
    """A rule is declared wrongly; the message names its file and what is missing."""


def rule(
    *,
    code: str,
    title: str,
    severity: str,
    authority: Authority,
    since: str,
    reason_family: str,
    carc: tuple[str, ...],
    edit: Edit,
    fix: str | Request,
    until: str = "",
    rarc: tuple[str, ...] = (),
    reads: tuple[str, ...] = (),
    knowledge: tuple[str, ...] = (),
    article: tuple[str, ...] = (),
    affirmed_by: tuple[Says, ...] = (),
    ask: str = "",
    asks: Asks = "",
) -> Callable[[Callable[[Frames], Rows]], Rule]:
    """Declare a rule. ``since`` and ``until`` are dates of service, ISO; ``reads`` names the elements of evidence it
    looks at, so that the worklist can point at their words; ``knowledge`` and ``article`` name the lines of the coding
    knowledge (W31) and of the source article (A14) that it meets.

    A ``fix`` that names a diagnosis which not every claim at fault holds needs ``affirmed_by``, the evidence that
    affirms it, and ``ask``, the question for claims without that evidence. ReplaceCode says itself what affirms.
    ``asks`` says whether the words of ``fix`` ask the provider; a Request always does.
    """

    def declare(find: Callable[[Frames], Rows]) -> Rule:
        file = Path(inspect.getfile(find))
        return Rule(
            code=code,
            name=find.__name__,
            title=title,
            severity=severity,
            authority=authority,
            since=dt.date.fromisoformat(since),
            until=dt.date.fromisoformat(until) if until else None,
            reason_family=reason_family,
            carc=carc,
            rarc=rarc,
            edit=edit,
            fix=str(fix),
            find=find,
            doc=inspect.getdoc(find) or "",
            family=file.parent.name,
            file=f"{file.parent.name}/{file.name}",
            reads=reads,
            knowledge=knowledge,
            article=article,
            affirmed_by=affirmed_by,
            ask=ask,
            asks="always" if isinstance(fix, Request) else asks,
            request=fix if isinstance(fix, Request) else None,
        )

    return declare


def _faults(declared: Rule) -> list[str]:
    checks = {
        "code must be three capitals and two or more digits, such as EXC01": _is_code(declared.code),
        f"severity must be one of {', '.join(SEVERITIES)}": declared.severity in SEVERITIES,
        f"reason_family must be one of {', '.join(REASON_FAMILIES)}": declared.reason_family in REASON_FAMILIES,
        "title and fix must be said": bool(declared.title and declared.fix),
        "affirmed_by (or ReplaceCode) and ask go together": declared.needs_record == bool(declared.ask),
        "ask must begin with 'Ask the' and name no code": not declared.ask
        or (declared.ask.startswith("Ask the ") and not names_code(declared.ask)),
        f"affirmed_by must name elements of data/schema.py, found {declared.affirmed_by}": all(
            each.element in ELEMENTS for each in declared.affirmed_by
        ),
        "authority must name document and section": bool(declared.authority.document and declared.authority.section),
        "unconfirmed authority allows severity review only": declared.authority.confirmed
        or declared.severity == "review",
        f"reads must name elements of data/schema.py, found {declared.reads}": set(declared.reads) <= set(ELEMENTS),
        "until must not lie before since": declared.until is None or declared.until >= declared.since,
        f"docstring must have the sections {', '.join(SECTIONS)}": all(f"{s}:" in declared.doc for s in SECTIONS),
    }
    return [fault for fault, fine in checks.items() if not fine]


def _is_code(code: str) -> bool:
    return len(code) >= 5 and code[:3].isalpha() and code[:3].isupper() and code[3:].isdigit()


@cache
def hand_written() -> tuple[Rule, ...]:
    """All rules declared in the family folders, by code. Two rules with one code are refused."""
    package = importlib.import_module("denialrisk.features.rules")
    found: dict[str, Rule] = {}
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if module.ispkg or module.name.count(".") < 4:
            continue  # families hold rules; modules beside them are machinery
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Rule) and found.setdefault(value.code, value) is not value:
                raise RuleError(f"{value.file}: code {value.code} is taken by {found[value.code].file}")
    return tuple(sorted(found.values(), key=lambda each: each.code))


FROM_DATA: tuple[str, ...] = ("denialrisk.features.documentation", "denialrisk.features.policies")
"""Modules that make rules from data, such as payers' policies; each has ``rules() -> Iterable[Rule]``."""


@cache
def pack() -> tuple[Rule, ...]:
    """All rules, by code: those written by hand and those made from data. Two rules with one code are refused."""
    found = {each.code: each for each in hand_written()}
    for module in FROM_DATA:
        for each in importlib.import_module(module).rules():
            if found.setdefault(each.code, each) is not each:
                raise RuleError(f"{each.file}: code {each.code} is taken by {found[each.code].file}")
    return tuple(sorted(found.values(), key=lambda each: each.code))


@cache
def by_code() -> Mapping[str, Rule]:
    """The rules of the pack, each under its code."""
    return MappingProxyType({each.code: each for each in pack()})
