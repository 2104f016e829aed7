"""Files as streams: plain, gzip, and zip archives read in place, never unpacked to disk or held whole in memory."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from denialrisk.data.errors import InputError
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.x12.segments import DAMAGE, ENCODING, separators_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BUFFER: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")

Kind = Literal["837", "835"]
_KINDS: Final[dict[bytes, Kind]] = {b"837": "837", b"835": "835"}
_TRANSACTION: Final = re.compile(rb"ST([^\w ])(83[57])\1")
_LOOK: Final = 1 << 20
_OVERLAP: Final = 16
"""Bytes looked at again with the next ones, so that no ST is missed where it is cut."""


def open_members(path: Path, quarantine: Quarantine) -> Iterator[tuple[str, io.BufferedReader[Any]]]:
    """The streams in a file, each with its name: one for a plain or gzip file, one for each member of a zip archive
    that is not hidden.

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


def kinds_in(stream: io.BufferedReader[Any]) -> frozenset[Kind]:
    """What transactions (ST) the stream holds; none when it is no X12.

    A mailbox's file may hold answers of several kinds one after the other, so X12 is looked through to its end, which
    takes a hundredth of the time of reading it. Damage ends the look.
    """
    found: set[Kind] = set()
    with suppress(*DAMAGE):
        if is_x12(stream.peek(BUFFER).decode(ENCODING)):
            for kind in _transactions(stream):
                found.add(kind)
    return frozenset(found)


def is_x12(start: str) -> bool:
    """Whether an interchange begins in the text, other text before it or not."""
    return any(separators_of(start[found.start() :]) for found in re.finditer("ISA", start))


def _transactions(stream: io.BufferedReader[Any]) -> Iterator[Kind]:
    kept = b""
    while chunk := stream.read1(_LOOK):  # read() loses what it had when it meets damage
        text = kept + chunk
        for found in _TRANSACTION.finditer(text):
            if _begins(found):
                yield _KINDS[found[2]]
        kept = text[-_OVERLAP:]


def _begins(found: re.Match[bytes]) -> bool:
    """Whether a segment ends before this one: ST may be the last letters of a street, too."""
    before = found.string[max(0, found.start() - _OVERLAP) : found.start()].rstrip(b" ")[-1:]
    return bool(before) and not before.isalnum() and before != found[1]


def _plain(stream: io.BufferedReader[Any]) -> io.BufferedReader[Any]:
    """The stream itself, or what is packed in it by gzip."""
    if stream.peek(2)[:2] == _GZIP:
        return io.BufferedReader(_Unpacked(gzip.GzipFile(fileobj=stream)), BUFFER)
    return stream


class _Unpacked(io.RawIOBase):
    """What is packed by gzip up to where it is damaged; to read a GzipFile itself loses what comes before."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._file.read1(len(view))
        view[: len(data)] = data
        return len(data)


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
            if member.is_dir() or PurePosixPath(member.filename).name.startswith("."):
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
