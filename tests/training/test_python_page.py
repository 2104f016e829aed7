"""docs/python.md: the program shown there runs as it stands, on a small world and with quick settings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from training_quick import QUICK

import denialrisk
from denialrisk.training.train import Given

PAGE = Path(__file__).parents[2] / "docs" / "python.md"

pytestmark = pytest.mark.filterwarnings("ignore")  # MLflow, SHAP and matplotlib warn of each other


def test_the_program_runs(given: Given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert given.truth
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "world").symlink_to(given.truth.parent)
    monkeypatch.chdir(tmp_path)
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    done: dict[str, object] = {"QUICK": QUICK}
    exec(program.replace("denialrisk.Config()", "QUICK"), done)
    summary, found = done["summary"], done["found"]
    assert isinstance(summary, denialrisk.Summary)
    assert summary.claims > 0
    assert isinstance(found, denialrisk.Monitored)
    assert (tmp_path / "tonight" / "worklist.html").is_file()


def test_every_public_name_is_there() -> None:
    assert all(getattr(denialrisk, name) is not None for name in denialrisk.__all__)
    assert set(denialrisk.__all__) <= set(dir(denialrisk))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        denialrisk.nothing  # noqa: B018 -- the asking is the test
