"""``denialrisk simulate``: write the files of a simulated world."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from denialrisk.data.counted import counted


@click.command(help="Write the files of a simulated world: 837, 835, notes, and the truth behind them.")
@click.option("--claims", type=click.IntRange(min=1), default=20_000, show_default=True, help="Claims in all.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Same seed, same bytes.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write to.")
@click.option("--even", is_flag=True, help="A world to try rules on: what is rare as often as what is not.")
@click.option("--figures", is_flag=True, help="Measure the world: denial rates, the oracle's AUC, how causes act.")
def command(claims: int, seed: int, out: Path, *, even: bool, figures: bool) -> None:
    """Run the world and show how far it is."""
    from denialrisk.cli.progress import steps
    from denialrisk.data.simulate import simulate

    with steps() as progress:
        simulate(claims, seed, out, partial(progress.reached, "simulating"), even=even)
    click.echo(
        f"{counted(claims, 'simulated claim')}, seed {seed}, in {out}: claims/, remits/, notes.jsonl, truth.parquet"
    )
    if figures:
        from denialrisk.data.simulate.measure import first_procedures, rates, table

        click.echo(table(rates(out / "truth.parquet", first_procedures(out / "claims"))))
