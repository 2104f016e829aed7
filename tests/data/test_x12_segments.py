"""The segment reader: any separators, any wrapping, any cut, any bytes."""

from __future__ import annotations

import io
import random
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from x12_samples import FILE, FILES, KEYS, REMITTANCE, ROWS, claims_of, remits_of

from denialrisk.data.quarantine import Quarantine
from denialrisk.data.x12 import segments
from denialrisk.data.x12.claims import read_claims
from denialrisk.data.x12.segments import OVERSIZED, SegmentReader


class Slowly(io.RawIOBase):
    """A stream that gives a few bytes at a time, as a socket or an unpacker may."""

    def __init__(self, data: bytes, step: int) -> None:
        self._data, self._step, self._at = data, step, 0

    def read(self, size: int = -1) -> bytes:
        self._at += self._step
        return self._data[self._at - self._step : self._at]


def with_separators(text: str, element: str, component: str, repetition: str, terminator: str) -> str:
    return text.translate(str.maketrans("*:^~", element + component + repetition + terminator))


@given(st.permutations("*:^~|>!;#\x1c\x1d\x1e\x1f\t\\+"), st.booleans())
def test_separators_are_those_of_the_isa(chosen: list[str], lines: bool) -> None:
    element, component, repetition, terminator = chosen[:4]
    assert claims_of(with_separators(FILE, element, component, repetition, "\n" if lines else terminator)) == ROWS


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + FILE,
        "\r\n\t  " + FILE + "\r\n\x1a",
        FILE.replace("~", "~\n"),
        FILE.replace("~", "~\r\n"),
        FILE.replace("~", "\n"),
        FILE.replace("~", "\r\n"),
        FILE.replace("~", "~\n   "),
        "\n".join(FILE[at : at + 80] for at in range(0, len(FILE), 80)),
        FILE.rstrip("~"),
        FILE.replace("^*00501", "U*00401"),
        FILE.replace("SENDER         ", "SENDER"),
    ],
    ids=[
        "mark",
        "blanks",
        "lf",
        "crlf",
        "lf as end",
        "crlf as end",
        "indented",
        "wrapped",
        "no last end",
        "U",
        "short",
    ],
)
def test_the_same_claims_whatever_the_wrapping(content: str) -> None:
    quarantine = Quarantine()
    assert claims_of(content, quarantine) == ROWS
    assert [fault.found for fault in quarantine.faults] == ["SE01 does not agree with the count"]


@pytest.mark.parametrize("step", [1, 7, 106, 4096])
def test_the_size_of_reads_does_not_matter(step: int) -> None:
    batches = list(read_claims(Slowly(FILE.encode(), step), "file", KEYS, Quarantine()))
    assert [row for batch in batches for row in batch.to_pylist()] == ROWS


def test_several_interchanges_each_with_its_own_separators() -> None:
    lines = with_separators(FILE, "|", ">", "^", "\n")
    several = [lines, FILE, FILE, lines, with_separators(FILE, "*", "^", ":", "~"), FILE, lines, lines]
    for between in ("", "\r\n \r\n"):
        assert claims_of(between.join(several)) == ROWS * 8


def test_text_between_interchanges_is_reported() -> None:
    quarantine = Quarantine()
    assert claims_of(f"ISA is not here ISA*{FILE} and ISAs neither {FILE}ISA*", quarantine) == ROWS * 2
    found = [fault.found for fault in quarantine.faults]
    assert found.count("text that belongs to no interchange") == 3


@pytest.mark.parametrize("rest", [FILE, with_separators(FILE, "|", ">", "^", "\n")])
def test_a_file_cut_anywhere_gives_its_whole_claims_and_the_file_after_it_gives_all(rest: str) -> None:
    for cut in range(0, len(FILE), 11):
        quarantine = Quarantine()
        rows = claims_of(FILE[:cut] + rest, quarantine)
        assert rows[len(rows) - len(ROWS) :] == ROWS
        whole = rows[: len(rows) - len(ROWS)]
        assert whole == ROWS[: len(whole)]
        assert len(whole) + quarantine.counts().get("claim", 0) == FILE[:cut].count("~CLM")


def clm_segments(data: bytes, identifier: str) -> int:
    return sum(segment[0] == identifier for segment in SegmentReader(io.BytesIO(data), "file", Quarantine()))


def read_both(data: bytes) -> None:
    """Neither reader raises, and what they give and refuse adds up to what there is."""
    quarantine = Quarantine()
    assert len(claims_of(data, quarantine)) + quarantine.counts().get("claim", 0) == clm_segments(data, "CLM")
    quarantine = Quarantine()
    assert len(remits_of(data, quarantine)) + quarantine.counts().get("remit", 0) == clm_segments(data, "CLP")


@given(st.binary(max_size=400), st.sampled_from([b"", FILE[:106].encode(), FILE[:700].encode(), REMITTANCE.encode()]))
def test_no_bytes_stop_the_readers(data: bytes, before: bytes) -> None:
    read_both(before + data)


@given(
    st.sampled_from([FILE.encode(), REMITTANCE.encode()]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 2), st.binary(max_size=3)), min_size=1, max_size=8),
)
def test_no_mutation_stops_the_readers(data: bytes, changes: list[tuple[float, int, bytes]]) -> None:
    for where, removed, added in changes:
        at = int(where * len(data))
        data = data[:at] + added + data[at + removed :]
    read_both(data)


@pytest.mark.skipif(not FILES, reason="no sample files (they are not in the repository)")
def test_no_mutation_of_a_sample_stops_the_readers() -> None:
    draw = random.Random(0)
    for path in FILES:
        original = path.read_bytes()
        for _ in range(12):
            data = bytearray(original)
            for _ in range(draw.randrange(1, 12)):
                at = draw.randrange(len(data))
                data[at : at + draw.randrange(3)] = draw.choice(
                    [b"", b"*", b"~", b":", b"9", b"ISA*", draw.randbytes(2)]
                )
            read_both(bytes(data))


def test_memory_stays_bounded_over_garbage_and_over_a_long_file() -> None:
    class Garbage(io.RawIOBase):
        """An interchange header, then 40 million bytes without a terminator, then a good file."""

        def __init__(self) -> None:
            self._given = 0

        def read(self, size: int = -1) -> bytes:
            self._given += 1
            if self._given == 1:
                return FILE[:400].encode()
            if self._given <= 600:
                return b"A" * segments.CHUNK
            return b"~" + FILE.encode() if self._given == 601 else b""

    tracemalloc.start()
    read = list(SegmentReader(Garbage(), "file", Quarantine()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [OVERSIZED] in read
    assert sum(segment[0] == "CLM" for segment in read) == 4
    assert peak < 3_000_000


def test_a_file_that_is_no_x12_says_so() -> None:
    for content in ("", "claim_id,payer\n1,2\n", "\x00" * 100_000, "ISA"):
        quarantine = Quarantine()
        assert claims_of(content, quarantine) == []
        assert quarantine.counts()["file"] == 1
