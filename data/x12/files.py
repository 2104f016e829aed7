"""Files as streams: plain, gzip, and zip archives read in place, never unpacked to disk or held whole in memory."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal, cast

from denialrisk.data.errors import InputError
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.x12.segments import DAMAGE, ENCODING, separators_of

BUFFER: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")

Kind = Literal["837", "835"]
_KIND_OF_GROUP: Final[dict[str, Kind]] = {"HC": "837", "HP": "835"}


def open_members(path: Path, quarantine: Quarantine) -> Iterator[tuple[str, io.BufferedReader[Any]]]:
    """The streams in a file, each with its name: one for a plain or gzip file, one for each member of a zip archive.

    A stream is good until the next is asked for. A member that cannot be opened (encrypted, damaged, of an unknown
    method) is a fault of kind ``file``, and the rest are given; damage further on shows when the stream is read, and
    the X12 readers report it. Raises InputError when the file itself cannot be opened.
    """
    try:
        file = io.BufferedReader(io.FileIO(path), BUFFER)
    except OSError as error:
        raise InputError(
            f"{path.name} cannot be opened ({type(error).__name__})", expected="a file", do="Check the path"
        ) from error
    with file:
        if file.peek(4)[:4] in _ZIP:
            yield from _archive(file, path.name, quarantine)
        else:
            yield path.name, _plain(file)


def sniff(stream: io.BufferedReader[Any]) -> Kind | None:
    """What the first transaction of the stream is, by ST, else by GS; None when it is neither, or no X12.

    Looks at the first buffer only, and consumes nothing. May raise what ``segments.DAMAGE`` lists on a damaged archive:
    it is caught here, and the answer is None.
    """
    try:
        text = stream.peek(BUFFER).decode(ENCODING)
    except DAMAGE:
        return None
    start = text.find("ISA")
    separators = separators_of(text[start:]) if start >= 0 else None
    if separators is None:
        return None
    after, element = re.escape(separators.terminator) + r"\s*", re.escape(separators.element)
    transaction = re.search(rf"{after}ST{element}(\d+)", text)
    if transaction:
        return "837" if transaction[1] == "837" else "835" if transaction[1] == "835" else None
    group = re.search(rf"{after}GS{element}(\w\w){element}", text)
    return _KIND_OF_GROUP.get(group[1]) if group else None


def _plain(stream: io.BufferedReader[Any]) -> io.BufferedReader[Any]:
    """The stream itself, or what is packed in it by gzip."""
    if stream.peek(2)[:2] == _GZIP:
        return io.BufferedReader(gzip.GzipFile(fileobj=stream), BUFFER)
    return stream


def _archive(
    file: io.BufferedReader[Any], name: str, quarantine: Quarantine
) -> Iterator[tuple[str, io.BufferedReader[Any]]]:
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGE as error:
        _refuse(quarantine, name, f"a zip archive that cannot be opened ({type(error).__name__})")
        return
    with archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            source = f"{name}!{member.filename}"
            try:
                # Typed as any binary stream; it is a buffered one.
                opened = io.BufferedReader(cast(io.BufferedIOBase, archive.open(member)), BUFFER)
                stream = _plain(opened)
            except DAMAGE as error:
                _refuse(quarantine, source, f"a member that cannot be opened ({type(error).__name__})")
                continue
            with opened:
                yield source, stream


def _refuse(quarantine: Quarantine, source: str, found: str) -> None:
    quarantine.add(
        source=source, location="the file", kind="file", found=found, expected="a plain, gzip or unencrypted zip file"
    )
