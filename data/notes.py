"""Clinical notes from JSONL, CSV, Parquet or a folder of CLAIMID.txt, joined to claims batch by batch.

Notes and claims come in any order, so all notes are read first. Their text goes to unnamed temporary files, which no
other user can open and which vanish with the process; in memory stay some 60 bytes a note. The text of a note is in
memory only while its claim's batch is.
"""

from __future__ import annotations

import datetime as dt
import json
import mmap
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from denialrisk.data import cells
from denialrisk.data.by_claim import ByClaim, hash_ids, nested
from denialrisk.data.counted import counted
from denialrisk.data.delimited import (
    OLDER_ENCODING,
    Advance,
    fold,
    open_bytes,
    open_text,
    read_cells,
    read_header,
    read_lines,
    start_of,
)
from denialrisk.data.errors import DenialRiskError, InputError
from denialrisk.data.mapped import let_go
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.schema import CLAIMS

COLUMNS: Final = ("claim_id", "note_id", "kind", "author_role", "written_on", "text")
REQUIRED: Final = ("claim_id", "text")
_NOTES: Final = CLAIMS.arrow.field("notes").type
_CHUNK_NOTES: Final = 5_000
_CHUNK_CHARACTERS: Final = 1 << 23
_UNDATED: Final = np.iinfo(np.int32).max
"""Sorts behind every date."""
_REPLACED: Final = "\ufffd"
_PARQUET: Final = b"PAR1"
_JSON: Final = json.JSONDecoder()


class Note(NamedTuple):
    """One note as it was read."""

    claim_id: str
    note_id: str
    kind: str | None
    author_role: str | None
    written_on: dt.date | None
    text: str


@dataclass(frozen=True)
class NoteCounts:
    """What became of the notes. Every note read is joined or without claim."""

    read: int
    joined: int
    without_claim: int
    claims_with_note: int
    claims_without_note: int
    undated: int
    replaced_characters: int
    """Notes that hold U+FFFD, which stands for bytes that were not text."""
    after_submission: int
    """Notes left out because they were written after their claim was sent, once for each sending."""


class Notes:
    """All notes of a run, found by claim. Use ``read_notes`` to make one."""

    def __init__(self, notes: Iterator[Note]) -> None:
        """Read the notes to the end. Raises DenialRiskError when the temporary folder has no room for them."""
        self._words: dict[str | None, int] = {None: 0}
        self._replaced = 0
        with _Spool() as texts, _Spool() as note_ids, _Spool() as claim_ids:
            hashes, small = self._read(notes, texts, note_ids, claim_ids)
            self._texts, self._note_ids = texts.array(), note_ids.array()
            self._index = ByClaim(claim_ids.array(), hashes)
            self._maps = [spool.map for spool in (texts, note_ids, claim_ids) if spool.map]
        self._kinds, self._roles, self._dates = small.T.copy()
        self._claims_with = self._claims_without = self._late = 0

    def _read(
        self, notes: Iterator[Note], texts: _Spool, note_ids: _Spool, claim_ids: _Spool
    ) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int32]]:
        """Spool the notes; returns the hashes of their claims, and kind, role and date of each."""
        hashes: list[npt.NDArray[np.uint64]] = []
        small: list[npt.NDArray[np.int32]] = []
        try:
            while chunk := list(_chunk(notes)):
                of_claim, named, kinds, roles, days, told = zip(*chunk, strict=True)
                texts.add(told)
                note_ids.add(named)
                hashes.append(hash_ids(claim_ids.add(of_claim)))
                small.append(np.column_stack([self._numbers(kinds), self._numbers(roles), _since_1970(days)]))
                self._replaced += sum(_REPLACED in text for text in told)
        except OSError as error:
            raise DenialRiskError(
                f"the notes could not be held in the temporary folder ({type(error).__name__})",
                expected=f"room for all note text in {tempfile.gettempdir()}",
                do="Set TMPDIR to a folder with more room.",
            ) from error
        return np.concatenate([np.empty(0, np.uint64), *hashes]), np.concatenate([np.empty((0, 3), np.int32), *small])

    def __len__(self) -> int:
        return len(self._texts)

    def attach(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch of CLAIMS with its notes, oldest first, undated last; notes it held already are kept, once.

        A note written after the day on which the claim was sent stays out: it may answer the payer, and no claim that
        is scored has one yet.
        """
        rows, owner = self._index.rows(batch.column("claim_id"))
        sent = pc.fill_null(batch.column("submitted_on").cast(pa.int32()), _UNDATED).to_numpy(zero_copy_only=False)
        late = (self._dates[rows] > sent[owner]) & (self._dates[rows] != _UNDATED)
        rows, owner = rows[~late], owner[~late]
        self._late += int(late.sum())
        held = batch.column("notes")
        holder = pc.list_parent_indices(held).to_numpy(zero_copy_only=False).astype(np.int64)
        records = pa.concat_arrays([held.flatten(), self._records(rows)])
        claim = np.concatenate([holder, owner])
        if len(holder):  # a note told twice would look as if it were copied forward
            told = {"claim": claim, **{name: records.field(name).to_pandas() for name in ("note_id", "text")}}
            once = ~pd.DataFrame(told).duplicated().to_numpy()
            records, claim = records.filter(pa.array(once)), claim[once]
        written = pc.fill_null(records.field("written_on").cast(pa.int32()), _UNDATED).to_numpy(zero_copy_only=False)
        order = np.lexsort((written, claim))
        column = nested(records.take(pa.array(order)), claim[order], len(batch), _NOTES)
        with_note = len(np.unique(claim))
        self._claims_with += with_note
        self._claims_without += len(batch) - with_note
        let_go(self._maps)
        return batch.set_column(batch.schema.get_field_index("notes"), CLAIMS.arrow.field("notes"), column)

    @property
    def counts(self) -> NoteCounts:
        """What became of the notes in the batches so far."""
        joined = int(self._index.used.sum())
        return NoteCounts(
            read=len(self),
            joined=joined,
            without_claim=len(self) - joined,
            claims_with_note=self._claims_with,
            claims_without_note=self._claims_without,
            undated=int((self._dates == _UNDATED).sum()),
            replaced_characters=self._replaced,
            after_submission=self._late,
        )

    def _numbers(self, words: Sequence[str | None]) -> npt.NDArray[np.int32]:
        """Kinds or roles as numbers of words."""
        return np.array([self._words.setdefault(word, len(self._words)) for word in words], dtype=np.int32)

    def _records(self, rows: npt.NDArray[np.int64]) -> pa.StructArray:
        words = pa.array(list(self._words), pa.string())
        days = self._dates[rows]
        take = pa.array(rows)
        columns = [
            self._note_ids.take(take).cast(pa.string()),
            words.take(pa.array(self._kinds[rows])),
            words.take(pa.array(self._roles[rows])),
            pa.array(days, mask=days == _UNDATED).cast(pa.date32()),
            self._texts.take(take).cast(pa.string()),
        ]
        return pa.StructArray.from_arrays(columns, fields=list(_NOTES.value_type))


def _since_1970(days: Sequence[dt.date | None]) -> npt.NDArray[np.int32]:
    numbers: npt.NDArray[np.int32] = pc.fill_null(pa.array(days, pa.date32()).cast(pa.int32()), _UNDATED).to_numpy()
    return numbers


def read_notes(path: Path, quarantine: Quarantine, notices: list[str], advance: Advance | None = None) -> Notes:
    """The notes of a file (JSONL, CSV, Parquet, told apart by content; gzip too) or of a folder.

    In a folder, each ``CLAIMID.txt`` is one note of that claim (what a file name cannot hold is written as in a web
    address, ``%2F`` for a slash) and other files are read as files of notes. A record
    without claim or text goes to quarantine. Raises InputError when there is no note to be read.
    """
    if not path.exists():
        raise InputError(f"{path} is not there", expected="a file or a folder of notes", do="Check the path.")
    found = (
        _of_folder(path, quarantine, notices, advance)
        if path.is_dir()
        else _of_file(path, quarantine, notices, advance)
    )
    notes = Notes(found)
    if not len(notes):
        raise InputError(
            f"{path.name} gives no note; {counted(quarantine.counts().get('note', 0), 'record')} refused",
            expected=f"JSON lines, CSV or Parquet with {' and '.join(REQUIRED)}, or a folder of CLAIMID.txt",
            do="Check that this is the file of notes.",
        )
    return notes


def _of_folder(path: Path, quarantine: Quarantine, notices: list[str], advance: Advance | None) -> Iterator[Note]:
    for file in sorted(entry for entry in path.iterdir() if entry.is_file() and not entry.name.startswith(".")):
        claim_id = file.name.removesuffix(".gz").removesuffix(".txt")
        if f"{claim_id}.txt" == file.name.removesuffix(".gz"):
            with open_text(file, advance) as stream:
                text = "".join(read_lines(stream, file.name, quarantine))
            claim_id = unquote(claim_id)
            yield Note(claim_id, claim_id, None, None, None, text)
            continue
        try:
            yield from _of_file(file, quarantine, notices, advance)
        except InputError as error:
            quarantine.add(
                source=file.name, location="the file", kind="file", found=error.found, expected=error.expected
            )


def _of_file(path: Path, quarantine: Quarantine, notices: list[str], advance: Advance | None) -> Iterator[Note]:
    with open_bytes(path) as stream:
        start = start_of(stream, 4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise InputError(f"{path.name} is empty", expected="a file of notes", do="Check the path and the export.")
    if start.startswith(_PARQUET):
        return _rows(path, "row", _of_parquet(path, notices), quarantine)
    if start.startswith(b"{"):
        return _rows(path, "line", _of_json_lines(path, quarantine, advance), quarantine)
    if start.startswith(b"["):
        raise InputError(
            f"{path.name} is a JSON array", expected="one JSON object on each line", do="Write it as JSON lines."
        )
    return _rows(path, "line", _of_csv(path, quarantine, notices, advance), quarantine)


Found = Iterator[tuple[int, Mapping[str, Any]]]
"""On which line or in which row a record stands, and its columns."""


def _of_json_lines(path: Path, quarantine: Quarantine, advance: Advance | None) -> Found:
    with open_text(path, advance) as stream:
        for number, line in enumerate(read_lines(stream, path.name, quarantine), start=1):
            if line.isspace():
                continue
            try:
                record = _JSON.decode(line)
            except (ValueError, RecursionError):
                record = None
            if isinstance(record, dict):
                named = record if "claim_id" in record and "text" in record else {fold(k): v for k, v in record.items()}
                yield number, named
            else:
                quarantine.add(
                    source=path.name,
                    location=f"line {number}",
                    kind="note",
                    found="a line that is not a JSON object",
                    expected="one JSON object on each line",
                )


def _of_csv(path: Path, quarantine: Quarantine, notices: list[str], advance: Advance | None) -> Found:
    _check_columns(path, read_header(path).names, notices)
    for part in read_cells(path, "note", quarantine, chunk=_CHUNK_NOTES, advance=advance):
        names = [name for name in COLUMNS if name in part.columns]
        rows = zip(*(part.columns[name] for name in names), strict=True)
        for line, row in zip(part.lines.tolist(), rows, strict=True):
            yield line, dict(zip(names, row, strict=True))


def _of_parquet(path: Path, notices: list[str]) -> Found:
    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            folded = {fold(name): name for name in file.schema_arrow.names}
            _check_columns(path, tuple(folded), notices)
            chosen = [folded[name] for name in COLUMNS if name in folded]
            number = 0
            for batch in file.iter_batches(batch_size=_CHUNK_NOTES, columns=chosen):
                for record in batch.to_pylist():
                    number += 1
                    yield number, {fold(name): value for name, value in record.items()}
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"{path.name} cannot be read as Parquet",
            expected="a whole Parquet file of notes",
            do="Check that the file is whole.",
        ) from error


def _check_columns(path: Path, names: Sequence[str], notices: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in names]
    if missing and ".json" in path.name:
        raise InputError(
            f"{path.name} does not begin with a JSON object",
            expected=f"one JSON object on each line, with {' and '.join(REQUIRED)}",
            do="Write the notes as JSON lines, or name the file .csv if it is one.",
        )
    if missing:
        raise InputError(
            f"{path.name} lacks the columns {', '.join(missing)}",
            expected=f"{', '.join(COLUMNS)}, of which {' and '.join(REQUIRED)} are required",
            do="Rename the columns in the file.",
        )
    extra = [name for name in names if name and name not in COLUMNS]
    if extra:
        notices.append(f"{path.name}: {counted(len(extra), 'column')} not read: {', '.join(extra)}")


def _rows(path: Path, place: str, found: Found, quarantine: Quarantine) -> Iterator[Note]:
    """Notes from records; those without claim or text go to quarantine."""
    for number, record in found:
        claim_id = _word(record.get("claim_id"))
        text = record.get("text")
        if isinstance(text, bytes):
            text = text.decode("utf-8", OLDER_ENCODING)
        if claim_id is None or not isinstance(text, str):
            quarantine.add(
                source=path.name,
                location=f"{place} {number}",
                kind="note",
                found="no claim_id" if claim_id is None else "no text",
                expected="claim_id and text in every record",
            )
            continue
        yield Note(
            claim_id,
            _word(record.get("note_id")) or f"{place}-{number}",
            _word(record.get("kind")),
            _word(record.get("author_role")),
            _date(record.get("written_on")),
            text,
        )


def _word(value: object) -> str | None:
    """A short text; numbers as they are written, anything else as absent."""
    if isinstance(value, str):
        text = value.strip()
        return (text if text.isascii() else _sound(text)) or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _date(value: object) -> dt.date | None:
    """A date, or the day of a time; None for what is not one, which NoteCounts.undated counts."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return _day(value.strip()) if isinstance(value, str) else None


@lru_cache(maxsize=4096)
def _day(text: str) -> dt.date | None:
    try:
        day: dt.date = cells.DAY.parse(text)
    except ValueError:
        return None
    return day


def _sound(text: str) -> str:
    """The text with U+FFFD for halves of surrogate pairs, which JSON may hold and UTF-8 may not."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _chunk(notes: Iterator[Note]) -> Iterator[Note]:
    characters = 0
    for note in islice(notes, _CHUNK_NOTES):
        yield note
        characters += len(note.text)
        if characters > _CHUNK_CHARACTERS:
            return


class _Spool:
    """Texts in an unnamed temporary file; in memory are the offsets, 8 bytes a text."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="denialrisk")  # noqa: SIM115 -- closed by __exit__
        self._offsets = [np.zeros(1, dtype=np.int64)]
        self._size = 0
        self.map: mmap.mmap | None = None

    def __enter__(self) -> _Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()  # an array on the mapped file stays good

    def add(self, texts: Sequence[str]) -> pa.Array:
        """Append the texts and return them as an array."""
        try:
            array = pa.array(texts, pa.large_string())
        except UnicodeEncodeError:
            array = pa.array(list(map(_sound, texts)), pa.large_string())
        offsets = np.frombuffer(array.buffers()[1], dtype=np.int64, count=len(texts) + 1)
        self._file.write(memoryview(array.buffers()[2])[: offsets[-1]] if offsets[-1] else b"")
        self._offsets.append(offsets[1:] + self._size)
        self._size += int(offsets[-1])
        return array

    def array(self) -> pa.Array:
        """All texts as one array on the mapped file; nothing of them is read before it is asked for."""
        self._file.flush()
        if self._size:
            self.map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        offsets = np.concatenate(self._offsets)
        return pa.LargeStringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(self.map or b""))
