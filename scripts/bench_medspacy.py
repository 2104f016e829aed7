"""Speed of medspaCy with ConText on the notes of benchmarks/notes.py; run by ``make bench-medspacy`` in its own venv.

Reads JSON lines with ``text`` from the file named, prints one row of the table. It loads nothing from the network.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

WORDS = (
    "weakness",
    "weak",
    "fatigue",
    "strength",
    "numbness",
    "gait",
    "stroke",
    "hemiparesis",
    "reflexes",
    "sensation",
)


def main() -> None:
    """Print notes a second of medspaCy with target rules and ConText."""
    import medspacy
    from medspacy.target_matcher import TargetRule

    pipeline = medspacy.load()
    pipeline.get_pipe("medspacy_target_matcher").add([TargetRule(word, "FINDING") for word in WORDS])
    texts = [json.loads(line)["text"] for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    pipeline(texts[0])
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < 20:
        pipeline(texts[count % len(texts)])
        count += 1
    sys.stdout.write(f"| medspaCy with ConText | {count / (time.perf_counter() - start):,.1f} |\n")


if __name__ == "__main__":
    main()
