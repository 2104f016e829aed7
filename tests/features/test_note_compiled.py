"""The note reader finds the same compiled and as Python."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from denialrisk.features.notes import COMPILED, read_texts

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
