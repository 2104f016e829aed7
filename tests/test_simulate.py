"""The simulated world: its files add up, its truth joins, and the same seed gives the same bytes."""

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from denialrisk.data.errors import InputError
from denialrisk.data.simulate import simulate
from denialrisk.data.simulate.defects import MEANS, load_defects
from denialrisk.data.simulate.measure import first_procedures, rates

CLAIMS = 3000


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("world")
    simulate(CLAIMS, 11, out)
    return out


def segments(path: Path) -> list[list[str]]:
    return [segment.split("*") for segment in path.read_text(encoding="ascii").split("~\n") if segment]


def digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    parts = [f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def test_truth_and_claims_name_the_same_claims(world):
    truth = pq.read_table(world / "truth.parquet")
    sent = [s[1] for path in sorted((world / "claims").iterdir()) for s in segments(path) if s[0] == "CLM"]
    assert len(sent) == CLAIMS
    assert sorted(sent) == sorted(truth["claim_id"].to_pylist())


def test_envelopes_and_counts_hold(world):
    for path in [*(world / "claims").iterdir(), *(world / "remits").iterdir()]:
        start, sets = 0, 0
        for at, segment in enumerate(segments(path)):
            if segment[0] == "ST":
                start, sets = at, sets + 1
            if segment[0] == "SE":
                assert int(segment[1]) == at - start + 1, path.name
            if segment[0] == "GE":
                assert int(segment[1]) == sets, path.name
                sets = 0


def test_every_remittance_balances(world):
    """Charge less adjustments is paid, for claims and lines; payments less provider adjustments are sent."""
    for path in (world / "remits").iterdir():
        for claim in remittances(path):
            assert claim["charge"] - claim["adjusted"] == claim["paid"], claim
            if claim["lines"]:
                assert sum(line["charge"] for line in claim["lines"]) == claim["charge"]
            for line in claim["lines"]:
                assert line["charge"] - line["adjusted"] == line["paid"], line


def remittances(path: Path) -> list[dict]:
    claims: list[dict] = []
    for s in segments(path):
        if s[0] == "CLP":
            claims.append({"charge": Decimal(s[3]), "paid": Decimal(s[4]), "adjusted": Decimal(0), "lines": []})
        elif s[0] == "SVC":
            claims[-1]["lines"].append({"charge": Decimal(s[2]), "paid": Decimal(s[3]), "adjusted": Decimal(0)})
        elif s[0] == "CAS":
            amount = sum(Decimal(value) for value in s[3::3])
            claims[-1]["adjusted"] += amount
            if claims[-1]["lines"]:
                claims[-1]["lines"][-1]["adjusted"] += amount
    return claims


def test_payments_sent_are_payments_made(world):
    for path in (world / "remits").iterdir():
        sent = paid = Decimal(0)
        for s in segments(path):
            if s[0] == "BPR":
                sent, paid = Decimal(s[2]), Decimal(0)
            elif s[0] == "CLP":
                paid += Decimal(s[4])
            elif s[0] == "PLB":
                paid -= sum(Decimal(value) for value in s[4::2])
            elif s[0] == "SE":
                assert sent == paid, path.name


def test_the_files_show_every_kind_of_answer(world):
    told = Counter()
    for path in (world / "remits").iterdir():
        for s in segments(path):
            if s[0] == "CLP":
                told[f"status {s[2]}"] += 1
            if s[0] in ("PLB", "LQ", "MOA"):
                told[s[0]] += 1
    assert all(told[kind] for kind in ("status 1", "status 22", "status 2", "PLB", "LQ", "MOA"))
    kinds = Counter(pq.read_table(world / "truth.parquet")["kind"].to_pylist())
    assert all(kinds[kind] for kind in ("original", "duplicate", "resubmission", "secondary"))
    assert 0 < pq.read_table(world / "truth.parquet")["answered"].to_pylist().count(False) < CLAIMS * 0.12


def test_notes_belong_to_claims_and_are_of_readable_length(world):
    claims = set(pq.read_table(world / "truth.parquet")["claim_id"].to_pylist())
    notes = [json.loads(line) for line in (world / "notes.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {note["claim_id"] for note in notes} < claims
    assert len({note["note_id"] for note in notes}) == len(notes)
    lengths = [len(note["text"]) for note in notes]
    assert min(lengths) >= 300
    assert max(lengths) <= 2500
    assert not any("{" in note["text"] for note in notes)


def test_repairing_a_cause_lowers_the_probability(world):
    for row in pq.read_table(world / "truth.parquet").to_pylist():
        for cause in row["causes"]:
            assert row["all_repaired_probability"] <= cause["probability_repaired"] < row["denial_probability"]


def test_rates_are_roughly_those_published(world):
    """Wide bounds for a small world; docs/simulation.md holds the figures of a large one."""
    figures = rates(world / "truth.parquet", first_procedures(world / "claims"))
    assert 0.12 < figures["denied"] < 0.20
    assert 0.76 < figures["oracle AUC"] < 0.90
    assert figures["decisive cause is the strongest"] > 0.8


def test_same_seed_same_bytes_whatever_the_hash_seed(tmp_path):
    simulate(150, 5, tmp_path / "here")
    code = "import sys; from pathlib import Path; from denialrisk.data.simulate import simulate; "
    code += "simulate(150, 5, Path(sys.argv[1]))"
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "PYTHONHASHSEED": "123", "PYTHONPATH": paths}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "there")], check=True, env=environment)
    simulate(150, 6, tmp_path / "other")
    assert digest(tmp_path / "here") == digest(tmp_path / "there") != digest(tmp_path / "other")


def test_a_second_world_replaces_the_first(tmp_path):
    simulate(120, 1, tmp_path)
    simulate(60, 2, tmp_path / "fresh")
    (tmp_path / "claims" / "mine.txt").write_text("kept")
    simulate(60, 2, tmp_path)
    assert (tmp_path / "claims" / "mine.txt").read_text() == "kept"
    (tmp_path / "claims" / "mine.txt").unlink()
    for name in ("claims", "remits"):
        assert digest(tmp_path / name) == digest(tmp_path / "fresh" / name)


def test_progress_ends_at_all_claims(tmp_path):
    seen: list[tuple[int, int]] = []
    simulate(50, 1, tmp_path, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (50, 50)


def test_what_cannot_be_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="folder is a file"):
        simulate(10, 1, tmp_path / "file")
    with pytest.raises(InputError, match="at least one claim"):
        simulate(0, 1, tmp_path)


def test_defects_in_data_and_in_code_are_the_same():
    defects = load_defects()
    assert {defect.name for defect in defects} == set(MEANS)
    assert len(defects) >= 16
    assert all(defect.knowledge and defect.carc.options for defect in defects)
