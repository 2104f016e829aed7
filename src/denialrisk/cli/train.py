"""denialrisk train."""

from __future__ import annotations

from pathlib import Path

import click

from denialrisk.cli.progress import console, steps

STORE = Path("mlruns")


@click.command()
@click.option(
    "--claims",
    type=click.Path(path_type=Path),
    required=True,
    multiple=True,
    help="Claims: an ingest folder, claims.parquet, 837 files or folders, or a flat folder.",
)
@click.option("--notes", type=click.Path(path_type=Path), help="Notes: JSONL, CSV, Parquet, or a folder of text files.")
@click.option(
    "--remits",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Remittances; by default those of the ingest folder.",
)
@click.option("--config", type=click.Path(path_type=Path), help="TOML file of settings (see training/config.py).")
@click.option("--store", type=click.Path(path_type=Path), default=STORE, show_default=True, help="MLflow store.")
def command(claims: tuple[Path, ...], notes: Path | None, remits: tuple[Path, ...], config: Path | None, store: Path,
            ) -> None:  # fmt: skip
    """Learn a model of denial from claims and remits, and log it to MLflow."""
    from denialrisk.cli.inputs import Claims, remit_table
    from denialrisk.training import tracking
    from denialrisk.training.config import load
    from denialrisk.training.train import train

    settings = load(config)
    with steps() as progress:
        trained = train(Claims(claims, notes), remit_table(remits or claims), settings, tracking.Store(store), progress)
    for name, value in trained.metrics.items():
        console.print(f"  {name:28} {value:,.4f}")
    console.print(f"model {trained.bundle.version} in {trained.folder}")
