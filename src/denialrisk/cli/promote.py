"""denialrisk promote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from denialrisk.cli import options
from denialrisk.cli.progress import console
from denialrisk.data.counted import counted

if TYPE_CHECKING:
    from denialrisk.training.compare import Comparison
    from denialrisk.training.promote import Promoted


NOT_COMPARED = ", without a comparison: there was no champion before it"
UNREADABLE = ", without a comparison: the one before it reads claims by other rules"


@click.command()
@click.option("--claims", type=click.Path(path_type=Path), multiple=True, help="Claims to compare the two models on.")
@options.notes
@options.evidence
@options.remits
@click.option(
    "--force", is_flag=True, help="Replace a champion that this installation cannot read, without a comparison."
)
@click.option("--rollback", is_flag=True, help="Make the champion before this one the champion again.")
@options.store
def command(
    claims: tuple[Path, ...],
    notes: Path | None,
    evidence: Path | None,
    remits: tuple[Path, ...],
    force: bool,
    rollback: bool,
    store: Path,
) -> None:
    """Make the challenger the champion if it is better on the same later claims, or roll back."""
    from denialrisk.cli.inputs import given
    from denialrisk.features.inputs import Claims
    from denialrisk.training.config import Config
    from denialrisk.training.promote import promote, roll_back
    from denialrisk.training.tracking import Store

    if rollback:
        done = roll_back(Store(store))
        console.print(f"version {done.champion} is champion again, in place of {done.replaced}")
        return
    with console.status("comparing the models"):
        data = given(Claims(claims, notes), evidence, remits) if claims else None
        result = promote(Store(store), data, Config(), force)
    tell(result)


def tell(result: Promoted | Comparison) -> None:
    """Say how the two models compare, and which is champion now."""
    from denialrisk.training.promote import Promoted

    comparison = result.comparison if isinstance(result, Promoted) else result
    if comparison is not None:
        console.print(f"on {counted(comparison.claims, 'claim')} submitted from {comparison.submitted_from} on:")
        for name, champion, challenger, (low, high) in (
            ("AUC", comparison.champion_auc, comparison.challenger_auc, comparison.auc_gained),
            ("Brier score", comparison.champion_brier, comparison.challenger_brier, comparison.brier_gained),
        ):
            console.print(
                f"  {name}: champion {champion:.4f}, challenger {challenger:.4f}, difference {low:+.4f} to {high:+.4f}",
                highlight=False,
            )
    if isinstance(result, Promoted):
        why = "" if comparison else UNREADABLE if result.replaced else NOT_COMPARED
        console.print(f"version {result.champion} is champion now{why}", soft_wrap=True)
    else:
        console.print("the champion stays: the challenger is not better beyond chance")
