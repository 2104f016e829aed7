"""``denialrisk rules``: the rule pack, or one rule's page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from denialrisk.data.schema import SEVERITIES

if TYPE_CHECKING:
    from denialrisk.features.rules.registry import Rule

_COLOURS = {"error": "red", "warning": "yellow", "review": "cyan"}


@click.command()
@click.argument("code", required=False)
@click.option("--family", help="Only this family, such as excludes; any beginning will do.")
@click.option("--severity", type=click.Choice(SEVERITIES), help="Only this severity.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Only rules that hold on this date of service.")
def command(code: str | None, family: str | None, severity: str | None, on: dt.datetime | None) -> None:
    """List the rule pack, or print the page of one rule.

    A page says what the rule finds, why payers deny it, what to do, on whose authority, and between which dates.
    """
    from denialrisk.features.rules.registry import pack

    day = on.date() if on else None
    if code:
        _print_page(_named(code), day)
        return
    wanted = family.lower().replace(" ", "_").replace("-", "_") if family else ""
    listed = [
        rule
        for rule in pack()
        if rule.family.startswith(wanted)
        and (severity is None or rule.severity == severity)
        and (day is None or _holds(rule, day))
    ]
    if not listed:
        from denialrisk.data.errors import InputError

        families = ", ".join(sorted({rule.family for rule in pack()}))
        raise InputError("no rule fits these filters", expected=f"a family of {families}", do="widen the filters")
    _print_list(listed)


def _holds(rule: Rule, day: dt.date) -> bool:
    return rule.since <= day and (rule.until is None or day <= rule.until)


def _named(code: str) -> Rule:
    from difflib import get_close_matches

    from denialrisk.data.errors import InputError
    from denialrisk.features.rules.registry import by_code

    rules = by_code()
    if code.upper() in rules:
        return rules[code.upper()]
    near = get_close_matches(code.upper(), rules, n=3, cutoff=0.5)
    raise InputError(
        f"there is no rule {code.upper()}",
        expected=f"one of {', '.join(near)}" if near else "a code such as EXC01",
        do="list them with 'denialrisk rules'",
    )


def _print_list(listed: list[Rule]) -> None:
    from rich.console import Console
    from rich.table import Table

    from denialrisk.features.rules.registry import pack

    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("code", "severity", "family", "since", "title"):
        table.add_column(head, no_wrap=head != "title")
    for rule in listed:
        colour = _COLOURS[rule.severity]
        family = rule.family.replace("_", " ")
        table.add_row(rule.code, f"[{colour}]{rule.severity}[/]", family, rule.since.isoformat(), rule.title)
    console = Console()
    console.print(table)
    console.print(
        f"\n{len(listed)} of {len(pack())} rules. 'denialrisk rules CODE' prints the page of one.", highlight=False
    )


def _print_page(rule: Rule, day: dt.date | None) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    from denialrisk.features.rules.pages import page

    day = day or dt.datetime.now(dt.UTC).date()
    console = Console()
    console.print(Markdown(page(rule)))
    holds = "in force" if _holds(rule, day) else "not in force"
    console.print(f"\n{rule.code} is {holds} on a date of service of {day}.", highlight=False)
