"""Flat claims and remits: codes keep their zeros, cells mean what they say, and a bad row costs itself only."""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialrisk.data import flat
from denialrisk.data.errors import InputError
from denialrisk.data.patients import PatientKeys
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.schema import CLAIMS, REMITS
from denialrisk.data.validate import validate

KEYS = PatientKeys(b"a secret for the tests")
SECRET = "Marguerite Oldcastle"

CLAIM_TEXT = """\
Claim ID;Payer_ID;payer class;SERVICE_FROM;total_charge;place of service;patient_id;patient_name;bill_type;remark
0012;P1;MB;2026-01-02;$1,250.00;2;M1;{0};;1
0013;P1;medicaid;20260103 ;100;;M2;{0};0131;7
"""
DIAGNOSIS_TEXT = """\
claim_id,code,position
0012,i69.351,2
0012,r53.1,1
0013,4280,
"""
LINE_TEXT = """\
claim_id,procedure,modifiers,modifier_1,modifier_2,charge,pointers,revenue_code,units
0012,97110,gp 59,,,1250,A B,,4
0013,99213,,25,KX,40,1:2,420,1
0013,,,,,60,,0450,
"""


def _folder(path: Path, claims: str = CLAIM_TEXT, diagnoses: str = DIAGNOSIS_TEXT, lines: str = LINE_TEXT) -> Path:
    path.mkdir(exist_ok=True)
    for name, text in (("Claims.csv", claims.format(SECRET)), ("diagnoses.csv", diagnoses), ("lines.csv", lines)):
        (path / name).write_text(text)
    return path


def _read(folder: Path, size: int = 20_000) -> tuple[list[dict[str, Any]], Quarantine, list[str]]:
    quarantine, notices = Quarantine(), list[str]()
    table = pa.Table.from_batches(list(flat.read_claims(folder, KEYS, quarantine, notices, size)), CLAIMS.arrow)
    assert validate(table, CLAIMS) == []
    assert SECRET not in str(table.to_pylist()) + str(quarantine.faults) + str(notices)
    return table.to_pylist(), quarantine, notices


def _read_remits(path: Path) -> tuple[list[dict[str, Any]], Quarantine]:
    quarantine = Quarantine()
    table = pa.Table.from_batches(list(flat.read_remits(path, quarantine, [], 20_000)), REMITS.arrow)
    assert validate(table, REMITS) == []
    return table.to_pylist(), quarantine


def test_a_sound_folder_is_read_whole(tmp_path: Path) -> None:
    (first, second), quarantine, notices = _read(_folder(tmp_path))
    assert quarantine.faults == []
    assert (first["claim_id"], first["payer_class"], first["place_of_service"]) == ("0012", "medicare", "02")
    assert (first["total_charge"], first["service_from"]) == (Decimal("1250.00"), dt.date(2026, 1, 2))
    assert [(d["code"], d["role"], d["system"]) for d in first["diagnoses"]] == [
        ("R531", "principal", "icd10cm"),
        ("I69351", "other", "icd10cm"),
    ]
    assert first["lines"][0]["modifiers"] == ["GP", "59"]
    assert first["lines"][0]["pointers"] == [1, 2]
    assert (first["form"], second["form"], second["bill_type"]) == ("professional", "institutional", "13")
    assert second["diagnoses"][0]["system"] == "icd9cm"
    assert [(line["revenue_code"], line["modifiers"], line["number"]) for line in second["lines"]] == [
        ("0420", ["25", "KX"], 1),
        ("0450", [], 2),
    ]
    assert first["patient_key"] == KEYS.of("M1")
    assert any("patient_name" in notice for notice in notices)


def test_a_bad_row_is_refused_by_line_and_costs_no_other(tmp_path: Path) -> None:
    folder = _folder(
        tmp_path,
        claims=CLAIM_TEXT
        + f'0014;P1;MB;2026-02-30;12,50;;;"{SECRET};;\n'  # the quote never ends
        + f"0015;P1;MB;2026-02-30;12,50;;;{SECRET};;\n"
        + f"0016;P1;MB;2026-02-03;10;;;{SECRET}\n"
        + f'0017;P1;MB;2026-02-03;10;;;"{SECRET}\nof ""Oldtown""";;\n',
        diagnoses=DIAGNOSIS_TEXT + "0099,R531,\n0013,not a code,\n",
        lines=LINE_TEXT + "0013,99213,25 26 27 28 29,,,1,,,\n,99213,,,,1,,,\n",
    )
    claims, quarantine, _ = _read(folder)
    assert [claim["claim_id"] for claim in claims] == ["0012", "0013", "0017"]
    assert sorted((fault.source, fault.location, fault.kind) for fault in quarantine.faults) == [
        ("Claims.csv", "line 4", "claim"),
        ("Claims.csv", "line 5", "claim"),
        ("Claims.csv", "line 6", "claim"),
        ("diagnoses.csv", "line 5", "diagnosis"),
        ("diagnoses.csv", "line 6", "diagnosis"),
        ("lines.csv", "line 5", "line"),
        ("lines.csv", "line 6", "line"),
    ]
    both = next(fault.found for fault in quarantine.faults if fault.location == "line 5" and fault.kind == "claim")
    assert both == "service_from cannot be read; total_charge cannot be read"


def test_missing_files_and_columns_are_named_all_at_once(tmp_path: Path) -> None:
    folder = _folder(tmp_path, claims=f"claim_id,{SECRET}\n1,2\n", lines="claim_id,procedure\n")
    with pytest.raises(InputError) as raised:
        _read(folder)
    for name in ("Claims.csv: service_from", "Claims.csv: total_charge", "lines.csv: charge"):
        assert name in raised.value.found
    assert SECRET not in str(raised.value)
    (folder / "lines.csv").unlink()
    with pytest.raises(InputError, match=r"lacks lines\.csv"):
        _read(folder)


def test_a_claim_number_that_stands_twice_is_said(tmp_path: Path) -> None:
    again = CLAIM_TEXT + CLAIM_TEXT.splitlines()[1].replace("2026-01-02", "2026-02-02") + "\n"
    claims, _, notices = _read(_folder(tmp_path / "f", claims=again), size=1)
    assert len(claims) == 3
    assert any("1 row with the claim_id" in notice for notice in notices)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_batches_do_not_change_what_is_read(tmp_path: Path, size: int) -> None:
    assert _read(_folder(tmp_path), size)[0] == _read(_folder(tmp_path))[0]


REMIT_TEXT = """\
claim_id,received_on,status,charge,paid,group,reason,amount,level,procedure,remark
0012,2026-02-01,1,1250,0,CO,16,1250,,97110,N290 MA130
0012,2026-02-01,1,1250.00,0,co,45,1,claim,,N290
0012,2026-03-01,22,-1250,0,,,,,,
0013,2026-02-01,1,100,100,CO,,,,,
"""


def test_rows_of_one_adjudication_become_one_remit(tmp_path: Path) -> None:
    path = tmp_path / "remits.csv"
    path.write_text(REMIT_TEXT)
    (first, second), quarantine = _read_remits(path)
    assert [(a["level"], a["procedure"], a["group"], a["reason"]) for a in first["adjustments"]] == [
        ("line", "97110", "CO", "16"),
        ("claim", None, "CO", "45"),
    ]
    assert first["remarks"] == ["N290", "MA130"]
    assert (second["status"], second["charge"], second["adjustments"]) == ("22", Decimal("-1250.00"), [])
    assert [(fault.location, fault.found) for fault in quarantine.faults] == [("line 5", "a part of an adjustment")]


_cell = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_claim_id = st.from_regex(r"[0-9]{1,6}", fullmatch=True)


@given(st.lists(st.tuples(_claim_id, _cell, st.decimals(0, 9999, places=2)), min_size=1, max_size=20))
def test_what_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, Decimal]]
) -> None:
    """Any text in a column that is not read, quotes and line ends in it too, harms no row; ids keep their zeros."""
    folder = tmp_path_factory.mktemp("flat")
    _folder(folder, diagnoses="claim_id,code\n", lines="claim_id,procedure,charge\n")
    with (folder / "Claims.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["claim_id", "remark", "service_from", "total_charge"])
        writer.writerows((claim_id, text, "2026-01-01", charge) for claim_id, text, charge in rows)
    quarantine = Quarantine()
    claims = [claim for part in flat.read_claims(folder, KEYS, quarantine, [], 7) for claim in part.to_pylist()]
    assert quarantine.faults == []
    assert [(claim["claim_id"], claim["total_charge"]) for claim in claims] == [(i, charge) for i, _, charge in rows]


def test_remits_that_are_all_refused_are_none(tmp_path: Path) -> None:
    path = tmp_path / "remits.csv"
    path.write_text("claim_id,received_on,status,charge,paid,group,reason,amount\n1,someday,4,10,0,CO,50,10\n")
    remits, quarantine = _read_remits(path)
    assert remits == []
    assert len(quarantine.faults) == 1


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "remits.csv"
    path.write_bytes(REMIT_TEXT.encode() + content)
    remits, _ = _read_remits(path)
    assert [remit["claim_id"] for remit in remits[:2]] == ["0012", "0012"]
    path.write_bytes(content)
    with pytest.raises(InputError):
        _read_remits(path)
