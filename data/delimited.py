"""Delimited text files (CSV) as columns of text: every cell stays the text it was, so codes keep their zeros.

Tolerant of what exports do: a byte order mark, UTF-16, gzip, semicolons or tabs, CRLF, blank lines, names in any case.
A row that cannot be split into the header's columns goes to quarantine, and reading goes on with the very next line,
so that one stray quote costs one row and not the rest of the file.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import numpy as np
import numpy.typing as npt

from denialrisk.data.counted import counted
from denialrisk.data.errors import InputError
from denialrisk.data.quarantine import Quarantine

if TYPE_CHECKING:
    from io import BufferedReader as _Reader

    from _typeshed import WriteableBuffer as Buffer

    BufferedReader = _Reader[Any]

LONGEST_LINE: Final = 1 << 24
"""Characters; what is longer is cut there, so that a file without line ends does not fill the memory."""
_LONGEST_RECORD: Final = 20_000
"""Lines that one quoted cell may span."""
_DELIMITERS: Final = ",;\t|"
OLDER_ENCODING: Final = "denialrisk.windows-1252"
"""Error handler of decoding that reads bytes which are not UTF-8 as Windows-1252."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_GZIP = b"\x1f\x8b"

csv.field_size_limit(LONGEST_LINE)  # the default of 128 KiB is shorter than long notes


@dataclass(frozen=True)
class Cells:
    """Some rows of a file: the line each starts on, counted from 1, and the text of each column as it stands."""

    lines: npt.NDArray[np.int64]
    columns: dict[str, Sequence[str]]


@dataclass(frozen=True)
class Header:
    """The first line of a file that is not blank: its column names, folded, and how its cells are divided."""

    names: tuple[str, ...]
    delimiter: str


Advance = Callable[[int], object]
"""Told how many bytes of a file were read since it was last told; what progress bars count."""


@contextmanager
def open_bytes(path: Path, advance: Advance | None = None) -> Iterator[BufferedReader]:
    """The bytes of a file, unpacked if it is gzip, whatever its name says."""
    with io.BufferedReader(_Counted(path, advance), 1 << 20) as stream:
        if stream.peek(2)[:2] == _GZIP:
            with gzip.GzipFile(fileobj=stream) as unpacked:
                yield io.BufferedReader(unpacked)
        else:
            yield stream


@contextmanager
def open_text(path: Path, advance: Advance | None = None) -> Iterator[TextIO]:
    """The text of a file: UTF-8, with bytes that are none read as Windows-1252; UTF-16 where a mark says so.

    What is no text in any of them becomes U+FFFD.
    """
    with open_bytes(path, advance) as stream:
        encoding, errors = ("utf-16", "replace") if start_of(stream, 2) in _UTF16 else ("utf-8-sig", OLDER_ENCODING)
        yield io.TextIOWrapper(stream, encoding, errors=errors, newline="")


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are not UTF-8, as the exports of older systems mean them: 0x92 is the apostrophe in "can't"."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("windows-1252", "replace"), error.end


codecs.register_error(OLDER_ENCODING, _as_windows_1252)


def start_of(stream: BufferedReader, size: int) -> bytes:
    """The first bytes of a stream, which are not taken from it; none where packed data is damaged."""
    try:
        return stream.peek(size)[:size]
    except (OSError, EOFError, zlib.error):
        return b""


class _Counted(io.FileIO):
    """A file that tells how much of it has been read."""

    def __init__(self, path: Path, advance: Advance | None) -> None:
        super().__init__(path)
        self._advance = advance

    def readinto(self, buffer: Buffer) -> int | None:
        size = super().readinto(buffer)
        if self._advance and size:
            self._advance(size)
        return size


def fold(name: str) -> str:
    """A column name without case, outer blanks, and with one underscore for blanks and hyphens inside.

    >>> fold(" Claim ID "), fold("service-from")
    ('claim_id', 'service_from')
    """
    return re.sub(r"[\s_-]+", "_", name.strip().lower()).strip("_")


def read_header(path: Path) -> Header:
    """The header of a delimited file. Raises InputError when there is none or a name stands twice."""
    with open_text(path) as text:
        line = next((line for line in read_lines(text, path.name, Quarantine()) if line.strip()), "")
    delimiter = max(_DELIMITERS, key=line.count)
    names = tuple(map(fold, next(csv.reader([line.strip("\r\n")], delimiter=delimiter), [])))
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if not names or twice:
        raise InputError(
            f"{path.name} has {'the same column name more than once' if twice else 'no header'}",
            expected="a first line with one name for each column",
            do="Write the column names as the first line and export the file again.",
        )
    return Header(names, delimiter)


def read_cells(
    path: Path, kind: str, quarantine: Quarantine, chunk: int = 50_000, advance: Advance | None = None
) -> Iterator[Cells]:
    """The rows of a delimited file, in chunks. ``kind`` is what a refused row is called in quarantine."""
    header = read_header(path)
    width = len(header.names)
    with open_text(path, advance) as text:
        records = _records(read_lines(text, path.name, quarantine), header)
        next(records, None)
        while rows := list(islice(records, chunk)):
            good = [row for row in rows if len(row[1]) == width]
            for line, cells in rows:
                if len(cells) != width:
                    quarantine.add(
                        source=path.name,
                        location=f"line {line}",
                        kind=kind,
                        found=counted(len(cells), "cell")
                        if cells
                        else "a quote that does not end, or stands inside a cell",
                        expected=f"{counted(width, 'cell')}, as in the header",
                    )
            if good:
                lines = np.fromiter((line for line, _ in good), dtype=np.int64, count=len(good))
                columns = zip(*(cells for _, cells in good), strict=True)
                yield Cells(
                    lines, {n: list(map(str.strip, c)) for n, c in zip(header.names, columns, strict=True) if n}
                )


def read_lines(text: TextIO, source: str, quarantine: Quarantine) -> Iterator[str]:
    """The lines of a text; where packed data is damaged they end, and quarantine says so."""
    try:
        while line := text.readline(LONGEST_LINE):
            yield line
    except (OSError, EOFError, zlib.error):
        quarantine.add(
            source=source,
            location="where reading stopped",
            kind="file",
            found="packed data that is damaged or cut short; what stands before it was read",
            expected="a whole gzip file",
        )


def _records(source: Iterator[str], header: Header) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it starts on; no cells where it cannot be split. Blank records are left out."""
    ahead: deque[str] = deque()
    number = 1
    while line := ahead.popleft() if ahead else next(source, ""):
        used = 1
        if '"' in line:
            cells, used = _quoted(line, source, ahead, header)
        else:
            cells = line.rstrip("\r\n").split(header.delimiter)
            if not any(map(str.strip, cells)):
                number += 1
                continue
        yield number, cells
        for _ in range(used - 1):
            ahead.popleft()
        number += used


def _quoted(line: str, source: Iterator[str], ahead: deque[str], header: Header) -> tuple[list[str], int]:
    """Cells of a record with quotes, and how many lines it spans; lines looked at stay in ``ahead``."""

    def lines() -> Iterator[str]:
        yield line
        yield from ahead
        while len(ahead) < _LONGEST_RECORD and (further := next(source, "")):
            ahead.append(further)
            yield further

    reader = csv.reader(lines(), delimiter=header.delimiter, strict=True)
    try:
        cells = next(reader)
    except (csv.Error, StopIteration):
        return [], 1
    # A record over several lines is believed only when it fits the header: else a stray quote swallowed good rows.
    return (cells, reader.line_num) if reader.line_num == 1 or len(cells) == len(header.names) else ([], 1)
