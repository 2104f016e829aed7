"""``denialrisk codes``: the ICD-10-CM releases at hand, and loading another."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from denialrisk.data.codes.releases import Release

_DAY = click.DateTime(["%Y-%m-%d"])
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Show the ICD-10-CM releases, or load another.

    A claim is read by the release in force on its date of service. Outside all of them the nearest one answers for
    Excludes1 and code-first notes, and validity is not judged.
    """
    if context.invoked_subcommand is None:
        from denialrisk.data.codes.releases import releases

        _show(releases())


@command.command()
@click.argument("tabular", type=_FILE)
@click.option("--release", required=True, help="What to call it, such as 2027.")
@click.option("--from", "starts", type=_DAY, required=True, help="First date of service it holds for.")
@click.option("--to", "ends", type=_DAY, help="Last date of service; the next 30 September if not given.")
@click.option("--order", type=_FILE, help="The order file, for validity; worked out of the tabular file if not given.")
def load(tabular: Path, release: str, starts: dt.datetime, ends: dt.datetime | None, order: Path | None) -> None:
    """Load a release from the tabular XML that CMS publishes."""
    from rich.console import Console

    from denialrisk.data.codes.releases import load as put

    with Console(stderr=True).status(f"Reading {tabular.name}"):
        loaded = put(tabular, release, starts.date(), ends.date() if ends else None, order=order)
    _show((loaded,))


@command.command()
@click.argument("table", type=_FILE)
@click.option("--from", "starts", type=_DAY, required=True, help="First date of service it holds for.")
def mue(table: Path, starts: dt.datetime) -> None:
    """Load the quarter's practitioner MUE table (most units a day) from the .csv or .zip that CMS publishes."""
    from denialrisk.data.billing.units import load_mue

    click.echo(f"kept as {load_mue(table, starts.date())}")


@command.command()
@click.argument("parts", nargs=-1, required=True, type=_FILE)
def ncci(parts: tuple[Path, ...]) -> None:
    """Load the practitioner PTP pairs (services not paid together), all parts of one quarter, as CMS publishes them."""
    from denialrisk.data.billing.pairs import load_ncci

    click.echo(f"kept as {load_ncci(*parts)}")


def _show(listed: tuple[Release, ...]) -> None:
    from rich.console import Console
    from rich.table import Table

    from denialrisk.data.codes.icd10cm import code_set

    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("release", "holds from", "to", "valid codes", "Excludes1 notes", "kept in"):
        table.add_column(head, no_wrap=head in ("release", "holds from", "to"), overflow="fold")
    for release in listed:
        valid, noted = code_set(release).counts()
        where = str(release.path.parent) if release.loaded else "this package"
        table.add_row(release.name, str(release.starts), str(release.ends), f"{valid:,}", f"{noted:,}", where)
    Console().print(table)
