"""denialrisk score."""

from __future__ import annotations

from pathlib import Path

import click

from denialrisk.cli.progress import console, steps
from denialrisk.cli.train import STORE


@click.command()
@click.option(
    "--claims",
    type=click.Path(path_type=Path),
    required=True,
    multiple=True,
    help="Claims: an ingest folder, claims.parquet, 837 files or folders, or a flat folder.",
)
@click.option("--notes", type=click.Path(path_type=Path), help="Notes: JSONL, CSV, Parquet, or a folder of text files.")
@click.option("--model", help="Bundle folder or MLflow model address; by default the newest in the store.")
@click.option("--store", type=click.Path(path_type=Path), default=STORE, show_default=True, help="MLflow store.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the worklist.")
def command(claims: tuple[Path, ...], notes: Path | None, model: str | None, store: Path, out: Path) -> None:
    """Score claims before submission: worklist.parquet, worklist.csv and worklist.html in OUT."""
    from denialrisk.cli.inputs import Claims
    from denialrisk.serving.score import score
    from denialrisk.training.models import find

    bundle = find(model, store)
    with steps() as progress:
        summary = score(Claims(claims, notes)(), bundle, out, progress=lambda rows: progress("scoring", rows))
    console.print(
        f"{summary.claims:,} claims in {summary.seconds:,.1f} s: "
        + ", ".join(f"{count:,} {tier}" for tier, count in summary.tiers.items())
        + f"; {summary.abstained:,} abstained; ${summary.dollars_at_risk:,.0f} at risk"
    )
    console.print(f"worklist: {out / 'worklist.html'}")
