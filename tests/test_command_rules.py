"""``denialrisk rules`` and ``denialrisk codes`` at the prompt."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from denialrisk.cli.codes import command as codes
from denialrisk.cli.rules import command as rules
from denialrisk.data.errors import InputError
from denialrisk.features.rules.registry import pack

TABULAR = """<ICD10CM.tabular><chapter><desc>Symptoms (R00-R99)</desc><section id="R50-R69"><desc>General</desc>
<diag><name>R53</name><desc>Malaise</desc><diag><name>R53.1</name><desc>Weakness</desc></diag></diag>
</section></chapter></ICD10CM.tabular>"""


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("DENIALRISK_HOME", str(tmp_path))


def _says(*arguments: str) -> str:
    answer = CliRunner().invoke(rules, arguments, catch_exceptions=False)
    assert answer.exit_code == 0
    return answer.output


def test_lists_the_whole_pack() -> None:
    said = _says()
    assert all(rule.code in said for rule in pack())


@pytest.mark.parametrize(
    ("filters", "listed", "left_out"),
    [
        (["--family", "excludes"], "EXC01", "VAL01"),
        (["--severity", "review"], "EXC23", "EXC01"),
        (["--on", "2016-09-30"], "EXC01", "EXC02"),
        (["--on", "2016-10-01", "--family", "excludes"], "EXC02", "EXC06"),
    ],
)
def test_filters(filters: list[str], listed: str, left_out: str) -> None:
    said = _says(*filters)
    assert listed in said
    assert left_out not in said


def test_page_says_why_what_to_do_on_whose_authority_and_when() -> None:
    said = _says("exc11", "--on", "2015-09-30")
    for part in ("Why it is denied", "What to do", "Examples", "Authority", "ICD-10-CM Tabular List", "CARC 16"):
        assert part in said
    assert "not in force on a date of service of 2015-09-30" in said
    assert "Where the article differs" in _says("NOT03")


@pytest.mark.parametrize("arguments", [["EXC99"], ["--family", "nothing"]])
def test_says_what_is_wrong(arguments: list[str]) -> None:
    with pytest.raises(InputError):
        CliRunner().invoke(rules, arguments, catch_exceptions=False)


def test_codes_lists_what_is_shipped_and_what_was_loaded(tmp_path: Path) -> None:
    shown = CliRunner().invoke(codes, [], catch_exceptions=False).output
    assert "2026 April" in shown
    assert "74,719" in shown
    (tmp_path / "tabular.xml").write_text(TABULAR)
    given = ["load", str(tmp_path / "tabular.xml"), "--release", "2027", "--from", "2026-10-01"]
    CliRunner().invoke(codes, given, catch_exceptions=False)
    shown = CliRunner().invoke(codes, [], catch_exceptions=False).output
    assert "2026 April" in shown
    assert "2027-09-30" in shown
