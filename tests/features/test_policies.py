"""Payers' policies as data: what ships does what its cases say, and a wrong file is refused with file and key."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from denialrisk.cli import cli
from denialrisk.data.errors import InputError
from denialrisk.features.policies import SHIPPED, add, policies, read, rule_of, rules, wrong_cases
from denialrisk.features.testing import claims

GIVEN = yaml.safe_load((SHIPPED / "example_imaging.yml").read_text(encoding="utf-8"))


def _file(folder: Path, **changes: Any) -> Path:
    path = folder / "mine.yml"
    given = {key: value for key, value in (GIVEN | {"code": "POL77"} | changes).items() if value is not None}
    path.write_text(yaml.safe_dump(given), encoding="utf-8")
    return path


@pytest.mark.parametrize("policy", policies(SHIPPED), ids=lambda policy: policy.code)
def test_a_policy_does_what_its_cases_say(policy: Any) -> None:
    assert wrong_cases(policy) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"code": "IMG1"}, "key code: found 'IMG1'"),
        ({"severity": "hard"}, "key severity: found 'hard'. Expected one of error, warning, review"),
        ({"since": "soon"}, "key since: found 'soon'. Expected a date"),
        ({"since": None}, "key since: nothing found"),
        ({"payers": {"class": ["medicar"]}}, "key class"),
        ({"payers": {}}, "key payers"),
        ({"procedures": [70551]}, "key procedures: found \\[70551\\]. Expected a list of texts; put numbers in quotes"),
        ({"settings": ["clinic"]}, "key settings"),
        ({"asks": {"authorisation": True}}, "key asks"),
        ({"asks": {"authorization": True, "filing_days": 90}}, "what asks for two things is two files"),
        ({"asks": {"elements": ["power"]}}, "elements: a list of note elements"),
        ({"asks": {"filing_days": "90"}}, "filing_days: a whole number"),
        ({"citation": {"document": "x"}}, "key citation"),
        ({"cases": {"fires": [], "silent": []}}, "key cases"),
        ({"colour": "red"}, "key colour"),
        ({"title": " "}, "key title"),
    ],
)
def test_a_wrong_file_is_refused_with_file_key_and_what_was_expected(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=f"mine.yml, .*{message}"):
        read(_file(tmp_path, **changes))


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text("a: [", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine\.yml, line 2: not YAML"):
        read(tmp_path / "mine.yml")


def test_a_data_team_adds_a_policy_without_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DENIALRISK_HOME", str(tmp_path / "home"))
    assert "POL77" not in [rule.code for rule in rules()]
    assert add(_file(tmp_path)).code == "POL77"
    mine = next(rule for rule in rules() if rule.code == "POL77")
    assert mine.found(claims({"payer_id": "EXAMPLE", "diagnoses": ["R53.1"], "lines": ["70551"]})).claims.all()


def test_a_policy_whose_cases_do_not_hold_is_not_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DENIALRISK_HOME", str(tmp_path / "home"))
    with pytest.raises(InputError, match=r"imaging of the head \(fires\)"):
        add(_file(tmp_path, procedures=["97110"]))
    with pytest.raises(InputError, match=r"code POL01 is taken by medicare_therapy\.yml"):
        add(_file(tmp_path, code="POL01"))


@pytest.mark.parametrize(
    ("asks", "met", "unmet"),
    [
        ({"diagnoses": ["G62.9"]}, {"diagnoses": ["R53.1", "G62.9"]}, {"diagnoses": ["R53.1"]}),
        ({"therapy_cap": 500}, {"past": ["70551 2026-02-02 $400"]}, {"past": ["70551 2026-02-02 $401"]}),
        ({"visits": 2}, {"past": ["70551 2026-02-02"]}, {"past": ["70551 2026-02-02", "70551 2026-02-03"]}),
    ],
)
def test_each_kind_of_demand(tmp_path: Path, asks: Any, met: Any, unmet: Any) -> None:
    base = {"payer_id": "EXAMPLE", "diagnoses": ["R53.1"], "lines": ["70551"]}
    rule = rule_of(read(_file(tmp_path, asks=asks)))
    assert rule.found(claims(base | met, base | unmet)).claims.tolist() == [False, True]
    after = rule.edit.apply(claims(base | unmet), rule.found(claims(base | unmet)))
    assert "diagnoses" in asks or not rule.found(after).claims.any()


def test_the_command_lists_and_adds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DENIALRISK_HOME", str(tmp_path / "home"))
    added = CliRunner().invoke(cli, ["policies", "add", str(_file(tmp_path))])
    assert (
        added.output
        == "POL77 Example payer: imaging without authorization: added. Train again before scoring with it.\n"
    )
    assert "POL77" in CliRunner().invoke(cli, ["policies"]).output
