"""The ``priors`` command."""

from __future__ import annotations

from pathlib import Path

import click

from denialrisk.data.counted import counted


@click.group()
def command() -> None:
    """Build cold-start priors from published reviewer decisions."""


@command.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE_OR_FOLDER...")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Parquet file to write.")
def build(sources: tuple[Path, ...], out: Path) -> None:
    """Count how often reviewers refused each procedure, provider type, bill type and part.

    FILE_OR_FOLDER holds the CERT files that CMS publishes (one reviewed line a row), or count tables (level,
    lines_reviewed, disagree) whose names begin with hcpcs, provider_type, tob or part. Give a year's lines or its
    counts, not both: what is given is added up.
    """
    from rich.console import Console
    from rich.table import Table

    from denialrisk.features.priors import save
    from denialrisk.training.priors import build as build_priors
    from denialrisk.training.priors import strongest

    console = Console()
    with console.status("counting decisions"):
        priors, read = build_priors(sources)
        out.parent.mkdir(parents=True, exist_ok=True)
        save(priors, out)
    files = Table("file", "read as", "lines", "note", title="Read")
    for source in read:
        files.add_row(source.name, source.form, f"{source.lines:,}", source.note)
    console.print(files)
    levels = Table("kind", "most refused", "lines", "refused", "log-odds", title="Most refused, of 500 lines or more")
    for kind, rows in strongest(priors, n=3).items():
        for row in rows.itertuples():
            levels.add_row(kind, str(row.level), f"{row.lines:,}", f"{row.refused:,}", f"{row.log_odds:+.2f}")
    console.print(levels)
    console.print(
        f"{counted(priors.table.num_rows, 'level')}, {priors.rate:.1%} of all lines refused. Written: {out}",
        highlight=False,
    )
