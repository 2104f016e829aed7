"""Notes read by medspaCy with ConText, the peer of the note reader, which cannot be installed beside this package.

``read_notes`` is called by the benchmarks; it starts this file with the Python of ``.venv-medspacy``, which
``make bench-medspacy`` makes. It loads nothing from the network.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PYTHON = Path(__file__).parents[1] / ".venv-medspacy" / "bin" / "python"
WORDS = (
    *("weakness", "weak", "fatigue", "strength", "numbness", "gait", "stroke", "hemiparesis", "reflexes", "sensation"),
    *("left", "right", "bilateral", "onset", "fall", "myopathy", "plan", "assessment", "goal", "progress"),
)
STATES = ("is_negated", "is_uncertain", "is_historical", "is_hypothetical", "is_family")


def installed() -> bool:
    """Whether ``make bench-medspacy`` has made the environment of medspaCy."""
    return PYTHON.exists()


def read_notes(texts: list[str]) -> tuple[float, list[list[str]]]:
    """Seconds that medspaCy takes for notes, its start not counted, and what it affirms in each."""
    with tempfile.TemporaryDirectory() as folder:
        notes, found = Path(folder) / "notes.json", Path(folder) / "found.json"
        notes.write_text(json.dumps(texts), encoding="utf-8")
        subprocess.run([PYTHON, __file__, notes, found], check=True, stderr=subprocess.DEVNULL)  # noqa: S603 -- our own file
        seconds, words = json.loads(found.read_text(encoding="utf-8"))
        return seconds, words


def main() -> None:
    """Read the notes of one file into another."""
    import medspacy
    from medspacy.target_matcher import TargetRule

    pipeline = medspacy.load()
    pipeline.get_pipe("medspacy_target_matcher").add([TargetRule(word, "FINDING") for word in WORDS])
    texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    pipeline(texts[0])
    began = time.perf_counter()
    read = [pipeline(text).ents for text in texts]
    seconds = time.perf_counter() - began
    found = [
        sorted({word.text.lower() for word in words if not any(getattr(word._, state) for state in STATES)})
        for words in read
    ]
    Path(sys.argv[2]).write_text(json.dumps([seconds, found]), encoding="utf-8")


if __name__ == "__main__":
    main()
