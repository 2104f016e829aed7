"""denialrisk evidence: what notes document, as a table, as one summary per note, or marked in the text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from denialrisk.cli.progress import check_reader, steps
from denialrisk.data.counted import counted
from denialrisk.data.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from denialrisk.data.quarantine import Quarantine
    from denialrisk.features.notes.findings import Finding

_CHUNK = 500
_NOTE = "a JSON object with note_id and text"
_OTHER_KINDS = "Check the path; CSV, Parquet and folders of notes are read where --claims names their claims."
_File = click.Path(dir_okay=False, path_type=Path)
_Any = click.Path(path_type=Path)


@click.command()
@click.argument("notes", required=False, type=_Any)
@click.option(
    "--claims",
    type=_Any,
    multiple=True,
    help="Claims that the notes are of, in any form that 'denialrisk score' takes: what the notes of each document "
    "together, as scoring reads them. May be repeated.",
)
@click.option(
    "--out",
    type=_File,
    help="Parquet file: one row per note and element, absent ones included; with --claims per claim and element, for "
    "--evidence of train and score.",
)
@click.option("--summary", type=_File, help="JSONL file: one object per note (docs/notes.md says what is in it).")
@click.option("--text", "text_file", type=_File, help="A text file: print its elements and mark their words.")
@click.option(
    "--processes", type=click.IntRange(1), default=2, show_default=True, help="Processes that read, best one a core."
)
def command(notes: Path | None, claims: tuple[Path, ...], out: Path | None, summary: Path | None,
            text_file: Path | None, processes: int) -> None:  # fmt: skip
    """Read NOTES and say what they document.

    NOTES is JSONL with note_id and text; with --claims it is whatever --notes of train and score takes, by claim_id.
    The text itself is written nowhere; --text shows it on the terminal only.
    """
    if text_file:
        _show(_text(text_file))
    if notes and claims:
        if summary or not out:
            raise click.UsageError("--claims writes one table for all notes of a claim: give --out and no --summary")
        _write_by_claim(notes, claims, out, processes)
    elif notes:
        if not (out or summary):
            raise click.UsageError("say where to write: --out, --summary or both")
        _write(notes, out, summary, processes)
    elif not text_file:
        raise click.UsageError("give a NOTES file, or --text FILE")


def _write_by_claim(notes: Path, claims: tuple[Path, ...], out: Path, processes: int) -> None:
    """What the notes of each claim document: the table that --evidence takes in place of these notes."""
    import pyarrow.parquet as pq

    from denialrisk.cli.inputs import tell_claims
    from denialrisk.data.atomic import atomic_file
    from denialrisk.data.schema import EVIDENCE
    from denialrisk.features.inputs import Claims
    from denialrisk.serving.processes import in_order, sent

    check_reader()
    batches = Claims(claims, notes, batch_size=_CHUNK)
    pieces = (sent(batch.select(["claim_id", "notes"])) for batch in batches)
    with steps() as progress, atomic_file(out) as draft, pq.ParquetWriter(draft, EVIDENCE.arrow) as table:
        for read, count in in_order(_read_claims, pieces, processes):
            table.write_table(read)
            progress("reading notes", count, batches.expected())
    tell_claims(batches)


def _read_claims(piece: bytes) -> tuple[pa.Table, int]:
    from denialrisk.features.notes import read_kept
    from denialrisk.serving.processes import received

    batch = received(piece)
    return read_kept(batch), batch.num_rows


def _text(path: Path) -> str:
    if not path.is_file():
        raise InputError(f"no file {path.name}", expected="a text file", do="Check the path.")
    return path.read_bytes().decode("utf-8", errors="replace")


def _write(notes: Path, out: Path | None, summary: Path | None, processes: int) -> None:
    import pyarrow.parquet as pq
    from rich.filesize import decimal

    from denialrisk.data.atomic import atomic_file
    from denialrisk.data.quarantine import QUARANTINE_FILE, Quarantine
    from denialrisk.data.schema import EVIDENCE
    from denialrisk.serving.processes import in_order

    if not notes.is_file():
        raise InputError(f"no file {notes.name}", expected="a JSONL file of notes", do=_OTHER_KINDS)
    check_reader()
    refused = Quarantine()
    count = 0
    with ExitStack() as files:
        drafts = [file and files.enter_context(atomic_file(file)) for file in (out, summary)]
        table = files.enter_context(pq.ParquetWriter(drafts[0], EVIDENCE.arrow)) if drafts[0] else None
        lines = files.enter_context(drafts[1].open("w", encoding="utf-8")) if drafts[1] else None
        progress = files.enter_context(steps(decimal))
        for read in in_order(_read, _chunks(notes, refused), processes):
            if table:
                table.write_table(read.evidence)
            if lines:
                lines.writelines(read.summaries)
            count += len(read.summaries)
            progress("reading notes", read.size, notes.stat().st_size)
        if not count:
            raise InputError(
                f"no note was read from {notes.name}; lines refused: {refused.counts().get('note', 0):,}",
                expected="lines of JSON with note_id and text",
                do=_OTHER_KINDS,
            )
    click.echo(f"{counted(count, 'note')} read; lines refused: {refused.counts().get('note', 0):,}", err=True)
    if refused.counts():
        listed = (out or summary or notes).with_name(QUARANTINE_FILE)
        refused.write(listed)
        click.echo(f"refused lines and why: {listed}", err=True)


class _Read(NamedTuple):
    """What some notes document, as a table and in a line of JSON each; ``size`` in bytes of the file."""

    evidence: pa.Table
    summaries: list[str]
    size: int


def _read(chunk: tuple[list[dict[str, Any]], int]) -> _Read:
    from denialrisk.features.notes import read_texts, summarize
    from denialrisk.features.notes.table import evidence_table

    notes, size = chunk
    found = list(zip(notes, read_texts(note["text"] for note in notes), strict=True))
    table = evidence_table(((note["claim_id"], note["note_id"], findings) for note, findings in found), absent=True)
    lines = [json.dumps({"note_id": note["original"], **summarize(findings)}) + "\n" for note, findings in found]
    return _Read(table, lines, size)


def _chunks(notes: Path, refused: Quarantine) -> Iterator[tuple[list[dict[str, Any]], int]]:
    """Valid notes in file order, some hundred at a time, with the bytes read; others go to ``refused``."""
    chunk: list[dict[str, Any]] = []
    size = 0
    with notes.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            size += len(line)
            if line.strip():
                note = _note(line)
                if isinstance(note, str):
                    refused.add(source=notes.name, location=f"line {number}", kind="note", found=note, expected=_NOTE)
                else:
                    chunk.append(note)
            if len(chunk) >= _CHUNK:
                yield chunk, size
                chunk, size = [], 0
    yield chunk, size


def _note(line: bytes) -> dict[str, Any] | str:
    """The note of a line, or what is wrong with it."""
    try:
        note = json.loads(line.decode("utf-8-sig", errors="replace"))
    except ValueError:
        return "no JSON object"
    if not isinstance(note, dict):
        return "no JSON object"
    if not isinstance(note.get("note_id"), (str, int)) or isinstance(note.get("note_id"), bool):
        return "no note_id"
    if not isinstance(note.get("text"), str):
        return "no text"
    plain = str(note["note_id"]).encode("utf-8", errors="replace").decode()
    claim = note.get("claim_id")
    claim_id = str(claim).encode("utf-8", errors="replace").decode() if isinstance(claim, (str, int)) else plain
    return {"note_id": plain, "original": note["note_id"], "claim_id": claim_id, "text": note["text"]}


def _show(text: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from denialrisk.features.notes import read_note, summarize

    findings = read_note(text)
    console = Console()
    marked = Text(_printable(text))
    for row in findings:
        marked.stylize(_style(row), row.start, row.end)
    console.print(marked)
    table = Table("element", "state", "value", "side", "number", "words", title="Evidence")
    for row in sorted(findings, key=lambda row: row.start):
        number = "" if row.number is None else f"{row.number:g}"
        words = Text(_printable(" ".join(text[row.start : row.end].split())[:60]))
        table.add_row(row.element, row.state, row.value or "", row.side or "", number, words)
    console.print(table)
    summary = Table("summary", "value")
    for name, value in summarize(findings).items():
        summary.add_row(name, "" if value is None else str(value))
    console.print(summary)


def _printable(text: str) -> str:
    """The text with control characters shown as blanks, so that a note cannot steer the terminal."""
    return "".join(each if each.isprintable() or each == "\n" else " " for each in text)


def _style(row: Finding) -> str:
    return {"negated": "strike red", "uncertain": "yellow", "historical": "dim"}.get(row.state, "bold green")
