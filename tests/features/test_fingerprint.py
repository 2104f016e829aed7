"""The fingerprint of the rule pack is the same in every process, or no bundle could be loaded again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from denialrisk.features.fingerprint import fingerprint

SAY = "from denialrisk.features.fingerprint import fingerprint; print(fingerprint()['rules'])"


def test_same_in_another_process() -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src"), "PYTHONHASHSEED": "7"}
    said = subprocess.run([sys.executable, "-c", SAY], env=environment, check=True, capture_output=True, text=True)
    assert said.stdout.strip() == fingerprint()["rules"]


def test_words_of_the_reader_and_tables_of_the_user_are_part_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{fingerprint.__module__}.FEATURES", tmp_path / "features")
    monkeypatch.setenv("DENIALRISK_HOME", str(tmp_path))
    said = []
    for file, text in (("features/words.yml", "weak"), ("features/words.yml", "feeble"), ("billing/mue-2026.csv", "1")):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text)
        said.append(fingerprint.__wrapped__())
    first, other_words, other_limits = said
    assert [name for name in first if first[name] != other_words[name]] == ["features"]
    assert [name for name in first if other_words[name] != other_limits[name]] == ["billing_tables"]
