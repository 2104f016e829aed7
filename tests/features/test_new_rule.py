"""A rule just begun is found, finds nothing, and is named by the contract until it is filled in."""

import importlib.util
import sys
from pathlib import Path

import pytest

from denialrisk.features.rules.registry import Rule
from denialrisk.features.testing import claims

SCRIPT = Path(__file__).parents[2] / "scripts" / "new_rule.py"


def _module(path: Path) -> object:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def test_begins_a_rule_that_is_not_done(tmp_path: Path) -> None:
    begin = _module(SCRIPT).begin  # type: ignore[attr-defined]  # a module by its file
    (tmp_path / "tests" / "cases").mkdir(parents=True)
    file, cases = begin("NOT99", "weakness_of_new_kind", "note_against_code", tmp_path)
    begun = _module(file).weakness_of_new_kind  # type: ignore[attr-defined]  # a module by its file
    assert isinstance(begun, Rule)
    assert not begun.found(claims({"diagnoses": ["R53.1"]})).claims.any()
    assert "TODO" in begun.title
    assert "TODO" in begun.doc
    assert cases.read_text().count("[]") == 2


@pytest.mark.parametrize("given", [("not1", "a_rule", "excludes"), ("NOT98", "A rule", "excludes"), ("", "", "")])
def test_says_what_is_wrong(given: tuple[str, str, str], tmp_path: Path) -> None:
    begin = _module(SCRIPT).begin  # type: ignore[attr-defined]  # a module by its file
    with pytest.raises(SystemExit, match="usage: make new-rule"):
        begin(*given, tmp_path)


def test_a_family_keeps_its_letters(tmp_path: Path) -> None:
    begin = _module(SCRIPT).begin  # type: ignore[attr-defined]  # a module by its file
    (tmp_path / "tests" / "cases").mkdir(parents=True)
    begin("NOT98", "one_rule", "note_against_code", tmp_path)
    with pytest.raises(SystemExit, match="codes of note_against_code begin with NOT; found 'NAC98'"):
        begin("NAC98", "another_rule", "note_against_code", tmp_path)
