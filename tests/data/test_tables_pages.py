"""The generated pages: what the code declares is on the page, and a stale page is named with the command to run."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from denialrisk.data.flat import CLAIM_SHEET, DIAGNOSIS_SHEET, LINE_SHEET, REMIT_SHEET
from denialrisk.data.schema import ELEMENTS, TABLES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pages", ROOT / "scripts/pages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_tables_page_names_every_column_and_element(pages: ModuleType) -> None:
    text = pages.tables()
    for table in TABLES:
        section = text.split(f"## {table.name}\n")[1].split("\n## ")[0]
        for field in table.arrow:
            assert f"| `{field.name}` |" in section
    assert all(f"| `{element}` |" in text for element in ELEMENTS)


def test_inputs_page_names_every_flat_column(pages: ModuleType) -> None:
    text = pages.inputs()
    for sheet in (CLAIM_SHEET, DIAGNOSIS_SHEET, LINE_SHEET, REMIT_SHEET):
        assert all(f"| `{name}` | {cell.expected} |" in text for name, cell in sheet.cells.items())


def test_stale_page_is_named_with_the_command(
    pages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    assert pages.main(["--check"]) == 1
    assert pages.main([]) == 0
    assert pages.main(["--check"]) == 0
    (tmp_path / "docs/tables.md").write_text("edited by hand")
    capsys.readouterr()
    assert pages.main(["--check"]) == 1
    error = capsys.readouterr().err
    assert "docs/tables.md" in error
    assert "make fix" in error
    assert pages.main(["--nonsense"]) == 2
