"""denialrisk train."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from denialrisk.cli import options
from denialrisk.cli.progress import check_reader, console, steps

if TYPE_CHECKING:
    from denialrisk.training.train import Trained


@click.command()
@options.claims
@options.notes
@options.evidence
@options.remits
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="TOML file of settings, named as in training/config.py; what it leaves out keeps its default.",
)
@click.option("--priors", type=click.Path(path_type=Path), help="Cold-start priors made by 'denialrisk priors build'.")
@click.option(
    "--tune",
    "trials",
    type=click.IntRange(0),
    default=0,
    help="Try so many settings first (Optuna), and train with the best.",
)
@click.option("--truth", type=click.Path(path_type=Path), help="truth.parquet of simulated claims, for evaluation.")
@click.option(
    "--processes",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Processes that read notes, best one a core.",
)
@click.option("--promote", is_flag=True, help="Make the new model the champion if it beats the champion.")
@options.store
def command(
    claims: tuple[Path, ...],
    notes: Path | None,
    evidence: Path | None,
    remits: tuple[Path, ...],
    config: Path | None,
    priors: Path | None,
    trials: int,
    truth: Path | None,
    processes: int,
    promote: bool,
    store: Path,
) -> None:
    """Learn a model of denial from claims and remits, and log it to MLflow."""
    from denialrisk.cli.inputs import given, tell_claims
    from denialrisk.features.inputs import Claims
    from denialrisk.training import tracking
    from denialrisk.training.config import load
    from denialrisk.training.train import train

    settings = load(config)
    check_reader()
    with steps() as progress:
        source = Claims(claims, notes)
        data = replace(given(source, evidence, remits, priors, processes), truth=truth)
        trained = train(data, settings, tracking.Store(store), progress, trials)
    tell_claims(source)
    tell_trained(trained, store)
    if promote and not trained.version:
        console.print("nothing to promote: the model was not registered")
    elif promote:
        from denialrisk.cli.promote import tell
        from denialrisk.training import promote as promotion

        with console.status("comparing with the champion"):
            result = promotion.promote(tracking.Store(store), data, settings)
        tell(result)


def tell_trained(trained: Trained, store: Path) -> None:
    """The labels, the headline of the test slice with its intervals, and where to look."""
    from denialrisk.training import baselines

    counts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in trained.label_counts.items() if count)
    console.print(f"labels: {counts}", highlight=False, soft_wrap=True)
    found = trained.results
    console.print("on the test slice, the latest claims:")
    for name, value in (found.headline | found.simulated).items():
        low, high = found.intervals.get(name, (None, None))
        said = "" if low is None else f"  ({low:,.4f} to {high:,.4f})"
        figure = f"{value:,.0f}" if name == "claims" else f"{value:,.4f}"
        console.print(f"  {name.replace('_', ' '):27} {figure:>10}{said}", highlight=False)
    compared = found.tables["baselines"]
    if found.not_beaten:
        console.print(f"not registered: no better than {baselines.said(compared, found.not_beaten)}",
                      highlight=False, soft_wrap=True)  # fmt: skip
    if found.hardly_beaten:
        console.print(f"better, by no more than chance may give, than {baselines.said(compared, found.hardly_beaten)}",
                      highlight=False, soft_wrap=True)  # fmt: skip
    for check in found.checks:
        if not check.passed:
            console.print(f"look at this: {check.name}: {check.found}", highlight=False)
    made = f"model {trained.bundle.version} in {trained.folder}"
    if trained.version is not None:
        made += f", challenger version {trained.version.number}: 'denialrisk promote' makes it champion"
    console.print(made, highlight=False, soft_wrap=True)
    console.print(f"MLflow run {trained.run.run_id}, report.html first: 'denialrisk ui --store {store}', then "
                  f"http://127.0.0.1:5000{trained.run.page}", highlight=False, soft_wrap=True)  # fmt: skip
