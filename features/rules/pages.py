"""The pages of the rule pack: one page a rule, their index, and what guidance each rule meets.

Written from what the rules declare. ``scripts/pages.py`` puts them under docs/, ``denialrisk rules`` prints them.
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from denialrisk.data import yml
from denialrisk.features.rules.registry import SECTIONS, Rule, pack

DIFFERS = "Where the article differs"
"""Optional part of a docstring: what the source article says otherwise, and on what ground it is not built."""


def said(rule: Rule) -> dict[str, str]:
    """The parts of a rule's docstring by their heads; what stands before the first is under ``""``.

    >>> from denialrisk.features.rules.registry import pack
    >>> sorted(said(next(rule for rule in pack() if rule.code == "EXC02")))
    ['', 'Does not fire', 'Fires', 'What to do', 'Why it is denied']
    """
    heads = "|".join(re.escape(head) for head in (*SECTIONS, DIFFERS))
    first, *parts = re.split(rf"^({heads}):\s*", rule.doc, flags=re.MULTILINE)
    found = {"": first} | dict(zip(parts[::2], parts[1::2], strict=True))
    return {head: _sentence(text) for head, text in found.items()}


def page(rule: Rule) -> str:
    """One rule as a coding manager would hand it to a new coder. Markdown."""
    text = said(rule)
    parts = [
        f"# {rule.code}: {rule.title}",
        f"*{rule.severity}* · {rule.family.replace('_', ' ')} · {in_force(rule)}",
        text[""],
        "## Why it is denied",
        text["Why it is denied"],
        _answer(rule),
        "## What to do",
        text["What to do"],
        _in_short(rule),
        f"**Scored again as:** {_sentence(inspect.getdoc(type(rule.edit)) or '').split('. ')[0].rstrip('.')}.",
        "## Examples",
        f"- Fires: {text['Fires']}\n- Does not fire: {text['Does not fire']}",
        "## Authority",
        _authority(rule),
    ]
    if DIFFERS in text:
        parts += [f"## {DIFFERS}", text[DIFFERS]]
    return "\n\n".join(parts) + "\n"


def in_force(rule: Rule) -> str:
    """Between which dates of service the rule holds."""
    ends = f" to {_day(rule.until)}" if rule.until else ""
    return f"holds for dates of service from {_day(rule.since)}{ends}"


def index() -> str:
    """docs/rules/README.md: all rules by family."""
    parts = ["# Rules", _INTRODUCTION.format(count=len(pack()))]
    for family in dict.fromkeys(rule.family for rule in sorted(pack(), key=lambda rule: rule.code)):
        rows = [
            (f"[{rule.code}]({rule.code}.md)", rule.title, rule.severity, ", ".join(rule.carc))
            for rule in pack()
            if rule.family == family
        ]
        parts.append(
            f"## {family.replace('_', ' ').capitalize()}\n\n" + grid(("rule", "finds", "severity", "CARC"), rows)
        )
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = """The {count} rules of the pack. Each is a feature of the model, a line of a claim's explanation, and
an issue on the worklist, all under the one code. `denialrisk rules CODE` prints a page; a rule is read by the claim's
date of service.

An **error** contradicts the code set or a hard edit, a **warning** is likely to be refused on review, a **review**
needs a look or a question to the provider. CARC are the claim adjustment reason codes with which payers tend to answer;
which code a payer picks is a judgement.

Codes are read by the ICD-10-CM release in force on the date of service (`denialrisk codes`). The package ships the
release of April 2026 and takes it to hold for fiscal year 2026, from 1 October 2025 to 30 September 2026; `denialrisk
codes load` adds others. On dates outside all of them the nearest release answers for Excludes1 and code-first notes,
which change little from year to year; validity is not judged, and VAL03 marks the codes that look wrong.

What each rule answers to in the guidance stands in [coverage](../coverage.md)."""


def coverage() -> str:
    """docs/coverage.md: every line of guidance, and what meets it."""
    parts = ["# Coverage", _COVERAGE]
    for head, lines in guidance().items():
        rows = [(line, given["says"], _met(line, given)) for line, given in lines.items()]
        parts.append(f"## {head.capitalize()}\n\n" + grid(("", "guidance", "met by"), rows))
    return "\n\n".join(parts) + "\n"


_COVERAGE = """Which rule, element of evidence or command meets each line of guidance: the source article on weakness
coding (A), what a coder checks on a weakness claim (W), and what the documentation should show (D). C1 to C9 mark where
the article and official guidance differ; the official side is built, and the rule's page says so."""


@cache
def guidance() -> dict[str, dict[str, Any]]:
    """The lines of knowledge.yml: article, coding, documentation; by id."""
    lines: dict[str, dict[str, Any]] = yml.read(Path(__file__).parent / "knowledge.yml")
    return lines


def unmet() -> list[str]:
    """Lines of guidance that nothing meets."""
    return [line for lines in guidance().values() for line, given in lines.items() if not _met(line, given)]


def _met(line: str, given: dict[str, Any]) -> str:
    rules = [rule.code for rule in pack() if line in (*rule.knowledge, *rule.article)]
    met = ", ".join(f"[{code}](rules/{code}.md)" for code in rules)
    elements = ", ".join(f"`{element}`" for element in given.get("elements", ()))
    return "; ".join(part for part in (met, elements and f"elements {elements}", given.get("also", "")) if part)


def _in_short(rule: Rule) -> str:
    if not rule.ask:
        return f"**In short:** {rule.fix}"
    return f"**Where the record affirms it:** {rule.fix}\n\n**Where it does not:** {rule.ask}"


def _answer(rule: Rule) -> str:
    codes = ", ".join(rule.carc) + (f" with remark {', '.join(rule.rarc)}" if rule.rarc else "")
    return f"Payers tend to answer with CARC {codes}; reason family: {rule.reason_family.replace('_', ' ')}."


def _authority(rule: Rule) -> str:
    lines = [f"{rule.authority}; {in_force(rule)}."]
    if not rule.authority.confirmed:
        lines.append("General knowledge that was not found in a source: for review only.")
    met = ", ".join((*rule.knowledge, *rule.article))
    if met:
        lines.append(f"Guidance met ([coverage](../coverage.md)): {met}.")
    if rule.reads:
        lines.append(f"Reads from the notes: {', '.join(f'`{element}`' for element in rule.reads)}.")
    return "\n\n".join(lines)


def _sentence(text: str) -> str:
    joined = " ".join(text.split())
    return joined[:1].upper() + joined[1:]


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def grid(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
