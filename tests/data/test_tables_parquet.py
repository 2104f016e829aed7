"""Parquet of other tools' making: cast where nothing is lost, bad rows set aside, what is missing named."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from denialrisk.data.errors import InputError
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.schema import CLAIMS
from denialrisk.data.tabular import read_claims, write_table
from denialrisk.data.validate import check
from denialrisk.features.testing import batch

SECRET = "Marguerite Oldcastle"


def _claims() -> pa.Table:
    rows = [{"claim_id": f"00{n}", "diagnoses": ["R53.1"], "lines": ["97110 GP"], "notes": ["a"]} for n in range(4)]
    return pa.Table.from_batches([batch(*rows)])


def _read(path: Path, size: int = 3) -> tuple[pa.Table, Quarantine, list[str]]:
    quarantine, notices = Quarantine(), list[str]()
    table = pa.Table.from_batches(list(read_claims(path, quarantine, notices, size)), CLAIMS.arrow)
    check(table, CLAIMS)
    return table, quarantine, notices


def _changed(table: pa.Table, name: str, values: Any) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, values)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "made" / "claims.parquet"
    assert write_table(path, _claims().to_batches(max_chunksize=2), CLAIMS) == 4
    assert _read(path)[0].equals(_claims())
    assert [entry.name for entry in path.parent.iterdir()] == ["claims.parquet"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "claims.parquet"
    write_table(path, _claims().to_batches(), CLAIMS)

    def failing() -> Any:
        yield _claims().to_batches()[0]
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        write_table(path, failing(), CLAIMS)
    assert _read(path)[0].equals(_claims())
    assert [entry.name for entry in tmp_path.iterdir()] == ["claims.parquet"]


def test_other_tools_types_and_columns_are_taken(tmp_path: Path) -> None:
    table = _claims()
    frame_like = table.select([name for name in table.column_names if name not in ("notes", "onset_on", "referral")])
    frame_like = _changed(frame_like, "claim_id", table["claim_id"].cast(pa.large_string()))
    frame_like = _changed(frame_like, "service_from", table["service_from"].cast(pa.timestamp("ns")))
    frame_like = _changed(frame_like, "total_charge", table["total_charge"].cast(pa.float64()))
    frame_like = _changed(frame_like, "patient_age", pa.array([10, 89, 95, None], pa.int64()))
    frame_like = frame_like.append_column("referral", table["referral"]).append_column("mrn", table["claim_id"])
    rows = frame_like.column("diagnoses").to_pylist()
    rows[0] = [{"code": "i69.351", "role": "principal", "system": "icd10cm"}]
    frame_like = _changed(frame_like, "diagnoses", pa.array(rows))
    pq.write_table(frame_like, tmp_path / "c")
    read, quarantine, notices = _read(tmp_path / "c")
    assert read["claim_id"].equals(table["claim_id"])
    assert read["service_from"].equals(table["service_from"])
    assert read["total_charge"].equals(table["total_charge"])
    assert read["patient_age"].to_pylist() == [10, 89, 90, None]
    assert read["diagnoses"][0].as_py()[0]["code"] == "I69351"
    assert read["notes"].to_pylist() == [[]] * 4
    assert quarantine.faults == []
    assert any("mrn" in notice for notice in notices)


def test_bad_rows_are_set_aside_by_number(tmp_path: Path) -> None:
    rows = _claims().to_pylist()
    rows[1] |= {"patient_sex": SECRET, "form": None}
    rows[3]["lines"][0]["units"] = None
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "c")  # types as another tool would guess them
    read, quarantine, _ = _read(tmp_path / "c")
    assert read["claim_id"].to_pylist() == ["000", "002"]
    assert [(fault.location, fault.found) for fault in quarantine.faults] == [
        ("row 2", "form: null; patient_sex: value outside the closed set"),
        ("row 4", "lines.units: null"),
    ]
    assert SECRET not in str(quarantine.faults)


def test_required_columns_and_impossible_types_are_named_together(tmp_path: Path) -> None:
    table = _claims()
    pq.write_table(table.drop_columns(["form", "diagnoses", "onset_on"]), tmp_path / "c")
    with pytest.raises(InputError, match="2 required columns: form, diagnoses"):
        _read(tmp_path / "c")
    words = pa.array([SECRET] * 4)
    pq.write_table(_changed(_changed(table, "total_charge", words), "service_from", words), tmp_path / "c")
    with pytest.raises(InputError, match="service_from, total_charge") as raised:
        _read(tmp_path / "c")
    assert SECRET not in str(raised.value)
    (tmp_path / "c").write_bytes(b"PAR1 cut short PAR1")
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        _read(tmp_path / "c")
