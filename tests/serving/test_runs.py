"""Runs of ``denialrisk score``: what they leave, and what a bad input, a kill or a second run does to them."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from denialrisk.cli import main
from denialrisk.data.atomic import only_run
from denialrisk.data.errors import DenialRiskError, InputError
from denialrisk.data.schema import CLAIMS, RISK_TIERS, WORKLIST
from denialrisk.data.validate import validate
from denialrisk.features.inputs import Claims
from denialrisk.features.notes import read
from denialrisk.features.past import past_lines
from denialrisk.features.testing import batch
from denialrisk.serving.batch import Options, score_batch
from denialrisk.serving.bundle import load
from denialrisk.serving.job import Job
from denialrisk.serving.score import FILES, score
from denialrisk.serving.scorer import Scorer

WORKLISTS = ("worklist.parquet", "worklist.csv", "worklist.html")


def denialrisk(*words: str | Path) -> int:
    """Exit code of a command."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["denialrisk", *map(str, words)])
        try:
            main()
        except SystemExit as stop:
            return int(stop.code or 0)
    return 0


def _june(world: Path) -> list[Path]:
    return sorted((world / "claims").glob("*2026-06.837"))


@pytest.fixture(scope="module")
def direct(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worklist of June, scored from 837 and notes in one process."""
    out = tmp_path_factory.mktemp("direct") / "worklist"
    sources = [word for file in _june(world) for word in ("--claims", file)]
    model = ("--model", world / "bundle", "--notes", world / "notes.jsonl", "--processes", "1")
    assert denialrisk("score", *sources, *model, "--holdout", "5%", "--out", out) == 0
    return out


@pytest.fixture(scope="module")
def june(world: Path) -> pa.RecordBatch:
    (only,) = Claims(_june(world), world / "notes.jsonl")
    return only


def _files(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in WORKLISTS}


def test_a_run_leaves_its_files_and_nothing_else(direct: Path) -> None:
    assert sorted(each.name for each in direct.iterdir()) == sorted(FILES)
    assert [each.name for each in direct.parent.iterdir()] == [direct.name]


def test_the_worklist_is_valid_and_in_the_order_of_work(direct: Path) -> None:
    table = pq.read_table(direct / "worklist.parquet")
    assert [str(each) for each in validate(table, WORKLIST)] == []
    rows = table.to_pylist()
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    keys = [(RISK_TIERS.index(row["risk_tier"]), -row["dollars_at_risk"], -row["denial_probability"]) for row in rows]
    assert keys == sorted(keys)


def test_the_counts_add_up(direct: Path, june: pa.RecordBatch) -> None:
    said = json.loads((direct / "manifest.json").read_text())
    table = pq.read_table(direct / "worklist.parquet")
    assert said["came_in"] == said["claims"] + said["quarantined"] == june.num_rows
    assert said["claims"] == said["scored"] + said["abstained"] == sum(said["tiers"].values()) == table.num_rows
    assert said["abstained"] == sum(table.column("abstain").to_pylist())
    assert said["read_by"] == dict(Counter(table.column("code_set").to_pylist()))
    assert said["dollars_at_risk"] == str(sum(table.column("dollars_at_risk").to_pylist()))
    assert said["explained_by"] == "outcome tables"
    assert said["model_version"] == table.column("model_version")[0].as_py()
    assert len(said["inputs"]) == 3
    assert len((direct / "worklist.csv").read_text().splitlines()) == table.num_rows + 1


def test_the_csv_says_what_the_parquet_says(direct: Path) -> None:
    flat = pd.read_csv(direct / "worklist.csv", dtype=str, keep_default_na=False)
    rows = pq.read_table(direct / "worklist.parquet").to_pylist()
    assert flat["claim_id"].tolist() == [row["claim_id"] for row in rows]
    for at, row in enumerate(rows):
        assert float(flat["denial_probability"][at]) == pytest.approx(row["denial_probability"], abs=1e-6)
        codes = [flat[f"issue_{place}_code"][at] for place in range(1, 6)]
        assert [code for code in codes if code] == [issue["code"] for issue in row["issues"][:5]]
        assert flat["rule_flags"][at].split() == row["rule_flags"]


def test_scoring_files_is_ingesting_them_and_scoring_the_table(world: Path, direct: Path, tmp_path: Path) -> None:
    assert denialrisk("ingest", *_june(world), "--notes", world / "notes.jsonl", "--out", tmp_path / "tables") == 0
    model = ("--model", world / "bundle", "--holdout", "5%", "--processes", "1")
    assert denialrisk("score", "--claims", tmp_path / "tables", *model, "--out", tmp_path / "worklist") == 0
    assert _files(tmp_path / "worklist") == _files(direct)


def test_evidence_that_was_read_before_is_as_good_as_the_notes(world: Path, direct: Path, tmp_path: Path) -> None:
    sources = [word for file in _june(world) for word in ("--claims", file)]
    assert denialrisk("evidence", world / "notes.jsonl", *sources, "--out", tmp_path / "said.parquet") == 0
    model = ("--model", world / "bundle", "--holdout", "5%", "--processes", "1")
    given = ("--evidence", tmp_path / "said.parquet", "--out", tmp_path / "worklist")
    assert denialrisk("score", *sources, *model, *given) == 0
    assert _files(tmp_path / "worklist") == _files(direct)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("hello", "cannot be read as .csv"),
        ("claim_id,element,state\n", "holds no evidence"),
        ("claim_id,element,state\nnobody,weakness,present\n", "none of the"),
        ("claim,element,state\nnobody,weakness,present\n", "lacks the columns claim_id"),
    ],
)
def test_evidence_of_no_claim_is_refused(
    world: Path, content: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "said.csv").write_text(content)
    words = ("score", "--claims", _june(world)[0], "--model", world / "bundle", "--processes", "1")
    assert denialrisk(*words, "--evidence", tmp_path / "said.csv", "--out", tmp_path / "out") == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_claims_without_notes_are_told(world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("score", "--claims", _june(world)[1], "--model", world / "bundle", "--processes", "1")
    assert denialrisk(*words, "--out", tmp_path / "out") == 0
    said = capsys.readouterr().out
    assert "no note of " in said
    assert "--notes" in said


def test_given_evidence_and_past_lines_reach_their_claims_in_any_order(
    world: Path, june: pa.RecordBatch, tmp_path: Path
) -> None:
    place = june.schema.get_field_index("notes")
    bare = june.set_column(
        place, june.schema.field(place), pa.array([[]] * june.num_rows, june.schema.field(place).type)
    )
    said, past = read(june), past_lines(pa.Table.from_batches(list(Claims([world / "claims"], None))))
    expected = score_batch(Scorer(load(world / "bundle")), bare, past, said).sort_by("claim_id")
    assert pc.sum(pc.list_value_length(pc.list_flatten(expected["issues"].combine_chunks()).field("evidence"))).as_py()

    parts = [
        said.slice(at, 700).take(list(range(said.num_rows - at))[:700][::-1]) for at in range(0, said.num_rows, 700)
    ]
    halves = [past.slice(past.num_rows // 2), past.slice(0, past.num_rows // 2)]
    score(Job([bare.slice(70), bare.slice(0, 70)], world / "bundle", tmp_path / "out", halves, parts, processes=2))
    scored = pq.read_table(tmp_path / "out" / "worklist.parquet").sort_by("claim_id")
    for column in ("claim_id", "denial_probability", "all_fixed_probability", "rule_flags"):
        assert scored[column].equals(expected[column]), column


def test_a_table_without_payers_is_scored_and_the_run_says_why_it_abstains(
    world: Path, june: pa.RecordBatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pq.write_table(pa.Table.from_batches([june.drop_columns(["payer_id"])]), tmp_path / "claims.parquet")
    model = ("--model", world / "bundle", "--processes", "1")
    assert denialrisk("score", "--claims", tmp_path / "claims.parquet", *model, "--out", tmp_path / "worklist") == 0
    said = json.loads((tmp_path / "worklist" / "manifest.json").read_text())
    assert said["abstained"] == said["claims"] == june.num_rows
    assert said["notices"] == ["claims.parquet: no column payer_id; left empty"]
    printed = " ".join(capsys.readouterr().out.split())
    for words in (
        "no column payer_id",
        "because: no payer",
        "expected: claims like those",
        "do: fill in what is missing",
    ):
        assert words in printed


KILLED = """
import os, signal, sys
from pathlib import Path
import pyarrow as pa
from denialrisk.serving.batch import Options
from denialrisk.serving.job import Job
from denialrisk.serving.score import score
bundle, claims, out = map(Path, sys.argv[1:])
with pa.ipc.open_file(claims) as file:
    (claims,) = file.read_all().combine_chunks().to_batches()
batches = [claims.slice(at, 10) for at in range(0, claims.num_rows, 10)]
done = []
def progress(step, rows):
    done.extend([rows] if rows else [])
    if len(done) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
score(Job(batches, bundle, out, options=Options(holdout=0.05)), progress)
"""


def test_a_killed_run_goes_on_to_the_same_bytes_however_batched(
    world: Path, june: pa.RecordBatch, direct: Path, tmp_path: Path
) -> None:
    with pa.OSFile(str(tmp_path / "june.arrow"), "wb") as sink, pa.ipc.new_file(sink, june.schema) as writer:
        writer.write_batch(june)
    words = (world / "bundle", tmp_path / "june.arrow", tmp_path / "killed")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, *map(str, words)], env=environment, capture_output=True, check=False
    )
    assert ended.returncode == -9, ended.stderr.decode()
    parts = sorted((tmp_path / ".killed.parts").glob("[0-9]*"))
    assert 2 <= len(parts) < june.num_rows // 10
    written = {part: part.stat().st_mtime_ns for part in parts}
    assert not (tmp_path / "killed").exists()

    small = [june.slice(at, 10) for at in range(0, june.num_rows, 10)]
    kept: list[dict[Path, int]] = []

    def progress(_: str, __: int) -> None:
        kept.append({part: part.stat().st_mtime_ns for part in parts})

    options = Options(holdout=0.05)
    score(Job(small, world / "bundle", tmp_path / "killed", options=options, resume=True, processes=2), progress)
    assert all(each == written for each in kept), "parts that stood were scored again"
    assert _files(tmp_path / "killed") == _files(direct)
    assert not (tmp_path / ".killed.parts").exists()


def test_resuming_with_other_settings_is_refused(world: Path, june: pa.RecordBatch, tmp_path: Path) -> None:
    def stop(_: str, claims: int) -> None:
        if claims:
            raise KeyboardInterrupt

    job = Job([june.slice(0, 5)], world / "bundle", tmp_path / "out")
    with pytest.raises(KeyboardInterrupt):
        score(job, stop)
    other = Job([june.slice(0, 5)], world / "bundle", tmp_path / "out", options=Options(floor=0.5), resume=True)
    with pytest.raises(InputError, match="other inputs, model or settings"):
        score(other)


def test_two_runs_on_one_output_refuse_each_other(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = ("--claims", _june(world)[0], "--model", world / "bundle")
    with only_run(tmp_path / "out"):
        assert denialrisk("score", *sources, "--out", tmp_path / "out") == 1
    assert "another run is writing" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.fixture
def damaged(world: Path, tmp_path: Path) -> Path:
    """June's professional claims, the charge of one of them made unreadable."""
    text = _june(world)[1].read_text()
    head, _, tail = text.partition("CLM*")
    fields = tail.split("*", 2)
    file = tmp_path / "damaged.837"
    file.write_text(f"{head}CLM*{fields[0]}*twelve*{fields[2]}")
    return file


def test_refused_claims_are_counted(world: Path, damaged: Path, tmp_path: Path) -> None:
    words = ("score", "--claims", damaged, "--model", world / "bundle", "--processes", "1", "--out", tmp_path / "out")
    assert denialrisk(*words) == 0
    said = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert said["quarantined"] == 1
    listed = pd.read_csv(tmp_path / "out" / "quarantine.csv")
    assert listed["kind"].tolist() == ["claim"]
    assert listed["source"].tolist() == ["damaged.837"]
    assert said["came_in"] == said["claims"] + 1


def test_too_many_refused_claims_fail_the_run(
    world: Path, damaged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("score", "--claims", damaged, "--model", world / "bundle", "--processes", "1", "--out", tmp_path / "out")
    assert denialrisk(*words, "--fail-over", "0%") == 2
    error = capsys.readouterr().err
    assert "--fail-over" in error
    assert "the first in damaged.837, " in error
    assert not (tmp_path / "out").exists()


def test_a_file_cut_short_is_told_and_fails_a_run_that_allows_few_refusals(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = _june(world)[1].read_text()
    cut = tmp_path / "cut.837"
    cut.write_text(text[: text.index("HL*", len(text) // 2)])  # between two claims
    words = ("score", "--claims", cut, "--model", world / "bundle", "--processes", "1", "--out", tmp_path / "out")
    assert denialrisk(*words) == 0
    assert "files cut short, of which what came before was read: 1; first cut.837" in capsys.readouterr().out
    assert denialrisk(*words, "--fail-over", "5%") == 2
    assert "nobody knows how many claims they lack" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--claims", "nowhere.837", "--out", "out"), "nowhere.837"),
        (("--claims", "nowhere.837", "--out", "out", "--holdout", "many"), "is not a share"),
        (("--out", "out"), "--claims"),
    ],
)
def test_bad_input_ends_with_two(
    world: Path, words: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        assert denialrisk("score", "--model", world / "bundle", *words) == 2
    assert said in capsys.readouterr().err


def test_a_process_that_dies_is_said(
    world: Path, june: pa.RecordBatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch that its process cannot even take in stands for a process that the system ended."""
    monkeypatch.setattr("denialrisk.serving.processes.sent", lambda _: _Deadly())
    broken = Job([june.slice(0, 3)], world / "bundle", tmp_path / "out", processes=2)
    with pytest.raises(DenialRiskError, match="--resume"):
        score(broken)


def test_a_process_that_dies_while_others_are_given_work_is_said(
    world: Path, june: pa.RecordBatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As above, but the pool is broken by the time that the next batch is there."""
    monkeypatch.setattr("denialrisk.serving.processes.sent", lambda _: _Deadly())

    def batches() -> Iterator[pa.RecordBatch]:
        for at in range(4):
            yield june.slice(at, 1)
            time.sleep(1.5 * (at == 0))

    with pytest.raises(DenialRiskError, match="--resume"):
        score(Job(batches(), world / "bundle", tmp_path / "out", processes=2))


class _Deadly:
    """Ends the process that unpickles it."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (3,)


HOSTILE = ("=HYPERLINK(1)", "</script><img src=x onerror=alert(1)>", "+1", "@x", "plain")
PLANTED = "Jane Plantedname ZZSECRET seen today. Left arm weakness; strength 3/5 in the left arm. ZZSECRET 555-0100."


@pytest.fixture(scope="module")
def hostile() -> pa.RecordBatch:
    return batch(
        *(
            {"claim_id": each, "payer_id": each, "billing_npi": each, "diagnoses": ["M62.81"], "lines": ["99214"],
             "notes": [PLANTED], "total_charge": 500}
            for each in HOSTILE
        )
    )  # fmt: skip


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "with quotes"])
def hostile_run(
    request: pytest.FixtureRequest, world: Path, hostile: pa.RecordBatch, tmp_path_factory: pytest.TempPathFactory
) -> tuple[bool, Path]:
    out = tmp_path_factory.mktemp("hostile") / "out"
    score(Job([hostile], world / "bundle", out, options=Options(with_quotes=request.param)))
    return request.param, out


def test_no_formula_reaches_the_spreadsheet(hostile_run: tuple[bool, Path]) -> None:
    flat = pd.read_csv(hostile_run[1] / "worklist.csv", dtype=str)
    for column in ("claim_id", "payer_id", "billing_npi"):
        assert sorted(flat[column]) == sorted(each if each[0] not in "=+@" else f"'{each}" for each in HOSTILE)


def test_no_markup_reaches_the_page(hostile_run: tuple[bool, Path]) -> None:
    text = (hostile_run[1] / "worklist.html").read_text()
    assert "<img" not in text
    assert text.count("</script>") == 2
    assert "\\u003cimg" in text  # it is there, as text


def test_note_text_stays_out_unless_asked_for(hostile_run: tuple[bool, Path]) -> None:
    quoted, out = hostile_run
    for name in FILES:
        text = (out / name).read_bytes()
        assert b"ZZSECRET" not in text
        assert b"Plantedname" not in text
        assert b"555-0100" not in text

    rows = pq.read_table(out / "worklist.parquet").to_pylist()
    issues = {(row["claim_id"], issue["code"]): issue for row in rows for issue in row["issues"]}
    shown = {
        (claim["id"], issue["code"]): issue["words"] for claim in _data(out)["claims"] for issue in claim["issues"]
    }
    assert shown.keys() == issues.keys()
    for key, words in shown.items():
        spans = [(each["start"], each["end"]) for each in issues[key]["evidence"] if each["start"] is not None]
        assert words == ([PLANTED[start:end] for start, end in spans] if quoted else [])
    assert any(words for words in shown.values()) == quoted


def _data(out: Path) -> dict[str, Any]:
    """What the page holds."""
    page = (out / "worklist.html").read_text()
    data: dict[str, Any] = json.loads(page.split('type="application/json">')[1].split("</script>")[0])
    return data


def test_no_claims_are_no_error(world: Path, tmp_path: Path) -> None:
    empty = pa.RecordBatch.from_pylist([], schema=CLAIMS.arrow)
    for name, batches in (("none", []), ("empty", [empty])):
        summary = score(Job(batches, world / "bundle", tmp_path / name))
        assert summary.came_in == summary.claims == 0
        assert pq.read_table(tmp_path / name / "worklist.parquet").num_rows == 0
        assert len((tmp_path / name / "worklist.csv").read_text().splitlines()) == 1
        assert _data(tmp_path / name)["total"] == 0
