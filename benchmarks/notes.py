"""Speed of the note reader on two kinds of notes, beside a loop of 60 regular expressions, in one run.

``python benchmarks/notes.py [NOTES.jsonl]``. The reader remembers sentences, and notes repeat sentences, so both ends
are measured: simulated notes, each read once after as many others of the same clinics; notes with no help from memory,
which is emptied before each (the labelled ones of tests/notes, joined and cut, unless a file is given); and notes read
again, as copies are. One process, one thread. medspaCy with ConText reads some of each kind in an environment of its
own, where ``make bench-medspacy`` has made one.
"""

from __future__ import annotations

import datetime as dt
import json
import platform
import re
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "scripts"))

from medspacy_reader import installed, read_notes

SECONDS = 5.0
LENGTH = 1800
CLAIMS = 8000
SLOW = 100
"""Notes that the loop of patterns and medspaCy read, and that are read over again."""
WORDS = (
    "weakness", "weak", "fatigue", "tired", "strength", "power", "motor", "reflex", "babinski", "sensation",
    "numbness", "gait", "balance", "fall", "walker", "cane", "wheelchair", "stairs", "transfers", "atrophy",
    "tone", "spasticity", "ptosis", "droop", "facial", "stroke", "cva", "tia", "myopathy", "neuropathy",
    "radiculopathy", "myasthenia", "guillain", "hypokalemia", "sepsis", "thyroid", "statin", "mri", "emg",
    "ncs", "lab", "tsh", "left", "right", "bilateral", "generalized", "proximal", "distal", "onset", "sudden",
    "progressive", "worse", "improved", "denies", "assessment", "impression", "plan", "goal", "therapy",
    "hemiparesis",
)  # fmt: skip


def notes_of(*files: Path) -> list[str]:
    """Texts of JSONL files, joined and cut to LENGTH characters."""
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    joined = "\n\n".join(json.loads(line)["text"] for line in lines)
    return [joined[start : start + LENGTH] for start in range(0, len(joined) - LENGTH, LENGTH)]


def simulated(claims: int) -> list[str]:
    """Notes of simulated claims, without the short ones, so that their mean is about LENGTH."""
    from denialrisk.data.simulate import simulate

    with tempfile.TemporaryDirectory() as folder:
        simulate(claims, 5, Path(folder))
        lines = (Path(folder) / "notes.jsonl").read_text(encoding="utf-8").splitlines()
    return [text for line in lines if len(text := json.loads(line)["text"]) >= LENGTH - 200]


def rate(read: Callable[[list[str]], object], texts: list[str], before: Callable[[], object] = int) -> float:
    """Notes a second of processor time in the fastest of whole passes over the texts, SECONDS long in all.

    ``before`` runs before each pass and is not counted. Processor time, so that other work on the machine counts less.
    """
    fastest = float("inf")
    end = time.process_time() + SECONDS
    while time.process_time() < end or fastest == float("inf"):
        before()
        start = time.process_time()
        read(texts)
        fastest = min(fastest, time.process_time() - start)
    return len(texts) / fastest


def repeated(earlier: list[str], texts: list[str]) -> float:
    """Share of the sentences of texts that stood in earlier ones or in those before."""
    from denialrisk.features.notes.reader import understand

    seen = {sentence.words for text in earlier for sentence in understand(text).sentences}
    again = [False]
    for text in texts:
        words = {sentence.words for sentence in understand(text).sentences}
        again.extend(each in seen for each in words)
        seen |= words
    return sum(again) / len(again)


def sixty_patterns() -> Callable[[list[str]], object]:
    """What a script would do: one pattern a term, each over the whole text, with a look back for a denial."""
    patterns = [re.compile(rf"(?:\b(?:no|denies|without)\b[^.]{{0,40}})?\b{word}\w*", re.IGNORECASE) for word in WORDS]
    return lambda texts: [pattern.findall(text) for text in texts for pattern in patterns]


def main() -> None:
    """Print one table."""
    from denialrisk.features.notes import read_texts
    from denialrisk.features.notes.wordings import forget

    files = [Path(each) for each in sys.argv[1:]]
    gold = Path(__file__).parents[1] / "tests" / "notes"
    fresh = notes_of(*(files or (gold / "tuned.jsonl", gold / "held_out.jsonl")))
    notes = simulated(CLAIMS)
    earlier, templated = notes[: len(notes) // 2], notes[len(notes) // 2 :]

    def remembering() -> None:
        forget()
        read_texts(earlier)

    def forgetting(texts: list[str], read: Callable[[list[str]], object] = read_texts) -> None:
        for text in texts:
            forget()
            read([text])

    none_met = 1 / (1 / rate(forgetting, fresh) - 1 / rate(partial(forgetting, read=len), fresh))
    loop = sixty_patterns()
    again = templated[:SLOW]
    share = f"simulated, {repeated(earlier, templated):.0%} of sentences met before"
    rows = {
        share: (templated, rate(read_texts, templated, remembering)),
        "labelled, no sentence met before": (fresh, none_met),
        "simulated, all sentences met before": (again, rate(read_texts, again, partial(read_texts, again))),
    }
    figures = {
        kind: (
            *(f"{len(texts):,}", f"{sum(map(len, texts)) / len(texts):,.0f}", f"{reader:,.0f}"),
            *(f"{rate(loop, texts[:SLOW]):,.0f}", f"{SLOW / read_notes(texts[:SLOW])[0]:,.1f}" if installed() else ""),
        )
        for kind, (texts, reader) in rows.items()
    }
    print(
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, "
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}; notes a second of processor time\n"
    )
    print(f"| notes | how many | characters | denialrisk | loop of {len(WORDS)} patterns | medspaCy with ConText |")
    print("|---|---:|---:|---:|---:|---:|")
    for kind, row in figures.items():
        print(f"| {kind} | {' | '.join(row)} |")


if __name__ == "__main__":
    main()
