"""The note reader finds the same compiled and as Python."""

import json
import os
import shutil
import subprocess
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from denialrisk.data.errors import DenialRiskError
from denialrisk.features.notes import COMPILED, compiled, read_texts

ROOT = Path(__file__).parents[2]
TUNED = ROOT / "tests" / "notes" / "tuned.jsonl"
READ = """
import json, sys
from denialrisk.features.notes import COMPILED, read_texts
assert not COMPILED
print(json.dumps(read_texts(json.load(sys.stdin))))
"""


def test_compiled_and_uncompiled_reader_find_the_same(tmp_path: Path) -> None:
    if not COMPILED:
        pytest.skip("the note reader is not compiled here: no C compiler when it was installed")
    texts = [json.loads(line)["text"] for line in TUNED.read_text(encoding="utf-8").splitlines()]
    texts += [text.upper() for text in texts[:50]] + [" ".join(text.split()) for text in texts[:50]]
    for package in ("src", "data", "features", "serving", "training"):
        shutil.copytree(ROOT / package, tmp_path / package, symlinks=True, ignore=shutil.ignore_patterns("*.so"))
    done = subprocess.run(
        [sys.executable, "-c", READ],
        input=json.dumps(texts),
        env={"PYTHONPATH": str(tmp_path / "src")},
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=tmp_path,
    )
    assert json.loads(done.stdout) == json.loads(json.dumps(read_texts(texts)))


def test_a_compiled_reader_older_than_its_sources_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module, source = tmp_path / f"care{EXTENSION_SUFFIXES[0]}", tmp_path / "care.py"
    for each in (module, source):
        each.touch()
    monkeypatch.setattr(compiled, "_READER", tmp_path)
    os.utime(source, (0, 0))
    compiled.refuse_stale()
    os.utime(module, (0, 0))
    os.utime(source, (1, 1))
    with pytest.raises(DenialRiskError, match="care"):
        compiled.refuse_stale()
    monkeypatch.setattr(compiled, "_CHECKOUT", tmp_path / "none")
    compiled.refuse_stale()
