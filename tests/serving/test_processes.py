"""Work shared among processes: in order, and here where there is but one piece."""

from __future__ import annotations

import os
from weakref import ref

import pyarrow as pa
import pytest

from denialrisk.serving.processes import COLLECTED, in_order, piece_done, received, seldom_collected, sent


def test_what_several_processes_make_comes_in_order() -> None:
    assert list(in_order(abs, range(-40, 0), 2)) == list(range(40, 0, -1))


def test_one_piece_is_worked_on_here() -> None:
    assert list(in_order(_where, [0], 2)) == [os.getpid()]
    assert os.getpid() not in in_order(_where, [0, 0], 2)


def test_nothing_is_made_of_nothing() -> None:
    assert list(in_order(abs, [], 2)) == []


def test_an_error_in_a_process_is_met_here() -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_order(_divided, [1, 0], 2))


def test_a_piece_of_a_batch_is_received_as_sent() -> None:
    batch = pa.record_batch({"claim_id": [str(number) for number in range(1000)]})
    piece = batch.slice(10, 5)
    assert received(sent(piece)).equals(piece)
    assert len(sent(piece)) < len(sent(batch)) / 4


def _where(_: int) -> int:
    return os.getpid()


def _divided(by: int) -> float:
    return 1 / by


class _Knot:
    """Holds itself."""

    def __init__(self) -> None:
        self.itself = self


def test_cycles_are_looked_for_now_and_then() -> None:
    with seldom_collected():
        left = ref(_Knot())
        assert left() is not None
        for _ in range(COLLECTED):
            piece_done()
        assert left() is None
