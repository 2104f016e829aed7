"""denialrisk demo."""

from __future__ import annotations

import time
from pathlib import Path

import click

from denialrisk.cli import options
from denialrisk.cli.progress import console


@click.command()
@click.option(
    "--claims", default=20_000, show_default=True, help="How many claims to simulate; 20,000 take one or two minutes."
)
@click.option("--seed", default=3, show_default=True, help="Seed of the simulated world.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, help="Folder to fill.")
@options.store
@click.pass_context
def command(context: click.Context, claims: int, seed: int, out: Path, store: Path) -> None:
    """Simulate payers, ingest their files, train, and score the claims: the whole thing in one go.

    The worklist holds all claims, those that the model learned from among them, so that there is much to look at; how
    good the model is on later claims stands in the run's report.
    """
    from denialrisk.cli.ingest import command as ingest
    from denialrisk.cli.score import command as score
    from denialrisk.cli.simulate import command as simulate
    from denialrisk.cli.train import command as train

    began = time.monotonic()
    world, tables, worklist = out / "world", out / "tables", out / "worklist"
    context.invoke(simulate, claims=claims, seed=seed, out=world)
    context.invoke(ingest, sources=(world / "claims",), notes=world / "notes.jsonl",
                   remits=(world / "remits",), out=tables)  # fmt: skip
    context.invoke(train, claims=(tables,), truth=world / "truth.parquet", store=store)
    context.invoke(score, claims=(tables,), past=(tables,), store=store, out=worklist)
    console.print(f"all in {time.monotonic() - began:,.0f} s")
