"""Notes: every format gives the same notes, any bytes are a note, and each is joined, or counted as not."""

import datetime as dt
import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialrisk.data.errors import InputError
from denialrisk.data.notes import Notes, read_notes
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.schema import CLAIMS
from denialrisk.data.validate import check
from denialrisk.features.testing import batch

ROWS = [
    {"claim_id": "c2", "note_id": "n1", "kind": "ed", "author_role": "nurse", "written_on": None, "text": "undated"},
    {
        "claim_id": "c1",
        "note_id": "n2",
        "kind": "ed",
        "author_role": None,
        "written_on": "2026-02-01",
        "text": 'b "x"\n y',
    },
    {"claim_id": "c1", "note_id": "n3", "kind": None, "author_role": None, "written_on": "2026-01-01", "text": "a"},
    {"claim_id": "c2", "note_id": "n4", "kind": None, "author_role": None, "written_on": "2026-01-01", "text": ""},
    {"claim_id": "zz", "note_id": "n5", "kind": None, "author_role": None, "written_on": None, "text": "of no claim"},
]


def _claims(*claim_ids: str) -> pa.RecordBatch:
    return batch(*({"claim_id": claim_id} for claim_id in claim_ids))


def _attached(notes: Notes, *claim_ids: str) -> list[list[dict[str, Any]]]:
    joined = notes.attach(_claims(*claim_ids))
    check(pa.Table.from_batches([joined]), CLAIMS)
    found: list[list[dict[str, Any]]] = joined.column("notes").to_pylist()
    return found


def _read(path: Path) -> tuple[Notes, Quarantine]:
    quarantine = Quarantine()
    return read_notes(path, quarantine, []), quarantine


def _json_lines(path: Path) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))


def _json_lines_packed(path: Path) -> None:
    path.write_bytes(gzip.compress("\n\n".join(json.dumps(row) for row in ROWS).encode("utf-8-sig")))


def _csv(path: Path) -> None:
    import csv

    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, [name.upper() for name in ROWS[0]], delimiter="\t")
        writer.writeheader()
        writer.writerows({name.upper(): value for name, value in row.items()} for row in ROWS)


def _parquet(path: Path) -> None:
    table = pa.Table.from_pylist(ROWS)
    days = table["written_on"].cast(pa.date32())
    pq.write_table(table.set_column(table.column_names.index("written_on"), "written_on", days), path)


@pytest.mark.parametrize("write", [_json_lines, _json_lines_packed, _csv, _parquet])
def test_every_format_gives_the_same_notes(tmp_path: Path, write: Any) -> None:
    write(tmp_path / "notes")  # no extension: the content decides
    notes, quarantine = _read(tmp_path / "notes")
    first, none, second = _attached(notes, "c1", "c3", "c2")
    assert [(note["note_id"], note["written_on"], note["text"]) for note in first] == [
        ("n3", dt.date(2026, 1, 1), "a"),
        ("n2", dt.date(2026, 2, 1), 'b "x"\n y'),
    ]
    assert none == []
    assert [(note["note_id"], note["kind"], note["author_role"]) for note in second] == [
        ("n4", None, None),
        ("n1", "ed", "nurse"),
    ]
    counts = notes.counts
    assert (counts.read, counts.joined, counts.without_claim) == (5, 4, 1)
    assert (counts.claims_with_note, counts.claims_without_note, counts.undated) == (2, 1, 2)
    assert quarantine.faults == []


def test_a_folder_of_texts_and_a_claim_seen_twice(tmp_path: Path) -> None:
    (tmp_path / "PT%2F7.txt").write_bytes(b"caf\xe9 {not json")
    (tmp_path / "0013.txt.gz").write_bytes(gzip.compress(b"she can\x92t \x81"))
    (tmp_path / "more.jsonl").write_text(json.dumps({"claim_id": 14, "text": "number as id"}))
    (tmp_path / "readme").write_text("nothing of the kind")
    notes, quarantine = _read(tmp_path)
    found = _attached(notes, "PT/7", "0013", "14", "PT/7")
    assert [[note["text"] for note in claim] for claim in found] == [
        ["café {not json"], ["she can\u2019t \ufffd"], ["number as id"], ["café {not json"],
    ]  # fmt: skip
    assert (notes.counts.joined, notes.counts.replaced_characters) == (3, 1)
    assert [(fault.source, fault.kind) for fault in quarantine.faults] == [("readme", "file")]


def test_notes_a_claim_holds_already_are_kept() -> None:
    held = batch({"claim_id": "c1", "notes": ["held"]})
    joined = Notes(iter([])).attach(held)
    assert joined.column("notes").to_pylist() == held.column("notes").to_pylist()


def test_notes_given_again_stand_once(tmp_path: Path) -> None:
    _json_lines(tmp_path / "n")
    notes, _ = _read(tmp_path / "n")
    once = notes.attach(_claims("c1", "c2"))
    assert notes.attach(once).column("notes").to_pylist() == once.column("notes").to_pylist()


def test_bad_records_are_refused_by_line_without_their_values(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    secret = "Marguerite Oldcastle"
    lines = [
        json.dumps(ROWS[0]),
        f'{{"claim_id": "c1", "text": "{secret}',
        json.dumps([secret]),
        json.dumps({"claim_id": None, "text": secret}),
        json.dumps({"claim_id": "c1", "text": 5}),
        "[" * 100_000,
    ]
    path.write_text("\n".join(lines))
    notes, quarantine = _read(path)
    assert len(notes) == 1
    assert [(fault.location, fault.kind) for fault in quarantine.faults] == [
        (f"line {n}", "note") for n in (2, 3, 4, 5, 6)
    ]
    assert secret not in str(quarantine.faults)


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"[]", b"a,b\n1,2\n", b"PAR1 but no table", b'{"x": 1}\n', b"\x1f\x8b\x00"]
)
def test_a_file_without_notes_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "notes").write_bytes(content)
    with pytest.raises(InputError):
        _read(tmp_path / "notes")
    with pytest.raises(InputError, match="not there"):
        _read(tmp_path / "absent")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.text()), min_size=1, max_size=12))
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    path = tmp_path_factory.mktemp("notes") / "n"
    path.write_text("".join(json.dumps({"claim_id": c, "text": text}) + "\n" for c, text in rows))
    notes, _ = _read(path)
    found = notes.attach(_claims(*"abc")).column("notes").to_pylist()
    for claim_id, of_claim in zip("abc", found, strict=True):
        assert [note["text"] for note in of_claim] == [text for c, text in rows if c == claim_id]
    assert notes.counts.read == notes.counts.joined == len(rows)


def test_half_a_surrogate_pair_becomes_a_replacement_character(tmp_path: Path) -> None:
    (tmp_path / "n").write_text('{"claim_id": "c1", "text": "a\\ud800b", "kind": "\\udfff"}')
    notes, _ = _read(tmp_path / "n")
    ((note,),) = _attached(notes, "c1")
    assert (note["text"], note["kind"]) == ("a\ufffdb", "\ufffd")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "n"
    path.write_bytes(json.dumps(ROWS[1]).encode() + b"\n" + content)
    notes, _ = _read(path)
    assert notes.counts.read >= 1
    (path.parent / "c1.txt").write_bytes(content)
    folder, _ = _read(path.parent)
    assert folder.counts.read == notes.counts.read + 1


def test_a_note_written_after_the_claim_was_sent_is_left_out_and_counted(tmp_path: Path) -> None:
    _json_lines(tmp_path / "n")
    notes, _ = _read(tmp_path / "n")
    sent = batch({"claim_id": "c1", "submitted_on": dt.date(2026, 1, 1)}, {"claim_id": "c1", "submitted_on": None})
    on_time, unsent = notes.attach(sent).column("notes").to_pylist()
    assert "n2" not in {note["note_id"] for note in on_time}
    assert "n3" in {note["note_id"] for note in on_time}
    assert "n2" in {note["note_id"] for note in unsent}
    assert notes.counts.after_submission == 1
