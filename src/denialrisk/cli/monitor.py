"""denialrisk monitor."""

from __future__ import annotations

from pathlib import Path

import click

from denialrisk.cli import options
from denialrisk.cli.progress import console


@click.command()
@options.worklist
@click.option("--remits", type=click.Path(path_type=Path), required=True, multiple=True, help="Answers received since.")
@click.option(
    "--worked",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Claim numbers changed because of the worklist, one a line.",
)
@click.option("--model", help="Bundle that made the worklist; by default it is looked up in the store.")
@options.store
@click.option("--maturity-days", default=90, show_default=True, help="Younger claims without an answer are left out.")
def command(worklist: Path, remits: tuple[Path, ...], worked: Path | None, model: str | None, store: Path,
            maturity_days: int) -> None:  # fmt: skip
    """Compare what was said with what payers answered: figures, drift, and a verdict. Logged beside training."""
    from rich.table import Table

    from denialrisk.cli.inputs import remit_table
    from denialrisk.data.errors import InputError
    from denialrisk.serving.bundle import load
    from denialrisk.serving.worklist import read
    from denialrisk.training import tracking
    from denialrisk.training.models import find, made
    from denialrisk.training.monitor import monitor

    rows = read(worklist)
    changed = set(worked.read_text(encoding="utf-8").split()) if worked else set()
    made_by = sorted(rows.column("model_version").unique().to_pylist())
    kept = made(made_by[0], store) if model is None and len(made_by) == 1 else None
    bundle = load(kept or find(model, store))
    if set(made_by) - {bundle.version}:
        raise InputError(
            f"the worklist was made by model {', '.join(made_by)}, this is {bundle.version}",
            expected="the model that made the worklist",
            do="Name it with --model.",
        )
    found = monitor(rows, remit_table(remits), bundle.about, changed, maturity_days)
    with tracking.run(tracking.Store(store), name=f"monitor {found.verdict}") as run:
        run.metrics(found.metrics | {f"count_{name}": float(count) for name, count in found.counts.items()})
        run.tags(
            {"verdict": found.verdict, "why": "; ".join(found.why), "basis": found.basis, "bundle": bundle.version}
        )
        for name, table in found.tables.items():
            run.table(table, name)
    figures = Table("figure", "value", title=f"Judged on {found.counts['judged']:,} claims {found.basis}")
    for name, value in found.metrics.items():
        figures.add_row(name.replace("_", " "), f"{value:,.0f}" if value == int(value) else f"{value:,.4f}")
    console.print(figures)
    counts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in found.counts.items() if count)
    console.print(f"of the worklist: {counts}", markup=False)
    console.print(f"verdict: {found.verdict}" + "".join(f"\n  {reason}" for reason in found.why), markup=False)
