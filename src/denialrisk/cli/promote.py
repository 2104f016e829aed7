"""denialrisk promote."""

from __future__ import annotations

from pathlib import Path

import click

from denialrisk.cli.progress import console
from denialrisk.cli.train import STORE


@click.command()
@click.option("--claims", type=click.Path(path_type=Path), multiple=True, help="Claims to compare the two models on.")
@click.option("--notes", type=click.Path(path_type=Path), help="Their notes, where they do not stand in the claims.")
@click.option("--remits", type=click.Path(path_type=Path), multiple=True, help="By default those of the ingest folder.")
@click.option("--rollback", is_flag=True, help="Make the champion before this one the champion again.")
@click.option("--store", type=click.Path(path_type=Path), default=STORE, show_default=True, help="MLflow store.")
def command(
    claims: tuple[Path, ...], notes: Path | None, remits: tuple[Path, ...], rollback: bool, store: Path
) -> None:
    """Make the challenger the champion if it is better on the same later claims, or roll back."""
    from denialrisk.cli.inputs import Claims, remit_table
    from denialrisk.training.config import Config
    from denialrisk.training.promote import Promoted, promote, roll_back
    from denialrisk.training.tracking import Store

    if rollback:
        done = roll_back(Store(store))
        console.print(f"version {done.champion} is champion again, in place of {done.replaced}")
        return
    with console.status("comparing the models"):
        batches = Claims(claims, notes) if claims else None
        given = remit_table(remits or claims) if claims else None
        result = promote(Store(store), batches, given, Config())
    comparison = result.comparison if isinstance(result, Promoted) else result
    if comparison is not None:
        low, high = comparison.auc_gained
        console.print(
            f"on {comparison.claims:,} claims from {comparison.submitted_from}: AUC of the champion "
            f"{comparison.champion_auc:.4f}, of the challenger {comparison.challenger_auc:.4f} "
            f"(difference {low:+.4f} to {high:+.4f})",
            highlight=False,
        )
    if isinstance(result, Promoted):
        console.print(f"version {result.champion} is champion now")
    else:
        console.print("the champion stays")
