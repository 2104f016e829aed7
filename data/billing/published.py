"""Reads the files that CMS publishes: CSV or tab-delimited text, or the ZIP they come in, below a legal preamble."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from denialrisk.data.errors import InputError
from denialrisk.data.home import home

CODE = re.compile(r"^[A-Z0-9]\d{3}[A-Z0-9]$")
"""Shape of a CPT or HCPCS code."""
_AS_PUBLISHED = "Give the file as CMS publishes it, as .csv, .txt or .zip."

T = TypeVar("T")


def billing_tables() -> list[Path]:
    """The files of pairs and limits at hand: those shipped, and those that the user has loaded."""
    return [*sorted(Path(__file__).parent.glob("*.csv")), *sorted((home() / "billing").glob("*"))]


def rows(path: Path, parse: Callable[[list[str]], T | None], expected: str) -> list[T]:
    """Every data row of a published file, as ``parse`` reads its cells; None from ``parse`` means not a data row.

    Lines before the first data row are the preamble. After it, a line with more than one filled cell that is no data
    row is refused: InputError names file and line, as it does where a file holds no data row at all.
    """
    found: list[T] = []
    for name, text in _texts(path):
        reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
        for cells in reader:
            row = parse([cell.strip() for cell in cells])
            if row is not None:
                found.append(row)
            elif found and sum(bool(cell.strip()) for cell in cells) > 1:
                raise InputError(
                    f"{name}, line {reader.line_num}: not a row of the table", expected=expected, do=_AS_PUBLISHED
                )
    if not found:
        raise InputError(f"{path.name} holds no row of the table", expected=expected, do=_AS_PUBLISHED)
    return found


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    if not path.is_file():
        raise InputError(
            f"no file {path}", expected="a file that CMS publishes, as .csv, .txt or .zip", do="Check the path."
        )
    if not zipfile.is_zipfile(path):
        yield path.name, path.read_bytes().decode("utf-8-sig", errors="replace")
        return
    with zipfile.ZipFile(path) as archive:
        members = [name for name in archive.namelist() if name.lower().endswith((".csv", ".txt"))]
        if not members:
            raise InputError(
                f"{path.name} holds no .csv or .txt",
                expected="a zip as CMS publishes it",
                do="Save the worksheet as CSV and give that file",
            )
        for name in members:
            yield f"{path.name}:{name}", archive.read(name).decode("utf-8-sig", errors="replace")


def _delimiter(text: str) -> str:
    return "\t" if "\t" in text else ","
