"""The parts of a run: claims are cut into pieces of work, each is scored in a process of its own, to a file of its own.

A part is a function of its piece and the bundle alone, so parts that stand from a run that was killed are kept.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import parent_process
from pathlib import Path
from typing import Final, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from denialrisk.data import keyed_file
from denialrisk.data.atomic import Parts
from denialrisk.data.keyed_file import KeyedFile
from denialrisk.data.schema import EVIDENCE
from denialrisk.features.past import PAST
from denialrisk.serving import merge, processes
from denialrisk.serving.batch import Options, score_batch
from denialrisk.serving.bundle import load
from denialrisk.serving.job import Job, Progress
from denialrisk.serving.scorer import Scorer
from denialrisk.serving.words import Quotes, quotes

T = TypeVar("T")
Begun = tuple[Path, int, Future[None] | None]
"""A part: its file, how many claims it has, and the work on it; none where the part stands."""

_SCORING: Final = "scoring claims"

PIECE: Final = 2_500
"""Claims of the first and last pieces of work: so few that no process waits long for its first, nor for the others at
the end."""
_TOGETHER: Final = 4
"""Pieces that are scored as one in between, as each costs something of its own."""
_LAST: Final = 2
"""Pieces at least that are left for the end."""


def score_parts(job: Job, parts: Parts, progress: Progress) -> Iterator[Path]:
    """Score each batch to its part; parts that stand are kept. No more batches are read than are soon worked on."""
    with _workers(job, parts) as pool, processes.dead_process_told(" with --resume"):
        progress(_SCORING, 0)
        for part in processes.ahead(_begun(job, parts, pool), 2 * job.processes):
            yield _finished(part, progress)


def _begun(job: Job, parts: Parts, pool: Executor) -> Iterator[Begun]:
    for number, piece in enumerate(_cut(job.batches)):
        work = None if number in parts else pool.submit(_score_part, processes.sent(piece), parts.path(number))
        yield parts.path(number), piece.num_rows, work


def _cut(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The batches cut into pieces of work, by nothing but their rows: on resuming they are the same."""
    small = (batch.slice(start, PIECE) for batch in batches for start in range(0, batch.num_rows, PIECE))
    yield from map(_piece, islice(small, _TOGETHER))
    waiting: list[pa.RecordBatch] = []
    for each in small:
        waiting.append(each)
        if len(waiting) == _TOGETHER + _LAST:
            yield _piece(*waiting[:_TOGETHER])
            del waiting[:_TOGETHER]
    yield from map(_piece, waiting)


def _piece(*batches: pa.RecordBatch) -> pa.Table:
    return pa.Table.from_batches(batches)


def _workers(job: Job, parts: Parts) -> Executor:
    if job.processes > 1:
        pool = ProcessPoolExecutor(job.processes, processes.context(), _start, _setup(job, parts))
        processes.begin_all(pool, job.processes)
        return pool
    _start(*_setup(job, parts))
    return _Here()


class _Here(Executor):
    """Does the work at once, in this process."""

    def submit(self, work: Callable[..., T], /, *words: object, **named: object) -> Future[T]:
        done: Future[T] = Future()
        done.set_result(work(*words, **named))
        return done


def _finished(part: Begun, progress: Progress) -> Path:
    file, rows, work = part
    if work is not None:
        work.result()
    processes.piece_done()
    progress(_SCORING, rows)
    return file


Setup = tuple[Path, Path | None, Path | None, Options]
_worker: tuple[Scorer, KeyedFile | None, KeyedFile | None, Options] | None = None
_PATIENT: Final = "patient_key"
_CLAIM: Final = "claim_id"


def _setup(job: Job, parts: Parts) -> Setup:
    past, given = (
        None if tables is None else _lent(tables, spec.arrow, key, parts.path(0).with_name(spec.name))
        for spec, key, tables in ((PAST, _PATIENT, job.past), (EVIDENCE, _CLAIM, job.given))
    )
    return job.bundle, past, given, job.options


def _lent(tables: Iterable[pa.Table], schema: pa.Schema, key: str, file: Path) -> Path:
    """The tables as a file that all processes map, and none copies."""
    keyed_file.write(tables, schema, key, file)
    return file


def _start(bundle: Path, past_file: Path | None, given_file: Path | None, options: Options) -> None:
    """Once in each process: read the bundle and make its tables."""
    past = None if past_file is None else KeyedFile(past_file, _PATIENT)
    given = None if given_file is None else KeyedFile(given_file, _CLAIM)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    global _worker  # noqa: PLW0603 -- a process has one scorer
    _worker = (Scorer(load(bundle), threads=1, capacity=options.capacity), past, given, options)


def _end_with_parent() -> None:
    """A run that is killed leaves no process behind that would write to the parts of the next."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _score_part(sent: bytes, file: Path) -> None:
    assert _worker is not None
    batch = processes.received(sent)
    scorer, past, given, options = _worker
    own_past = past and past.rows(batch.column(_PATIENT))
    own_given = given and given.rows(batch.column(_CLAIM))
    table = score_batch(scorer, batch, own_past, own_given, options)
    if options.with_quotes:
        _quotes_file(file).write_text(json.dumps(quotes(table, batch)), encoding="utf-8")
    merge.write(table, file, {"explained_by": scorer.explainer.method, "with_evidence": _matched(batch, own_given)})
    processes.piece_done()


def _matched(batch: pa.RecordBatch, given: pa.Table | None) -> str:
    """How many claims of a batch have evidence that was given."""
    return str(0 if given is None else pc.sum(pc.is_in(batch.column(_CLAIM), value_set=given.column(_CLAIM))).as_py())


def _quotes_file(part: Path) -> Path:
    return part.with_name(f"quotes-{part.name}.json")


def quotes_of(files: list[Path]) -> Quotes:
    """The words that prove evidence, of all parts."""
    found: Quotes = {}
    for file in files:
        found |= json.loads(_quotes_file(file).read_text(encoding="utf-8"))
    return found
