"""Speed of the note reader, beside a loop of 60 regular expressions and the floor (lower case only), in one run.

``python benchmarks/notes.py [NOTES.jsonl]``. Notes: the labelled ones of tests/notes, joined and cut to
a mean of about 1,800 characters, unless a file is given. One process, one thread. medspaCy runs in an environment of
its own on the same notes: ``make bench-medspacy``.
"""

from __future__ import annotations

import datetime as dt
import json
import platform
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

SECONDS = 5.0
LENGTH = 1800
WORDS = (
    "weakness", "weak", "fatigue", "tired", "strength", "power", "motor", "reflex", "babinski", "sensation",
    "numbness", "gait", "balance", "fall", "walker", "cane", "wheelchair", "stairs", "transfers", "atrophy",
    "tone", "spasticity", "ptosis", "droop", "facial", "stroke", "cva", "tia", "myopathy", "neuropathy",
    "radiculopathy", "myasthenia", "guillain", "hypokalemia", "sepsis", "thyroid", "statin", "mri", "emg",
    "ncs", "lab", "tsh", "left", "right", "bilateral", "generalized", "proximal", "distal", "onset", "sudden",
    "progressive", "worse", "improved", "denies", "assessment", "impression", "plan", "goal", "therapy",
    "hemiparesis",
)  # fmt: skip


def notes_of(file: Path) -> list[str]:
    """Texts of a JSONL file, joined and cut to LENGTH characters where they are shorter."""
    texts = [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    joined = "\n\n".join(texts)
    return [joined[start : start + LENGTH] for start in range(0, len(joined) - LENGTH, 397)]


def rate(read: Callable[[str], object], texts: list[str]) -> float:
    """Notes a second: whole passes over the texts until SECONDS have gone, after one pass to warm up."""
    for text in texts[:20]:
        read(text)
    count, start = 0, time.perf_counter()
    while (taken := time.perf_counter() - start) < SECONDS:
        for text in texts:
            read(text)
        count += len(texts)
    return count / taken


def sixty_patterns() -> Callable[[str], object]:
    """What a script would do: one pattern a term, each over the whole text, with a look back for a denial."""
    patterns = [re.compile(rf"(?:\b(?:no|denies|without)\b[^.]{{0,40}})?\b{word}\w*", re.IGNORECASE) for word in WORDS]
    return lambda text: [pattern.findall(text) for pattern in patterns]


def main() -> None:
    """Print one table."""
    from denialrisk.features.notes import read_note, summarize

    files = [Path(each) for each in sys.argv[1:] if not each.startswith("--")]
    texts = notes_of(files[0] if files else Path(__file__).parents[1] / "tests" / "notes" / "tuned.jsonl")
    rows = {
        "lower case only (the floor)": rate(str.lower, texts),
        "denialrisk, findings": rate(read_note, texts),
        "denialrisk, findings and summary": rate(lambda text: summarize(read_note(text)), texts),
        f"loop of {len(WORDS)} regular expressions": rate(sixty_patterns(), texts),
    }
    mean = sum(map(len, texts)) / len(texts)
    print(
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, "
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    )
    print(f"{len(texts)} notes of {mean:.0f} characters\n\n| reader | notes a second |\n|---|---:|")
    for name, each in rows.items():
        print(f"| {name} | {each:,.0f} |")


if __name__ == "__main__":
    main()
