"""What a user is told when score, explain or monitor is given something else than it takes."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from denialrisk.cli.explain import command as explain
from denialrisk.cli.monitor import command as monitor
from denialrisk.cli.score import command as score
from denialrisk.data.errors import InputError


@pytest.fixture(scope="module")
def listed(worklist: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with worklist.parquet, and beside it what is none."""
    folder = tmp_path_factory.mktemp("listed")
    pq.write_table(worklist, folder / "worklist.parquet")
    whole = (folder / "worklist.parquet").read_bytes()
    (folder / "cut.parquet").write_bytes(whole[:2_000])
    (folder / "empty.parquet").write_bytes(b"")
    pq.write_table(worklist.drop_columns(["issues"]), folder / "older.parquet")
    pq.write_table(pa.table({"claim_id": ["1"]}), folder / "table.parquet")
    (folder / "claims.csv").write_bytes(b"claim_id,name\n1,\xe9t\xe9\n")
    (folder / "notes.jsonl").write_text("not json\n")
    (folder / "text.837").write_text("hello\n")
    return folder


WRONG = [
    ("nowhere", "does not exist"),
    ("cut.parquet", "cannot be read as Parquet"),
    ("empty.parquet", "cannot be read as Parquet"),
    ("older.parquet", "lacks issues"),
    ("table.parquet", "is not a worklist"),
    ("claims.csv", "cannot be read as Parquet"),
]


@pytest.mark.parametrize(("name", "found"), WRONG)
def test_explain_and_monitor_say_what_is_wrong_with_a_worklist(
    name: str, found: str, listed: Path, world: Path
) -> None:
    monitored = ["--remits", str(world / "remits"), "--model", str(world / "bundle"), "--store", str(listed / "store")]
    for command, rest in ((explain, ["1"]), (monitor, monitored)):
        with pytest.raises(InputError, match=found) as refused:
            CliRunner().invoke(command, ["--worklist", str(listed / name), *rest], catch_exceptions=False)
        assert refused.value.expected
        assert refused.value.do


def test_explain_says_that_a_claim_is_not_there(listed: Path) -> None:
    with pytest.raises(InputError, match="no such claim"):
        CliRunner().invoke(explain, ["no such", "--worklist", str(listed)], catch_exceptions=False)


def test_monitor_wants_the_model_that_made_the_worklist(listed: Path, worklist: pa.Table, world: Path) -> None:
    at = worklist.schema.get_field_index("model_version")
    other = worklist.set_column(at, worklist.schema.field(at), pa.array(["another"] * len(worklist)))
    pq.write_table(other, listed / "other.parquet")
    given = ["--worklist", str(listed / "other.parquet"), "--remits", str(world / "remits")]
    with pytest.raises(InputError, match="made by model another"):
        CliRunner().invoke(monitor, [*given, "--model", str(world / "bundle")], catch_exceptions=False)


@pytest.mark.parametrize(
    "given",
    [
        ("nowhere", None, "not there"),
        ("text.837", None, "no kind that can be read"),
        ("cut.parquet", None, "damaged"),
        ("empty.parquet", None, "empty file"),
        ("claims.csv", None, "name the folder that holds all three"),
        ("REMITS", None, "hold remits instead"),
        ("CLAIMS", "notes.jsonl", "does not begin with a JSON object"),
        ("CLAIMS", "nowhere", "nowhere"),
    ],
)
def test_score_says_what_is_wrong_with_its_inputs(
    given: tuple[str, str | None, str], listed: Path, world: Path, tmp_path: Path
) -> None:
    claims, notes, found = given
    source = {"REMITS": world / "remits", "CLAIMS": world / "claims"}.get(claims, listed / claims)
    words = ["--claims", str(source), "--model", str(world / "bundle"), "--out", str(tmp_path / "out")]
    words += ["--notes", str(listed / notes)] if notes else []
    with pytest.raises(InputError, match=found) as refused:
        CliRunner().invoke(score, [*words, "--processes", "1"], catch_exceptions=False)
    assert refused.value.expected
    assert not (tmp_path / "out" / "worklist.parquet").exists()


def test_score_says_what_to_do_without_a_model(world: Path, tmp_path: Path) -> None:
    given = ["--claims", str(world / "claims"), "--store", str(tmp_path), "--out", str(tmp_path / "out")]
    with pytest.raises(InputError, match="no model in") as refused:
        CliRunner().invoke(score, given, catch_exceptions=False)
    assert "train" in refused.value.do


def test_score_says_when_it_is_the_past_that_holds_no_claims(listed: Path, world: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    words = ["--claims", str(world / "claims"), "--past", str(tmp_path / "empty"), "--model", str(world / "bundle")]
    with pytest.raises(InputError, match=r"^--past: no claim could be read"):
        CliRunner().invoke(score, [*words, "--out", str(tmp_path / "out"), "--processes", "1"], catch_exceptions=False)
