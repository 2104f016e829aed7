"""denialrisk evidence: what notes document, as a table, as one summary per note, or marked in the text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from denialrisk.data.errors import InputError

if TYPE_CHECKING:
    from denialrisk.data.quarantine import Quarantine
    from denialrisk.features.notes.findings import Finding

_CHUNK = 2000
_NOTE = "a JSON object with note_id and text"
_File = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("notes", required=False, type=_File)
@click.option("--out", type=_File, help="Parquet file: one row per note and element, absent ones included.")
@click.option("--summary", type=_File, help="JSONL file: one object per note (docs/notes.md says what is in it).")
@click.option("--text", "text_file", type=_File, help="A text file: print its elements and mark their words.")
def command(notes: Path | None, out: Path | None, summary: Path | None, text_file: Path | None) -> None:
    """Read NOTES (JSONL with note_id and text) and say what they document.

    The text itself is written nowhere; --text shows it on the terminal only.
    """
    if text_file:
        _show(_text(text_file))
    if notes:
        if not (out or summary):
            raise click.UsageError("say where to write: --out, --summary or both")
        _write(notes, out, summary)
    elif not text_file:
        raise click.UsageError("give a NOTES file, or --text FILE")


def _text(path: Path) -> str:
    if not path.is_file():
        raise InputError(f"no file {path.name}", expected="a text file", do="Check the path.")
    return path.read_bytes().decode("utf-8", errors="replace")


def _write(notes: Path, out: Path | None, summary: Path | None) -> None:
    import pyarrow.parquet as pq

    from denialrisk.data.quarantine import QUARANTINE_FILE, Quarantine
    from denialrisk.data.schema import EVIDENCE
    from denialrisk.features.notes import read_texts, summarize
    from denialrisk.features.notes.table import evidence_table

    if not notes.is_file():
        raise InputError(f"no file {notes.name}", expected="a JSONL file of notes", do="Check the path.")
    refused = Quarantine()
    count = 0
    with ExitStack() as files:
        table = files.enter_context(pq.ParquetWriter(out, EVIDENCE.arrow)) if out else None
        lines = files.enter_context(summary.open("w", encoding="utf-8")) if summary else None
        bar = files.enter_context(click.progressbar(length=notes.stat().st_size, label="Reading notes"))
        for chunk, size in _chunks(notes, refused):
            found = read_texts(note["text"] for note in chunk)
            if table:
                rows = ((n["claim_id"], n["note_id"], f) for n, f in zip(chunk, found, strict=True))
                table.write_table(evidence_table(rows, absent=True))
            if lines:
                for note, findings in zip(chunk, found, strict=True):
                    lines.write(json.dumps({"note_id": note["original"], **summarize(findings)}) + "\n")
            count += len(chunk)
            bar.update(size)
    click.echo(f"{count} notes read, {refused.counts().get('note', 0)} lines refused", err=True)
    if refused.counts():
        listed = (out or summary or notes).with_name(QUARANTINE_FILE)
        refused.write(listed)
        click.echo(f"refused lines and why: {listed}", err=True)


def _chunks(notes: Path, refused: Quarantine) -> Iterator[tuple[list[dict[str, Any]], int]]:
    """Valid notes in file order, a few thousand at a time, with the bytes read; others go to ``refused``."""
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
