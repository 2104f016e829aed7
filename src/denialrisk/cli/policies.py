"""``denialrisk policies``: payers' own policies, and adding one."""

from __future__ import annotations

from pathlib import Path

import click


@click.group(invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """List payers' policies, or add one from a file.

    Each is an issue of its own, with a page: denialrisk rules POL01. The files that ship show the form.
    """
    if context.invoked_subcommand is None:
        from rich.console import Console
        from rich.table import Table

        from denialrisk.features.policies import rules

        table = Table(box=None, pad_edge=False, header_style="bold")
        for head in ("code", "title", "from", "to", "authority"):
            table.add_column(head, no_wrap=head in ("code", "from", "to"))
        for each in rules():
            table.add_row(each.code, each.title, str(each.since), str(each.until or ""), str(each.authority))
        Console().print(table)


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def add(file: Path) -> None:
    """Check a policy file, its cases among the rest, and put it under the user's own data."""
    from denialrisk.features.policies import add as put

    rule = put(file)
    click.echo(f"{rule.code} {rule.title}: added. Train again before scoring with it.")
