"""Claims and remits from any mixture of inputs as one stream of batches.

Batches have a fixed number of rows whatever the files' boundaries, so nothing downstream depends on how the input was
cut into files, and reading in two processes gives the same batches as reading in one.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BufferedReader, RawIOBase
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from denialrisk.data import flat, tabular
from denialrisk.data.delimited import Advance
from denialrisk.data.errors import DenialRiskError, InputError
from denialrisk.data.notes import Notes
from denialrisk.data.patients import PatientKeys
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.survey import Piece, Survey, survey
from denialrisk.data.x12.claims import read_claims as read_claims_x12
from denialrisk.data.x12.files import open_members
from denialrisk.data.x12.remits import ProviderAdjustments
from denialrisk.data.x12.remits import read_remits as read_remits_x12

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess
    from multiprocessing.queues import Queue

    from _typeshed import WriteableBuffer

BATCH: Final = 20_000
"""Claims of a batch."""
_WORTH_PROCESSES: Final = 1 << 25
"""Bytes of input from which starting processes pays for itself."""
_WAITING: Final = 4
"""Batches that a process may be ahead."""


@dataclass
class Reading:
    """What the readers of one run share and fill: quarantine, notices to the user, provider adjustments, progress."""

    keys: PatientKeys
    quarantine: Quarantine = field(default_factory=Quarantine)
    notices: list[str] = field(default_factory=list)
    adjustments: ProviderAdjustments = field(default_factory=ProviderAdjustments)
    advance: Advance | None = None
    """Told how many bytes of the pieces have been read."""
    size: int = 0
    """Bytes of all claims' pieces, once they are known."""


def read_claims(
    sources: Sequence[Path],
    reading: Reading,
    notes: Notes | None = None,
    *,
    batch_size: int = BATCH,
    processes: int = 1,
) -> Iterator[pa.RecordBatch]:
    """The claims of files and folders of every accepted kind, in batches of exactly ``batch_size`` but for the last.

    With ``notes`` each batch carries its notes. Raises InputError when there is no claim at all; a file without a
    claim among several is a fault of kind ``file`` in the quarantine.
    """
    found = survey(sources, reading.quarantine)
    reading.size = sum(piece.size for piece in found.claims)
    batches = rebatch(claims_of(found, reading, batch_size=batch_size, processes=processes), batch_size)
    yield from map(notes.attach, batches) if notes else batches


def read_remits(sources: Sequence[Path], reading: Reading, *, batch_size: int = BATCH) -> Iterator[pa.RecordBatch]:
    """The remits of files and folders, as read_claims() gives claims; provider adjustments go to ``reading``."""
    found = survey(sources, reading.quarantine)
    yield from rebatch(remits_of(found, reading, batch_size=batch_size), batch_size)


def claims_of(
    found: Survey, reading: Reading, *, batch_size: int = BATCH, processes: int = 1
) -> Iterator[pa.RecordBatch]:
    """The claims of a survey, in batches of at most ``batch_size``. Raises InputError when there is none."""
    if not found.claims:
        raise _nothing("claim", reading, found)
    return _all_of(found.claims, reading, batch_size, processes, required=True)


def remits_of(
    found: Survey, reading: Reading, *, batch_size: int = BATCH, required: bool = True
) -> Iterator[pa.RecordBatch]:
    """The remits of a survey, in batches of at most ``batch_size``; provider adjustments go to ``reading``.

    Raises InputError when there is none and they are ``required``.
    """
    if required and not found.remits:
        raise _nothing("remit", reading, found)
    return _all_of(found.remits, reading, batch_size, 1, required=required)


def rebatch(batches: Iterable[pa.RecordBatch], size: int) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of exactly ``size``, the last one shorter."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += len(batch)
        while rows >= size:
            whole = pa.Table.from_batches(waiting)
            yield _one(whole.slice(0, size))
            waiting = whole.slice(size).to_batches()
            rows -= size
    if rows:
        yield _one(pa.Table.from_batches(waiting))


def _one(table: pa.Table) -> pa.RecordBatch:
    return table.combine_chunks().to_batches()[0]


def _all_of(
    pieces: Sequence[Piece], reading: Reading, batch_size: int, processes: int, *, required: bool
) -> Iterator[pa.RecordBatch]:
    """The batches of the pieces in order. A piece that fails or gives nothing is a fault; all giving nothing raises."""
    given = 0
    failed: InputError | None = None
    many = processes > 1 and len(pieces) > 1 and sum(piece.size for piece in pieces) > _WORTH_PROCESSES
    streams = _in_processes(pieces, reading, batch_size, processes) if many else _here(pieces, reading, batch_size)
    for piece, batches in streams:
        what = piece.holds.removesuffix("s")
        rows = 0
        try:
            for batch in batches:
                rows += len(batch)
                if len(batch):
                    yield batch
        except InputError as error:
            failed = error
            _refuse(piece, error.found, error.expected, reading)
        except OSError as error:
            _refuse(piece, f"a file that cannot be read ({type(error).__name__})", "a file that can be read", reading)
        else:
            if not rows and not reading.quarantine.counts(piece.label).keys() & {"file", "truncated"}:
                _refuse(piece, f"a file that gives no {what}", f"at least one {what}", reading)
        given += rows
    if required and not given:
        raise failed if failed and len(pieces) == 1 else _nothing(pieces[0].holds.removesuffix("s"), reading)


def _here(
    pieces: Iterable[Piece], reading: Reading, batch_size: int
) -> Iterator[tuple[Piece, Iterator[pa.RecordBatch]]]:
    return ((piece, read_piece(piece, reading, batch_size)) for piece in pieces)


def _refuse(piece: Piece, found: str, expected: str, reading: Reading) -> None:
    reading.quarantine.add(source=piece.label, location="the file", kind="file", found=found, expected=expected)


def _nothing(what: str, reading: Reading, instead: Survey | None = None) -> InputError:
    """The error of sources that give no claim or no remit; ``instead`` is what they do hold."""
    refused = reading.quarantine.counts().get(what, 0)
    first = next((fault for fault in reading.quarantine.faults if fault.kind != "interchange"), None)
    why = f"; {first.source}, {first.location}: {first.found} where {first.expected} was expected" if first else ""
    kinds = {"claims": instead.claims, "remits": instead.remits, "notes": instead.notes} if instead else {}
    holds = " and ".join(name for name, pieces in kinds.items() if pieces)
    why += f"; the paths hold {holds} instead" if holds else ""
    return InputError(
        f"no {what} could be read, {refused} refused{why}",
        expected=f"at least one {what}",
        do=f"Check that the paths hold {what}s: X12 files, Parquet or flat CSV as in docs/inputs.md."
        + (" Remits that lie elsewhere are named with --remits." if what == "remit" else ""),
    )


def read_piece(piece: Piece, reading: Reading, batch_size: int) -> Iterator[pa.RecordBatch]:
    """The batches of one piece: CLAIMS or REMITS, by what it holds."""
    told = _Told(piece.size, reading.advance)
    if piece.kind == "x12":
        yield from _read_x12(piece, reading, batch_size, told)
    elif piece.kind == "parquet":
        table = tabular.read_claims if piece.holds == "claims" else tabular.read_remits
        for batch in table(piece.path, reading.quarantine, reading.notices, batch_size):
            told(piece.size * len(batch) // pq.read_metadata(piece.path).num_rows)
            yield batch
    elif piece.holds == "claims":
        yield from flat.read_claims(piece.path, reading.keys, reading.quarantine, reading.notices, batch_size)
    else:
        yield from flat.read_remits(piece.path, reading.quarantine, reading.notices, batch_size)
    told.rest()


def _read_x12(piece: Piece, reading: Reading, batch_size: int, told: _Told) -> Iterator[pa.RecordBatch]:
    # What cannot be opened was reported by the survey.
    for name, stream in open_members(piece.path, Quarantine()):
        if name not in piece.members:
            continue
        label = piece.label + name.removeprefix(piece.path.name)
        counted = BufferedReader(_Counted(stream, told), 1 << 16)
        if piece.holds == "claims":
            yield from read_claims_x12(counted, label, reading.keys, reading.quarantine, batch_size)
        else:
            yield from read_remits_x12(counted, label, reading.quarantine, reading.adjustments, batch_size)


class _Told:
    """Tells how much of a piece has been read, and never more than its size: packed files are longer inside."""

    def __init__(self, size: int, advance: Advance | None) -> None:
        self._left, self._advance = size, advance

    def __call__(self, size: int) -> None:
        size = min(size, self._left)
        self._left -= size
        if self._advance and size:
            self._advance(size)

    def rest(self) -> None:
        """The piece has been read to its end."""
        self(self._left)


class _Counted(RawIOBase):
    """A stream that tells how much of it has been read."""

    def __init__(self, stream: BufferedReader[Any], told: Callable[[int], object]) -> None:
        self._stream, self._told = stream, told

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        size = self._stream.readinto1(buffer)
        self._told(size)
        return size


def _in_processes(
    pieces: Sequence[Piece], reading: Reading, batch_size: int, processes: int
) -> Iterator[tuple[Piece, Iterator[pa.RecordBatch]]]:
    """Each process reads every n-th piece, a few batches ahead; the pieces are taken in their order."""
    context = multiprocessing.get_context("spawn")
    queues = [context.Queue(_WAITING) for _ in range(processes)]
    workers = [
        context.Process(target=_work, args=(pieces[i::processes], reading.keys, batch_size, queues[i]), daemon=True)
        for i in range(processes)
    ]
    for worker in workers:
        worker.start()
    try:
        for place, piece in enumerate(pieces):
            yield piece, _received(queues[place % processes], workers[place % processes], reading)
    finally:
        for worker in workers:
            worker.terminate()


@dataclass(frozen=True)
class _Part:
    """What a process sends: a batch, or at the end of a piece no batch and what else came of it."""

    batch: pa.RecordBatch | None
    read: int = 0
    quarantine: Quarantine = field(default_factory=Quarantine)
    notices: Sequence[str] = ()
    error: Exception | None = None


def _work(pieces: Sequence[Piece], keys: PatientKeys, batch_size: int, queue: Queue[_Part]) -> None:
    """Read pieces in a process of its own."""
    for piece in pieces:
        sizes: list[int] = []
        reading = Reading(keys, advance=sizes.append)
        error: Exception | None = None
        try:
            for batch in read_piece(piece, reading, batch_size):
                queue.put(_Part(batch, sum(sizes)))
                sizes.clear()
        except Exception as raised:  # noqa: BLE001 -- raised again where the piece is taken
            error = raised
        queue.put(_Part(None, sum(sizes), reading.quarantine, reading.notices, error))


def _received(queue: Queue[_Part], worker: SpawnProcess, reading: Reading) -> Iterator[pa.RecordBatch]:
    while True:
        part = _next(queue, worker)
        if reading.advance:
            reading.advance(part.read)
        if part.batch is None:
            break
        yield part.batch
    reading.quarantine.absorb(part.quarantine)
    reading.notices += part.notices
    if part.error:
        raise part.error


def _next(queue: Queue[_Part], worker: SpawnProcess) -> _Part:
    while True:
        try:
            return queue.get(timeout=1)
        except Empty:
            if not worker.is_alive() and queue.empty():
                raise DenialRiskError(
                    f"a reading process ended with code {worker.exitcode}",
                    expected="it to read its files to the end",
                    do="Run again with --processes 1; if memory is short, with a smaller batch.",
                ) from None
