"""denialrisk monitor."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from denialrisk.cli import options
from denialrisk.cli.progress import console
from denialrisk.data.counted import counted

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from denialrisk.serving.bundle import Bundle
    from denialrisk.training.monitor import Monitored
    from denialrisk.training.tracking import Store

SHOWN: Final = 5
"""Issues and payers listed; the run in MLflow has all."""
LEAST: Final = 20
"""Fewer claims than this are not listed: their rate of denial says little."""


@click.command()
@options.worklist
@click.option(
    "--remits",
    type=click.Path(path_type=Path),
    required=True,
    multiple=True,
    help="Answers received since: 835 files or folders, remits.parquet, a flat CSV, or an ingest folder.",
)
@click.option(
    "--worked",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Claim numbers changed because of the worklist, one a line: they cannot show whether it was right.",
)
@click.option("--model", help="Bundle that made the worklist; by default it is looked up in the store.")
@options.store
@click.option(
    "--maturity-days",
    type=click.IntRange(0),
    default=90,
    show_default=True,
    help="Days after submission in which an answer may still come: younger claims without one are left out.",
)
def command(worklist: Path, remits: tuple[Path, ...], worked: Path | None, model: str | None, store: Path,
            maturity_days: int) -> None:  # fmt: skip
    """Compare what was said with what payers answered: figures, drift, and a verdict. Logged beside training."""
    from denialrisk.cli.inputs import remit_table
    from denialrisk.serving.worklist import read
    from denialrisk.training import tracking
    from denialrisk.training.monitor import monitor

    with console.status("reading the worklist"):
        rows = read(worklist)
        changed = _changed(worked, rows.column("claim_id")) if worked else set()
        bundle = _maker(sorted(rows.column("model_version").unique().to_pylist()), model, store)
    with console.status("reading the answers"):
        answers = remit_table(remits)
    with console.status("comparing"):
        found = monitor(rows, answers, bundle.about, changed, maturity_days)
        page = _logged(found, bundle, tracking.Store(store))
    _report(found)
    console.print(f"MLflow run with all tables: 'denialrisk ui --store {store}', then http://127.0.0.1:5000{page}",
                  highlight=False, soft_wrap=True)  # fmt: skip


def _changed(worked: Path, listed: pa.ChunkedArray) -> set[str]:
    """The claim numbers of a file, of which some at least are in the worklist."""
    from denialrisk.data.delimited import open_text
    from denialrisk.data.errors import InputError

    with open_text(worked) as lines:
        named = {line.strip() for line in lines} - {""}
    found = named & set(listed.to_pylist())
    console.print(
        f"{worked.name}: a claim of the worklist on {len(found):,} of {counted(len(named), 'line')}", soft_wrap=True
    )
    if not found:
        raise InputError(
            f"{worked.name} names no claim of the worklist",
            expected="one claim number on each line and nothing else",
            do="Check that this is the file of claims worked on, and that it belongs to this worklist.",
        )
    return found


def _maker(made_by: list[str], model: str | None, store: Path) -> Bundle:
    """The bundle that made a worklist, by the versions that it names."""
    from denialrisk.data.errors import InputError
    from denialrisk.serving.bundle import load
    from denialrisk.training.models import find, made

    kept = made(made_by[0], store) if model is None and len(made_by) == 1 else None
    bundle = load(kept or find(model, store))
    if set(made_by) - {bundle.version}:
        raise InputError(
            f"the worklist was made by model {', '.join(made_by)}, this is {bundle.version}",
            expected="the model that made the worklist",
            do="Name it with --model.",
        )
    return bundle


def _logged(found: Monitored, bundle: Bundle, store: Store) -> str:
    """Log the comparison as a run; gives the path of its page."""
    from denialrisk.training import tracking

    with tracking.run(store, name=f"monitor {found.verdict}") as run:
        run.metrics(found.metrics | {f"count_{name}": float(count) for name, count in found.counts.items()})
        run.tags(
            {"verdict": found.verdict, "why": "; ".join(found.why), "basis": found.basis, "bundle": bundle.version}
        )
        for name, table in found.tables.items():
            run.table(table, name)
        return run.page


def _report(found: Monitored) -> None:
    """Figures, what was denied more often than said, drift, and the verdict."""
    from rich.table import Table

    figures = Table("figure", "value", title=f"Judged on {counted(found.counts['judged'], 'claim')} {found.basis}")
    for name, value in found.metrics.items():
        figures.add_row(name.replace("_", " "), _figure(value))
    console.print(figures)
    for name, what in (("by_issue", "issue"), ("by_payer", "payer_id")):
        _print_rates(found.tables[name], what)
    drift = Table("column", "PSI", "by chance", "KS", "verdict", title="Drift since training")
    for row in found.tables["drift"].to_dict("records"):
        numbers = [_figure(row[name]) for name in ("psi", "by_chance", "ks")]
        drift.add_row(row["column"].replace("_", " "), *numbers, row["verdict"])
    console.print(drift)
    counts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in found.counts.items() if count)
    console.print(f"of the worklist: {counts}", markup=False)
    console.print(f"verdict: {found.verdict}" + "".join(f"\n  {reason}" for reason in found.why), markup=False)


def _print_rates(rates: pd.DataFrame, what: str) -> None:
    """The issues or payers whose claims were denied the most above what was said."""
    from rich.table import Table

    above = rates[rates["claims"] >= LEAST].nlargest(SHOWN, "excess")
    table = Table(what.removesuffix("_id"), "claims", "denied", "predicted", title="Denied more often than said")
    for row in above[above["excess"] > 0].to_dict("records"):
        table.add_row(str(row[what]), f"{row['claims']:,}", f"{row['denied']:.1%}", f"{row['predicted']:.1%}")
    if table.row_count:
        console.print(table)


def _figure(value: float) -> str:
    if isnan(value):
        return "-"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4f}"
