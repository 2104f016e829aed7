"""Sources: kinds told by content, one stream of equal batches however the input was cut, and nothing read twice."""

import gzip
import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_samples import REMIT, claims_837

from denialrisk.data import sources, tabular
from denialrisk.data.duplicates import Duplicates, fingerprints
from denialrisk.data.errors import InputError
from denialrisk.data.patients import PatientKeys
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.schema import CLAIMS, REMITS
from denialrisk.data.sources import Reading, read_claims, read_remits, rebatch
from denialrisk.data.survey import survey
from denialrisk.features.testing import batch

FLAT_REMIT = "claim_id,received_on,status,charge,paid,group,reason,amount\n{0},2026-02-01,1,9,0,CO,16,9\n"


def _reading(**options: Any) -> Reading:
    return Reading(PatientKeys(b"a secret for the tests"), Quarantine(), **options)


def _ids(batches: Any) -> list[str]:
    return [claim_id for part in batches for claim_id in part.column("claim_id").to_pylist()]


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder of every kind of file, with names that say nothing of it."""
    folder = tmp_path / "mixed"
    (folder / "deeper").mkdir(parents=True)
    (folder / "1.bin").write_text(claims_837("A1", "A2"))
    (folder / "2.txt").write_bytes(gzip.compress(claims_837("B1").encode()))
    with zipfile.ZipFile(folder / "3.pdf", "w") as archive:
        archive.writestr("claims", claims_837("C1"))
        archive.writestr("remits", REMIT.format("C1"))
    tabular.write_table(folder / "4.837", [batch({"claim_id": "D1"})], CLAIMS)
    (folder / "5.837").write_text(FLAT_REMIT.format("D1"))
    (folder / "deeper" / "6").write_text(REMIT.format("A1"))
    (folder / "deeper" / "7.837").write_text("not X12 at all")
    (folder / ".hidden").write_text("left alone")
    flat = folder / "flat"
    flat.mkdir()
    (flat / "claims.csv").write_text("claim_id,service_from,total_charge\nE1,2026-01-01,5\n")
    (flat / "diagnoses.csv").write_text("claim_id,code\nE1,R53.1\n")
    (flat / "lines.csv").write_text("claim_id,procedure,charge\nE1,97110,5\n")
    return folder


def test_every_kind_is_found_by_its_content(mixed: Path) -> None:
    reading = _reading()
    assert _ids(read_claims([mixed], reading)) == ["A1", "A2", "B1", "C1", "D1", "E1"]
    refused = [fault.source for fault in reading.quarantine.faults if fault.kind != "interchange"]
    assert refused == ["deeper/7.837"]
    assert _ids(read_remits([mixed], _reading())) == ["C1", "D1", "A1"]
    assert _ids(read_claims([mixed, mixed / "1.bin", mixed / "deeper"], _reading())) == [
        "A1",
        "A2",
        "B1",
        "C1",
        "D1",
        "E1",
    ]


@pytest.mark.parametrize("size", [1, 2, 4, 100])
def test_batches_have_one_size_whatever_the_files(mixed: Path, size: int) -> None:
    batches = list(read_claims([mixed], _reading(), batch_size=size))
    assert [len(part) for part in batches] == [size] * (6 // size) + ([6 % size] if 6 % size else [])
    whole = pa.Table.from_batches(list(read_claims([mixed], _reading())))
    assert pa.Table.from_batches(batches).equals(whole)


def test_two_processes_read_what_one_does(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (mixed / "8.837").write_text(claims_837("F1").replace("CLM*F1*100", "CLM*F1*abc"))
    monkeypatch.setattr(sources, "_WORTH_PROCESSES", 0)
    sizes: list[int] = []
    one, two = _reading(), _reading(advance=sizes.append)
    alone = pa.Table.from_batches(list(read_claims([mixed], one)))
    together = pa.Table.from_batches(list(read_claims([mixed], two, processes=2)))
    assert together.equals(alone)
    assert two.quarantine.table().equals(one.quarantine.table())
    assert len(two.quarantine.faults) > 1
    assert two.notices == one.notices
    assert sum(sizes) == sum(piece.size for piece in survey([mixed], Quarantine()).claims)


def test_progress_adds_up_to_the_bytes_on_disk(mixed: Path) -> None:
    sizes: list[int] = []
    list(read_claims([mixed], _reading(advance=sizes.append)))
    assert sum(sizes) == sum(piece.size for piece in survey([mixed], Quarantine()).claims)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b"just words", "no kind"),
        (claims_837().encode(), "no claim"),
        (REMIT.encode(), "no claim"),
    ],
)
def test_a_single_file_without_claims_is_an_error(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(InputError, match=found):
        list(read_claims([path], _reading()))
    with pytest.raises(InputError, match="not there"):
        list(read_claims([tmp_path / "absent"], _reading()))


def test_one_file_without_claims_among_several_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "good.837").write_text(claims_837("A1"))
    (tmp_path / "none.837").write_text(claims_837())
    tabular.write_table(tmp_path / "none.parquet", [], CLAIMS)
    (tmp_path / "cut.parquet").write_bytes((tmp_path / "none.parquet").read_bytes()[:-20])
    reading = _reading()
    assert _ids(read_claims([tmp_path], reading)) == ["A1"]
    faults = [(fault.source, fault.kind) for fault in reading.quarantine.faults if fault.kind == "file"]
    assert sorted(faults) == [("cut.parquet", "file"), ("none.837", "file"), ("none.parquet", "file")]


def test_links_that_lead_in_circles_or_nowhere_and_odd_files_are_passed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.837").write_text(claims_837("A1"))
    (folder / "b.837").symlink_to(folder / "a.837")
    (folder / "circle").symlink_to(folder)
    (folder / "gone").symlink_to(tmp_path / "absent")
    os.mkfifo(folder / "pipe")
    reading = _reading()
    assert _ids(read_claims([folder], reading)) == ["A1"]
    refused = [fault.source for fault in reading.quarantine.faults if fault.kind == "file"]
    assert refused == ["gone", "pipe"]


def test_what_ingest_wrote_is_read_and_nothing_else_beside_it(tmp_path: Path) -> None:
    tabular.write_table(tmp_path / "claims.parquet", [batch({"claim_id": "A1"})], CLAIMS)
    tabular.write_table(tmp_path / "remits.parquet", [], REMITS)
    shutil.copy(tmp_path / "claims.parquet", tmp_path / "copy.parquet")
    (tmp_path / "ingest.json").write_text("{}")
    reading = _reading()
    assert _ids(read_claims([tmp_path], reading)) == ["A1"]
    assert reading.quarantine.faults == []


@given(st.lists(st.integers(0, 7), max_size=8), st.integers(1, 9))
def test_rebatch_keeps_order_and_size(lengths: list[int], size: int) -> None:
    rows = iter(range(100))
    schema = pa.schema([("n", pa.int64())])
    parts = [pa.record_batch([[next(rows) for _ in range(n)]], schema=schema) for n in lengths]
    batches = list(rebatch(parts, size))
    assert [n for part in batches for n in part.column("n").to_pylist()] == list(range(sum(lengths)))
    assert all(len(part) == size for part in batches[:-1])
    assert all(0 < len(part) <= size for part in batches)


_CHANGES: list[dict[str, Any]] = [
    {"claim_id": "x"},
    {"frequency_code": "7"},
    {"patient_age": None},
    {"total_charge": "100.01"},
    {"referral": True},
    {"diagnoses": ["I69.351", "R53.1"]},
    {"diagnoses": ["R53.1"]},
    {"lines": ["97110 GP KX x2", "97530"]},
    {"lines": ["97110 GP x2 ->1,2", "97530"]},
    {"lines": ["97110 x2", "97530 GP"]},
    {"lines": ["97110 GP x2"]},
]
_SAME = {"claim_id": "a", "patient_key": "k", "diagnoses": ["R53.1", "I69.351"], "lines": ["97110 GP x2", "97530"]}


def test_only_identical_claims_are_duplicates() -> None:
    claims = batch(_SAME, _SAME, *[{**_SAME, **change} for change in _CHANGES])
    found = fingerprints(claims)
    assert found[0] == found[1]
    assert len(set(found.tolist())) == len(_CHANGES) + 1
    once = Duplicates()
    assert len(once.keep_first(claims.slice(0, 3))) == 2
    assert len(once.keep_first(claims.slice(1, 4))) == 2
    assert once.dropped == 3
    assert fingerprints(claims.slice(3, 2)).tolist() == found[3:5].tolist()
    noted = batch({**_SAME, "notes": ["one"]}, {**_SAME, "notes": ["two"]})
    assert len(Duplicates(without=("notes",)).keep_first(noted)) == 1
