"""Plain, gzip and zip files, sound and damaged; the quarantine; the patient key."""

from __future__ import annotations

import gzip
import os
import stat
import zipfile
from pathlib import Path

import pytest
from x12_samples import FILE, KEYS, REMITTANCE, ROWS

from denialrisk.data.errors import InputError
from denialrisk.data.patients import PatientKeys
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.x12.claims import read_claims
from denialrisk.data.x12.files import kinds_in, open_members


def read(path: Path, quarantine: Quarantine) -> dict[str, tuple[str | None, list[dict[str, object]]]]:
    kinds = {name: "".join(kinds_in(stream)) or None for name, stream in open_members(path, Quarantine())}
    found = {}
    for name, stream in open_members(path, quarantine):
        batches = read_claims(stream, name, KEYS, quarantine) if kinds[name] == "837" else ()
        found[name] = (kinds[name], [row for batch in batches for row in batch.to_pylist()])
    return found


def test_plain_and_gzip_files_are_read_by_content_not_by_name(tmp_path: Path) -> None:
    (tmp_path / "claims.gz").write_text(FILE)
    (tmp_path / "claims.837").write_bytes(gzip.compress(FILE.encode()))
    for name in ("claims.gz", "claims.837"):
        assert read(tmp_path / name, Quarantine()) == {name: ("837", ROWS)}


def test_members_of_a_zip_are_read_in_place(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("folder")
        archive.writestr("folder/a.txt", FILE)
        archive.writestr("b.gz", gzip.compress(FILE.encode()))
        archive.writestr("c.835", REMITTANCE)
        archive.writestr("readme.txt", "nothing of interest")
    assert read(path, Quarantine()) == {
        "all.zip!folder/a.txt": ("837", ROWS),
        "all.zip!b.gz": ("837", ROWS),
        "all.zip!c.835": ("835", []),
        "all.zip!readme.txt": (None, []),
    }
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("damage", ["cut", "flipped"])
def test_a_damaged_gzip_file_gives_what_is_whole_and_says_so(tmp_path: Path, damage: str) -> None:
    many = FILE[: FILE.index("SE*")] + FILE[FILE.index("CLM*") : FILE.index("SE*")] * 3000 + FILE[FILE.index("SE*") :]
    packed = bytearray(gzip.compress(many.encode(), mtime=0))
    if damage == "cut":
        del packed[len(packed) // 2 :]
    else:
        packed[len(packed) // 2] ^= 0xFF
    path = tmp_path / "claims.gz"
    path.write_bytes(packed)
    quarantine = Quarantine()
    ((kind, rows),) = read(path, quarantine).values()
    assert kind == "837"
    assert rows[:4] == ROWS
    assert quarantine.counts()["truncated"] == 1
    assert "damage" in next(fault.found for fault in quarantine.faults if fault.kind == "truncated")


def test_a_small_gzip_file_that_is_cut_gives_what_is_whole(tmp_path: Path) -> None:
    many = FILE[: FILE.index("SE*")] + FILE[FILE.index("CLM*") : FILE.index("SE*")] * 30 + FILE[FILE.index("SE*") :]
    path = tmp_path / "claims.gz"
    path.write_bytes(gzip.compress(many.encode())[:-40])
    quarantine = Quarantine()
    ((kind, rows),) = read(path, quarantine).values()
    assert kind == "837"
    assert rows[:4] == ROWS
    assert quarantine.counts()["truncated"] == 1


def test_damaged_archives_and_members_are_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("locked", FILE)
        archive.writestr("open", FILE)
    data = path.read_bytes()
    for marker, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(marker) + flag
        data = data[:at] + b"\x01" + data[at + 1 :]  # the first member claims to be encrypted
    path.write_bytes(data)
    quarantine = Quarantine()
    assert read(path, quarantine) == {"all.zip!open": ("837", ROWS)}
    assert [(fault.source, fault.kind) for fault in quarantine.faults if fault.kind == "file"] == [
        ("all.zip!locked", "file")
    ]
    path.write_bytes(data[: len(data) // 2])
    quarantine = Quarantine()
    assert read(path, quarantine) == {}
    assert quarantine.counts() == {"file": 1}


def test_a_file_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    for path in (tmp_path / "absent", tmp_path):
        with pytest.raises(InputError, match="cannot be opened"):
            list(open_members(path, Quarantine()))


def test_the_kinds_in_a_file_are_told_by_its_transactions(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for content, kinds in {
        FILE: {"837"},
        "\ufeff \r\n" + REMITTANCE.replace("~", "~\r\n"): {"835"},
        FILE.replace("~", "\n"): {"837"},
        FILE.replace("ST*837", "ST*999"): set(),
        FILE[: FILE.index("ST*")]: set(),
        FILE.replace("ST*837", "ST*999") + FILE: {"837"},
        FILE * 900 + REMITTANCE.replace("*", "|"): {"837", "835"},  # some megabytes on
        FILE.replace("NM1*85*2*CLINIC", "N3*1 MAIN ST*835*"): {"837"},
        "": set(),
        "claim_id,payer": set(),
        "no interchange ST*837*0001~": set(),
    }.items():
        path.write_text(content)
        for _, stream in open_members(path, Quarantine()):
            assert kinds_in(stream) == kinds


def test_the_quarantine_counts_all_and_lists_the_first() -> None:
    quarantine = Quarantine(keep_per_source=3)
    for number in range(10):
        kind = "claim" if number % 2 else "interchange"
        quarantine.add(source="a", location=f"segment {number}", kind=kind, found="x", expected="y")
    quarantine.add(source="b", location="segment 1", kind="claim", found="x", expected="y")
    assert quarantine.counts() == {"interchange": 5, "claim": 6}
    assert quarantine.counts("b") == {"claim": 1}
    assert quarantine.unlisted == 7
    rows = quarantine.table().to_pylist()
    assert [row["location"] for row in rows] == ["segment 0", "segment 1", "segment 2", "segment 1"] + [
        "further on"
    ] * 2
    assert sorted(row["found"].split()[0] for row in rows[4:]) == ["3", "4"]
    assert Quarantine().table().num_rows == 0


def test_the_patient_key_is_made_once_and_kept_from_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DENIALRISK_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DENIALRISK_PATIENT_KEY", raising=False)
    first = PatientKeys.load().of("M1", "19500615", "F")
    assert first == PatientKeys.load().of("m1", "19500615", "f")
    (file,) = (tmp_path / "home").iterdir()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.setenv("DENIALRISK_PATIENT_KEY", "another secret of some length")
    second = PatientKeys.load().of("M1", "19500615", "F")
    assert second != first
    other = tmp_path / "key"
    other.write_text("another secret of some length\n")
    assert PatientKeys.load(other).of("M1", "19500615", "F") == second


def test_patients_are_told_apart_and_a_missing_member_number_gives_no_key() -> None:
    family = [("M1", "1950", "F", ""), ("M1", "1950", "M", ""), ("M1", "1980", "F", "A"), ("M1", "1980", "F", "B")]
    assert len({KEYS.of(*person) for person in family}) == 4
    assert KEYS.of("M1", "1950F", "") != KEYS.of("M1", "1950", "F")
    assert KEYS.of("", "1950", "F") is None


def test_a_patient_key_that_cannot_serve_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DENIALRISK_PATIENT_KEY", "short")
    with pytest.raises(InputError, match="5 bytes"):
        PatientKeys.load()
    with pytest.raises(InputError, match="cannot be read"):
        PatientKeys.load(tmp_path / "absent")
