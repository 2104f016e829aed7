"""denialrisk ingest: what it writes adds up, names no patient, is the same every time, and is whole or not at all."""

import bz2
import csv
import json
import shutil
import zipfile
from pathlib import Path

import click
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from ingest_samples import CLAIM, HEADER, REMIT, TRAILER
from x12_samples import FOLDER, need_samples

from denialrisk.cli.ingest import command
from denialrisk.cli.inputs import remit_table, tell_claims
from denialrisk.data.errors import InputError
from denialrisk.data.schema import CLAIMS, REMITS
from denialrisk.data.spreadsheets import neutral
from denialrisk.data.validate import check
from denialrisk.features.inputs import Claims

NAME = "OLDCASTLE"
FILES = ["claims.parquet", "ingest.json", "provider_adjustments.parquet", "quarantine.csv", "remits.parquet"]


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """Claims with and without remit and note, one resubmitted, one refused, one file twice; a name everywhere."""
    folder = tmp_path / "world"
    (folder / "again").mkdir(parents=True)
    refused = CLAIM.format("R1").replace("*100*", f"*{NAME}*")
    resubmitted = CLAIM.format("A1").replace("11:B:1", "11:B:7")
    first = HEADER + CLAIM.format("A1") + CLAIM.format("A2") + refused + resubmitted + TRAILER
    (folder / "=first.837").write_text(first)
    shutil.copy(folder / "=first.837", folder / "again" / "copy.837")
    with_plb = REMIT.format("A1").replace("SE*", "PLB*1234567893*20261231*WO:1*5~SE*")
    (folder / "answers.835").write_text(with_plb + REMIT.format("ZZ"))
    notes = [("A1", f"Mrs {NAME} is weak"), ("ZZ", NAME), (None, NAME)]
    (folder / "notes.jsonl").write_text("".join(json.dumps({"claim_id": c, "text": t}) + "\n" for c, t in notes))
    (folder / "letter.txt").write_text(f"Dear Mrs {NAME}")
    return folder


def _run(*arguments: object) -> Result:
    key = Path(str(arguments[arguments.index("--out") + 1])).parent / "key"
    key.write_text("a secret for the tests")
    runner = CliRunner(env={"COLUMNS": "120"})
    return runner.invoke(command, [*map(str, arguments), "--patient-key", str(key)], standalone_mode=False)


def test_tables_and_counts_add_up(world: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = _run(world, "--out", out)
    assert done.exception is None
    assert sorted(path.name for path in out.iterdir()) == FILES
    claims, remits = pq.read_table(out / "claims.parquet"), pq.read_table(out / "remits.parquet")
    check(claims, CLAIMS)
    check(remits, REMITS)
    assert claims["claim_id"].to_pylist() == ["A1", "A2", "A1"]
    assert claims["frequency_code"].to_pylist() == ["1", "1", "7"]
    assert [len(notes) for notes in claims["notes"].to_pylist()] == [1, 0, 1]
    counts = json.loads((out / "ingest.json").read_text())
    assert (counts["claims"], counts["duplicate_claims"], counts["refused"]["claim"]) == (3, 3, 2)
    assert counts["claims"] + counts["duplicate_claims"] + counts["refused"]["claim"] == 2 * 4  # CLM segments
    assert (counts["remits"], counts["claims_with_remit"], counts["remits_without_claim"]) == (2, 2, 1)
    assert (counts["provider_adjustments"], counts["refused"]["note"], counts["refused"]["file"]) == (1, 1, 1)
    noted = {"read": 2, "joined": 1, "without_claim": 1, "claims_with_note": 2, "claims_without_note": 1}
    assert noted.items() <= counts["notes"].items()
    for words in ("identical claims read again", "remits without a claim", "notes without a claim", "quarantine.csv"):
        assert words in done.stdout


def test_what_is_no_claim_file_is_named_for_what_it_is(world: Path, tmp_path: Path) -> None:
    (world / "scan.pdf").write_bytes(b"%PDF-1.7 ...")
    (world / "ack.edi").write_text((HEADER + TRAILER).replace("ST*837", "ST*999").replace("GS*HC", "GS*FA"))
    (world / "dump.txt").write_text((HEADER + CLAIM.format("L1") + TRAILER).lower())
    (world / "powershell.txt").write_text(HEADER + CLAIM.format("L2") + TRAILER, encoding="utf-16")
    (world / "packed.837").write_bytes(bz2.compress(b"ISA"))
    with zipfile.ZipFile(world / "box.zip", "w") as archive:
        archive.writestr("claims", HEADER + CLAIM.format("Z1") + TRAILER)
        archive.writestr("notes.txt", f"Dear Mrs {NAME}")
        archive.writestr("__MACOSX/._claims", "hidden")
    _run(world, "--out", tmp_path / "out")
    refused = (tmp_path / "out" / "quarantine.csv").read_text()
    for words in (
        "scan.pdf,the file,file,a PDF",
        "ack.edi,the file,file,X12 without an 837 or 835 transaction",
        'dump.txt,the file,file,"837 or 835 whose header',
        'powershell.txt,the file,file,"837 or 835 whose header',
        'packed.837,the file,file,"packed in another way',
        "box.zip!notes.txt,the file,file,a member of a zip archive",
    ):
        assert words in refused


def test_a_mailbox_file_gives_claims_and_remits_and_says_what_else_it_holds(tmp_path: Path) -> None:
    answer = (HEADER + TRAILER).replace("ST*837", "ST*999").replace("GS*HC", "GS*FA")
    (tmp_path / "box.edi").write_text(answer + HEADER + CLAIM.format("A1") + TRAILER + "\r\n" + REMIT.format("A1"))
    _run(tmp_path / "box.edi", "--out", tmp_path / "out")
    counts = json.loads((tmp_path / "out" / "ingest.json").read_text())
    assert (counts["claims"], counts["remits"], counts["claims_with_remit"]) == (1, 1, 1)
    assert "interchange: a transaction of another kind, passed over" in counts["reasons"]
    _run(tmp_path / "box.edi", "--remits", tmp_path / "box.edi", "--out", tmp_path / "again")
    again = json.loads((tmp_path / "again" / "ingest.json").read_text())
    assert [again[name] for name in ("claims", "remits", "remit_files", "duplicate_remits")] == [1, 1, 1, 0]


def test_what_was_refused_is_listed_even_where_nothing_could_be_read(world: Path, tmp_path: Path) -> None:
    path, out = tmp_path / "all.837", tmp_path / "out"
    path.write_text((HEADER + CLAIM.format("R1") + CLAIM.format("R2") + TRAILER).replace("*100*", f"*{NAME}*"))
    failed = _run(path, world / "letter.txt", "--out", out)
    assert isinstance(failed.exception, InputError)
    assert str(out / "quarantine.csv") in failed.exception.do
    assert [file.name for file in out.iterdir()] == ["quarantine.csv"]
    rows = list(csv.DictReader((out / "quarantine.csv").read_text().splitlines()))
    assert [row["kind"] for row in rows].count("claim") == 2
    _run(world, "--out", out)
    assert sorted(file.name for file in out.iterdir()) == FILES


def test_train_and_score_say_what_they_left_out(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claims = Claims([world], world / "notes.jsonl")
    assert sum(batch.num_rows for batch in claims) > 0
    tell_claims(claims)
    said = capsys.readouterr().out
    for words in (
        "3 identical claims read again",
        "refused, claim: 2; first =first.837, segment",
        "2 notes: 1 with their claim, 1 without one",
        "left out; 1 claim without a note",  # it was read twice
    ):
        assert words in said
    assert NAME not in said


def test_no_output_holds_the_patients_name(world: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    out = tmp_path / "out"
    done = _run(world, "--out", out)
    said = done.output + done.stderr + caplog.text
    for name in ("quarantine.csv", "ingest.json"):
        said += (out / name).read_text()
    for name in ("remits.parquet", "provider_adjustments.parquet"):
        said += str(pq.read_table(out / name).to_pylist())
    claims = pq.read_table(out / "claims.parquet")
    said += str(claims.drop_columns(["notes"]).to_pylist())
    assert NAME not in said.upper()
    assert "MARGUERITE" not in said.upper()
    assert NAME in str(claims["notes"].to_pylist())  # note text is where the note reader needs it, and nowhere else


def test_quarantine_opens_as_text(world: Path, tmp_path: Path) -> None:
    _run(world, "--out", tmp_path / "out")
    with (tmp_path / "out" / "quarantine.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert "'=first.837" in {row["source"] for row in rows}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\n=1", "\0x", "  =1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x"]
)
def test_formulas_are_neutralised_and_nothing_else(text: str) -> None:
    assert neutral(text) == "'" + text
    assert neutral("x" + text) == "x" + text


def test_the_same_input_gives_the_same_bytes_in_one_process_or_two(world: Path, tmp_path: Path) -> None:
    for name, processes in (("one", 1), ("two", 2)):
        _run(world, "--out", tmp_path / name, "--processes", processes)
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_what_ingest_wrote_is_taken_in_again_unchanged(world: Path, tmp_path: Path) -> None:
    _run(world, "--out", tmp_path / "one")
    _run(tmp_path / "one", "--out", tmp_path / "two")
    for name in ("claims.parquet", "remits.parquet"):
        assert pq.read_table(tmp_path / "one" / name).equals(pq.read_table(tmp_path / "two" / name))


def test_remits_named_and_found_are_read_once(world: Path, tmp_path: Path) -> None:
    _run(world, "--remits", world / "answers.835", "--out", tmp_path / "out")
    counts = json.loads((tmp_path / "out" / "ingest.json").read_text())
    assert (counts["remits"], counts["duplicate_remits"], counts["remit_files"]) == (2, 0, 1)


def test_output_and_notes_that_lie_among_the_sources_are_no_sources(world: Path, tmp_path: Path) -> None:
    (world / "texts").mkdir()
    (world / "texts" / "A2.txt").write_text("weak")
    (world / "empty.835").write_text(REMIT[: REMIT.index("LX*")] + REMIT[REMIT.index("SE*") :])
    (world / "answers.835").unlink()
    for _ in range(2):  # the second time the first time's output lies there
        done = _run(world, "--notes", world / "texts", "--out", world / "out")
        assert done.exception is None
        counts = json.loads((world / "out" / "ingest.json").read_text())
        assert (counts["claims"], counts["remits"], counts["claims_with_remit"]) == (3, 0, 0)
        assert counts["refused"]["file"] == 3  # letter.txt, the empty 835 and the key
        assert any("notes.jsonl" in notice for notice in counts["notices"])
        assert counts["notes"]["joined"] == 1


def test_a_run_that_fails_leaves_the_folder_as_it_was(world: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    _run(world, "--out", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    for arguments in (
        [tmp_path / "absent"],
        [world / "letter.txt"],
        [world / "answers.835"],
        [world, "--notes", world / "letter.txt"],
        [world, "--remits", world / "=first.837"],
    ):
        failed = _run(*arguments, "--out", out)
        assert isinstance(failed.exception, InputError)
        assert failed.exception.exit_code == 2
        assert NAME not in str(failed.exception)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key", "out", "world"]


def test_files_of_an_earlier_run_do_not_stay(world: Path, tmp_path: Path) -> None:
    _run(world, "--out", tmp_path / "out")
    (tmp_path / "out" / "mine.txt").write_text("kept")
    _run(world / "=first.837", "--out", tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "claims.parquet",
        "ingest.json",
        "mine.txt",
        "quarantine.csv",
    ]
    assert isinstance(command, click.Command)


@need_samples
def test_the_sample_files_add_up(tmp_path: Path) -> None:
    _run(FOLDER, "--out", tmp_path / "out")
    counts = json.loads((tmp_path / "out" / "ingest.json").read_text())
    files = [path.read_text(encoding="latin-1") for path in FOLDER.glob("*/*")]
    segments = sum(text.count("CLM" + text[text.index("ISA") + 3]) for text in files)
    assert counts["claims"] + counts["duplicate_claims"] + counts["refused"]["claim"] == segments
    segments = sum(text.count("CLP" + text[text.index("ISA") + 3]) for text in files)
    assert counts["remits"] + counts["duplicate_remits"] + counts["refused"].get("remit", 0) == segments
    assert counts["claim_files"] + counts["remit_files"] == len(files)


def test_codes_that_no_table_knows_are_told_by_ingest_and_train(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.837").write_text(HEADER + CLAIM.format("A1") + TRAILER)
    (tmp_path / "a.835").write_text(REMIT.format("A1").replace("CAS*CO*16", "CAS*CO*999"))
    done = _run(tmp_path, "--out", tmp_path.with_name("out"))
    said = "1 adjustment of remits with 1 reason code (CARC) that reasons.csv does not name: 999 (1); counted as denied"
    assert said in done.output
    remit_table([tmp_path])
    assert said in capsys.readouterr().out
