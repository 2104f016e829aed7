"""denialrisk ingest: read 837, 835, flat files and notes into tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from denialrisk.cli import options
from denialrisk.data.counted import counted

if TYPE_CHECKING:
    from rich.console import Console

    from denialrisk.data.ingest import Counts

SHOWN_REASONS = 10
ENVELOPE = "interchange"
"""Kind of faults that refuse no record: wrong counts and the like."""


@click.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOURCE...")
@click.option(
    "--notes", type=click.Path(path_type=Path), help="Notes: JSON lines, CSV, Parquet, or a folder of CLAIMID.txt."
)
@click.option(
    "--remits", multiple=True, type=click.Path(path_type=Path), help="Remits beside the 835 files among SOURCE."
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write the tables to.")
@options.patient_key
@click.option("--processes", type=click.IntRange(1), default=2, show_default=True, help="Processes that read files.")
def command(
    sources: tuple[Path, ...],
    notes: Path | None,
    remits: tuple[Path, ...],
    out: Path,
    patient_key: Path | None,
    processes: int,
) -> None:
    """Read 837, 835, flat files and notes into tables.

    SOURCE is any number of files and folders: 837 and 835 (plain, gzip or zip), the claims table as Parquet, a folder
    with claims.csv, diagnoses.csv and lines.csv, or a folder that ingest wrote. Kinds are told by content.

    Writes claims.parquet, remits.parquet, provider_adjustments.parquet, quarantine.csv (what was refused, where and
    why) and ingest.json (the counts).
    """
    from rich.console import Console
    from rich.filesize import decimal

    from denialrisk.cli.progress import steps
    from denialrisk.data.ingest import Inputs, ingest
    from denialrisk.data.patients import PatientKeys
    from denialrisk.data.sources import Reading

    reading = Reading(PatientKeys.load(patient_key))
    with steps(decimal) as progress:

        def started(name: str, size: int) -> None:
            reading.advance = lambda read: progress(f"reading {name}", read, size or None)
            reading.advance(0)

        counts = ingest(Inputs(sources, notes, remits), out, reading, processes=processes, started=started)
    _report(counts, out, Console())


def _report(counts: Counts, out: Path, console: Console) -> None:
    """What came in, what was refused, what joined, and where to look."""
    _table(console, "Came in", _came(counts))
    refused = {kind: number for kind, number in counts.refused.items() if kind != ENVELOPE}
    if refused:
        _table(console, "Refused", refused)
    if ENVELOPE in counts.refused:
        _table(console, "Reported, nothing refused", {"faults of the X12 envelope": counts.refused[ENVELOPE]})
    if counts.reasons:
        _table(console, "Most frequent reasons", dict(list(counts.reasons.items())[:SHOWN_REASONS]))
    joined = _joined(counts)
    if joined:
        _table(console, "Joined", joined)
    for notice in counts.notices:
        console.print(f"note: {notice}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"Tables: {out / 'claims.parquet'} and beside it", markup=False, highlight=False, soft_wrap=True)
    if counts.refused:
        where = out / "quarantine.csv"
        console.print(
            f"Each of them with file, place and reason: {where}", markup=False, highlight=False, soft_wrap=True
        )


def _came(counts: Counts) -> dict[str, int]:
    rows = {
        f"claims, from {counted(counts.claim_files, 'file')}": counts.claims,
        **{f"  of them {form}": number for form, number in counts.claims_by_form.items()},
        "  diagnoses": counts.diagnoses,
        "  service lines": counts.lines,
        "  identical claims read again, kept once": counts.duplicate_claims,
        f"remits, from {counted(counts.remit_files, 'file')}": counts.remits,
        "  identical remits read again, kept once": counts.duplicate_remits,
        "  provider adjustments, which belong to no claim": counts.provider_adjustments,
    }
    if counts.notes:
        rows |= {
            "notes": counts.notes.read,
            "  undated": counts.notes.undated,
            "  with characters that could not be read": counts.notes.replaced_characters,
            "  left out, written after the claim was sent": counts.notes.after_submission,
        }
    return {name: number for name, number in rows.items() if number or not name.startswith("  ")}


def _joined(counts: Counts) -> dict[str, int]:
    rows: dict[str, int] = {}
    if counts.remits:
        rows |= {
            "claims with a remit": counts.claims_with_remit,
            "claims without a remit": counts.claims - counts.claims_with_remit,
            "remits without a claim": counts.remits_without_claim,
            "remits whose payer writes the claim number otherwise": counts.remits_written_otherwise,
        }
    if counts.notes:
        rows |= {
            "claims with a note": counts.notes.claims_with_note,
            "claims without a note": counts.notes.claims_without_note,
            "notes without a claim": counts.notes.without_claim,
        }
    return rows


def _table(console: Console, title: str, rows: dict[str, int]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(title, "number", box=SIMPLE_HEAD)
    table.columns[1].justify = "right"
    for name, number in rows.items():
        table.add_row(Text(name), f"{number:,}")
    console.print(table)
