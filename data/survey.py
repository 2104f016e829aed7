"""What lies under the paths a user names: which files hold claims, remits and notes, told by content, not by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from denialrisk.data import flat
from denialrisk.data.delimited import open_bytes, read_header, start_of
from denialrisk.data.errors import InputError
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.x12.files import Kind as Transaction
from denialrisk.data.x12.files import is_x12, kinds_in, open_members
from denialrisk.data.x12.segments import DAMAGE

CLAIMS_FILE: Final = "claims.parquet"
REMITS_FILE: Final = "remits.parquet"
"""Names of the tables in a folder that ``denialrisk ingest`` wrote."""

Kind = Literal["x12", "parquet", "flat"]
Holds = Literal["claims", "remits", "notes"]

_HOLDS: Final[dict[Holds, Transaction]] = {"claims": "837", "remits": "835"}
_ACCEPTED: Final = "837 or 835, a claims or remits table as Parquet, flat CSV, or notes (docs/inputs.md)"
_LOOKED_AT: Final = 1 << 16
_OTHER_PACKERS: Final = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf")
_TRANSACTION: Final = re.compile(r"\bST([^\w ])83[57]\1")


@dataclass(frozen=True)
class Piece:
    """A file, or a flat folder, that holds records of one kind.

    ``label`` names it in quarantine. ``members`` are the streams of an X12 file that hold this kind: the file itself
    or members of a zip archive.
    """

    path: Path
    holds: Holds
    kind: Kind
    label: str
    members: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        """Bytes on disk."""
        files = [self.path] if self.path.is_file() else [entry for entry in self.path.iterdir() if entry.is_file()]
        return sum(file.stat().st_size for file in files)


@dataclass(frozen=True)
class Survey:
    """The pieces found, in the order of the paths given and of names within folders."""

    claims: tuple[Piece, ...]
    remits: tuple[Piece, ...]
    notes: tuple[Piece, ...]


def survey(sources: Sequence[Path], quarantine: Quarantine, leave_out: Sequence[Path] = ()) -> Survey:
    """Look at every file under the sources. Files that are none of the accepted kinds go to quarantine.

    A file that is named twice, or lies in a folder that is named too, is taken once; ``leave_out`` names files and
    folders to be passed over. Raises InputError when a source is not there, or when the only one is a file of no
    accepted kind.
    """
    absent = [str(source) for source in sources if not source.exists()]
    if absent or not sources:
        raise InputError(
            f"not there: {', '.join(absent)}" if absent else "no source was named",
            expected="files or folders",
            do="Check the paths.",
        )
    seen = {path.resolve() for path in leave_out}
    pieces: list[Piece] = []
    for source in sources:
        pieces += _pieces(source, source if source.is_dir() else source.parent, seen, quarantine)
    if not pieces and len(sources) == 1 and not sources[0].is_dir():
        why = next((fault.found for fault in quarantine.faults), "")
        raise InputError(f"{sources[0].name} cannot be used: {why}", expected=_ACCEPTED, do="Check the file.")

    def holding(holds: Holds) -> tuple[Piece, ...]:
        return tuple(piece for piece in pieces if piece.holds == holds)

    return Survey(holding("claims"), holding("remits"), holding("notes"))


def _pieces(path: Path, base: Path, seen: set[Path], quarantine: Quarantine) -> Iterator[Piece]:
    place = path.resolve()
    if place in seen:
        return
    seen.add(place)
    try:
        if path.is_dir():
            yield from _of_folder(path, base, seen, quarantine)
            return
        found = list(_of_file(path, _label(path, base), quarantine)) if path.is_file() else []
        why = _why_not(path) if path.is_file() else "neither a file nor a folder"
        if path.is_file() and not path.stat().st_size:
            why = "an empty file"
    except OSError as error:
        found, why = [], f"what cannot be opened ({type(error).__name__})"
    if not found:
        quarantine.add(source=_label(path, base), location="the file", kind="file", found=why, expected=_ACCEPTED)
    yield from found


def _why_not(path: Path) -> str:
    """What a file is that gave nothing to read."""
    with open_bytes(path) as stream:
        start = start_of(stream, _LOOKED_AT)
    text = start.decode("latin-1")
    parts = (flat.CLAIMS_FILE, *flat.CHILD_FILES)
    name = path.name.lower()
    kinds = {
        "a Parquet file that is damaged, or a table of another kind": start.startswith(b"PAR1"),
        "an Excel workbook; save its sheet as CSV": start.startswith(b"PK") and b"xl/" in start,
        "a zip archive without 837 or 835": start.startswith(b"PK"),
        "packed in another way than gzip or zip, or more than once": start.startswith(_OTHER_PACKERS),
        "a PDF": start.startswith(b"%PDF"),
        "837 or 835 whose header (ISA with sixteen elements, in capitals, one byte a character) cannot be read": bool(
            _TRANSACTION.search(text.upper().replace("\0", ""))
        ),
        "X12 without an 837 or 835 transaction": is_x12(text),
        f"one of the flat files {', '.join(parts)}; name the folder that holds all three": name.split(".")[0] in parts,
        "a text file; notes go with --notes of ingest, train, score and evidence": name.removesuffix(".gz").endswith(
            ".txt"
        ),
    }
    return next((kind for kind, found in kinds.items() if found), "a file of no kind that can be read")


def _of_folder(path: Path, base: Path, seen: set[Path], quarantine: Quarantine) -> Iterator[Piece]:
    if (path / CLAIMS_FILE).is_file():
        yield Piece(path / CLAIMS_FILE, "claims", "parquet", _label(path / CLAIMS_FILE, base))
        if (path / REMITS_FILE).is_file():
            yield Piece(path / REMITS_FILE, "remits", "parquet", _label(path / REMITS_FILE, base))
        return
    flat_files = set()
    if flat.find(path, flat.CLAIMS_FILE):
        yield Piece(path, "claims", "flat", _label(path, base))
        flat_files = {flat.find(path, name) for name in (flat.CLAIMS_FILE, *flat.CHILD_FILES)}
    for entry in sorted(path.iterdir()):
        if not entry.name.startswith(".") and entry not in flat_files:
            yield from _pieces(entry, base, seen, quarantine)


def _label(path: Path, base: Path) -> str:
    return path.relative_to(base).as_posix() if path != base else path.name


def _of_file(path: Path, label: str, quarantine: Quarantine) -> Iterator[Piece]:
    with open_bytes(path) as stream:
        start = start_of(stream, _LOOKED_AT)
    if start.startswith(b"PAR1"):
        holds = _table_in(path)
        if holds:
            yield Piece(path, holds, "parquet", label)
        return
    members = _members(path, label, quarantine)
    if any(members.values()):
        for holds, transaction in _HOLDS.items():
            chosen = frozenset(name for name, kinds in members.items() if transaction in kinds)
            if chosen:
                yield Piece(path, holds, "x12", label, chosen)
    elif start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        if b'"claim_id"' in start and b'"text"' in start:
            yield Piece(path, "notes", "flat", label)
    else:
        holds = _sheet_in(path)
        if holds:
            yield Piece(path, holds, "flat", label)


def _members(path: Path, label: str, quarantine: Quarantine) -> dict[str, frozenset[Transaction]]:
    """What the streams of a file hold. A member that holds nothing beside others that do is a fault of its own."""
    kinds: dict[str, frozenset[Transaction]] = {}
    with suppress(*DAMAGE):
        for name, stream in open_members(path, quarantine):
            kinds[name] = kinds_in(stream)
    if any(kinds.values()):
        for name in (name for name, found in kinds.items() if not found):
            quarantine.add(
                source=label + name.removeprefix(path.name),
                location="the file",
                kind="file",
                found="a member of a zip archive that is neither 837 nor 835",
                expected="837 or 835; what else there is, outside the archive",
            )
    return kinds


def _table_in(path: Path) -> Holds | None:
    try:
        names = set(pq.read_schema(path).names)
    except (pa.ArrowException, OSError):
        return None
    return _holds(names, claims={"diagnoses", "lines"}, remits={"adjustments", "received_on"})


def _sheet_in(path: Path) -> Holds | None:
    try:
        names = set(read_header(path).names)
    except InputError:
        return None
    return _holds(names, claims=None, remits={"received_on", "paid"})


def _holds(names: set[str], *, claims: set[str] | None, remits: set[str]) -> Holds | None:
    if "claim_id" not in names:
        return None
    if claims is not None and claims <= names:
        return "claims"
    if remits <= names:
        return "remits"
    return "notes" if "text" in names else None
