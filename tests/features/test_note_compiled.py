"""The note reader finds the same compiled and as Python."""

import json
from pathlib import Path

import pytest
import uncompiled

from denialrisk.features.notes import COMPILED, read_texts

TUNED = uncompiled.ROOT / "tests" / "notes" / "tuned.jsonl"
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
    read = uncompiled.run(READ, tmp_path, given=json.dumps(texts))
    assert json.loads(read) == json.loads(json.dumps(read_texts(texts)))
