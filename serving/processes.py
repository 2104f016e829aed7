"""Processes for scoring and reading notes, begun from one that is ready: what each has to do first is done once.

Reading pandas, the rules, the code set and the compiled code takes a process longer than scoring some thousand claims.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from itertools import chain, count, islice
from multiprocessing.context import BaseContext
from threading import Thread
from typing import Final, TypeVar

import pyarrow as pa

from denialrisk.data.errors import DenialRiskError

T = TypeVar("T")
R = TypeVar("R")

COLLECTED: Final = 64
"""Pieces of work (batches of claims, of notes) after which cycles are looked for."""
_READY: Final = "denialrisk.serving.ready"
_pieces: Final = count(1)


def context() -> BaseContext:
    """How processes are begun here: from the ready one, or from nothing where a system cannot (Windows)."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    ready = multiprocessing.get_context("forkserver")
    ready.set_forkserver_preload([_READY])
    return ready


def begin() -> None:
    """Have the ready process begun by the time that it is asked for."""
    if context().get_start_method() == "forkserver":
        from multiprocessing import forkserver  # not on Windows

        forkserver.ensure_running()


def begin_all(pool: ProcessPoolExecutor, processes: int) -> None:
    """Have a pool's processes begun and set up while this one reads; else each is begun with its first work."""
    Thread(target=_begin_all, args=(pool, processes), daemon=True).start()  # it waits for the ready process


def _begin_all(pool: ProcessPoolExecutor, processes: int) -> None:
    with suppress(RuntimeError):  # the pool is at its end already, or broken: who gives it work hears of it
        for _ in range(processes):
            pool.submit(os.getpid)


def in_order(work: Callable[[T], R], items: Iterable[T], processes: int) -> Iterator[R]:
    """What ``work`` makes of each item, in order. No more items are taken than are soon worked on, and a single one is
    worked on here.
    """
    items = iter(items)
    first = list(islice(items, 2))
    items = chain(first, items)
    if processes == 1 or len(first) == 1:
        yield from map(work, items)
        return
    with ProcessPoolExecutor(processes, context()) as pool, dead_process_told():
        for begun in ahead((pool.submit(_piece, work, item) for item in items), 2 * processes):
            yield begun.result()


def _piece(work: Callable[[T], R], item: T) -> R:
    """In a process begun here."""
    done = work(item)
    piece_done()
    return done


def collect_seldom() -> None:
    """From now on look for cycles only as piece_done() does: to walk over all that the note reader remembers takes a
    tenth of the time of scoring, and reading and scoring 10,000 claims leave some ten objects in cycles.
    """
    gc.freeze()
    gc.disable()


def piece_done() -> None:
    """Count a piece of work; after COLLECTED of them look for cycles."""
    if next(_pieces) % COLLECTED == 0:
        gc.collect()


@contextmanager
def seldom_collected() -> Iterator[None]:
    """With cycles looked for as seldom as in the processes begun from the ready one."""
    enabled = gc.isenabled()
    collect_seldom()
    try:
        yield
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()


def ahead(begun: Iterable[T], most: int) -> Iterator[T]:
    """The same in order, each when ``most`` after it are begun, so that work stands ready and little of it waits."""
    waiting: deque[T] = deque()
    for each in begun:
        waiting.append(each)
        if len(waiting) > most:
            yield waiting.popleft()
    while waiting:
        yield waiting.popleft()


@contextmanager
def dead_process_told(resumed: str = "") -> Iterator[None]:
    """Both who gives a dead process work and who waits for it meet the error; ``resumed`` says how to go on."""
    try:
        yield
    except BrokenProcessPool as error:
        raise DenialRiskError(
            "a process at work was ended from outside",
            expected="memory for each of them",
            do=f"Run again{resumed}, with fewer --processes if memory was short.",
        ) from error


def sent(piece: pa.RecordBatch | pa.Table) -> bytes:
    """A piece of batches as it goes to a process; pickled, it would take the whole batches along."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, piece.schema) as writer:
        writer.write(piece)
    return bytes(memoryview(sink.getvalue()))


def received(piece: bytes) -> pa.RecordBatch:
    """The piece that was sent, as one batch."""
    return pa.ipc.open_stream(piece).read_all().combine_chunks().to_batches()[0]
