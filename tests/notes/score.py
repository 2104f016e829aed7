"""Score the note reader on labelled notes: accuracy and macro-F1 of every element, and their means.

``python tests/notes/score.py FILE...`` prints one table a file; ``--wrong`` lists note ids and elements that differ
(for tuned notes only; a held-out file is never listed). A line without a text is a published note that may not be
copied here: its text is taken by note id from TEXTS (the folder in DENIALRISK_SAMPLES). Per element, macro-F1 is the
unweighted mean of the F1 of the values that occur in the gold labels or the answers; the overall figure is the
unweighted mean over elements.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1]))

from samples import SAMPLES

from denialrisk.features.notes import read_note, summarize

SCORED = (
    *("weakness_status", "fatigue_status", "strength_exam", "min_grade", "laterality", "distribution"),
    *("onset_or_duration", "course", "reflexes", "sensation", "gait_or_function", "cranial_nerves", "tone_or_atrophy"),
    *("etiology", "hemiparesis_or_paralysis", "tests", "assessment", "plan", "therapy_goals"),
)
TEXTS = SAMPLES / "notes" / "weakness_notes.jsonl"
Pair = tuple[Any, Any]


def load(file: Path) -> list[dict[str, Any]]:
    """The labelled notes of a file, each with its text."""
    notes = _lines(file)
    if all("text" in note for note in notes):
        return notes
    texts = {note["note_id"]: note["text"] for note in _lines(TEXTS)}
    return [{"text": texts[note["note_id"]], **note} if "text" not in note else note for note in notes]


def _lines(file: Path) -> list[dict[str, Any]]:
    if not file.is_file():
        sys.exit(f"no file {file}: expected labelled notes, one JSON object a line")
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def answers(notes: Iterable[dict[str, Any]]) -> dict[str, list[Pair]]:
    """Gold value and answer of every note, by element; an accepted second answer counts as gold."""
    pairs: dict[str, list[Pair]] = {element: [] for element in SCORED}
    for note in notes:
        found = summarize(read_note(note["text"]))
        for element in SCORED:
            gold, answer = note["gold"][element], found[element]
            accepted = note.get("accepted", {}).get(element, [])
            accepted = accepted if isinstance(accepted, list) else [accepted]
            right = answer in accepted or (element == "min_grade" and _near(gold, answer))
            pairs[element].append((gold, gold if right else answer))
    return pairs


def _near(gold: float | None, answer: float | None) -> bool:
    return gold is not None and answer is not None and abs(gold - answer) <= 0.5


def accuracy(pairs: list[Pair]) -> float:
    """Share of notes with the right value."""
    return sum(gold == answer for gold, answer in pairs) / len(pairs)


def macro_f1(pairs: list[Pair]) -> float:
    """Unweighted mean of the F1 of each value."""
    values = {value for pair in pairs for value in pair}
    return sum(_f1(pairs, value) for value in values) / len(values)


def _f1(pairs: list[Pair], value: Any) -> float:
    both = sum(gold == value == answer for gold, answer in pairs)
    either = sum(gold == value for gold, _ in pairs) + sum(answer == value for _, answer in pairs)
    return 2 * both / either


def overall(pairs: dict[str, list[Pair]], measure: Callable[[list[Pair]], float] = macro_f1) -> float:
    """A measure, the unweighted mean over elements."""
    return sum(map(measure, pairs.values())) / len(pairs)


def main(arguments: list[str]) -> None:
    """Print the tables."""
    for name in (each for each in arguments if not each.startswith("--")):
        notes = load(Path(name))
        pairs = answers(notes)
        print(f"{name}: {len(notes)} notes\n{'element':26} accuracy  macro-F1")
        for element, each in pairs.items():
            print(f"{element:26} {accuracy(each):8.3f} {macro_f1(each):9.3f}")
        print(f"{'all elements':26} {overall(pairs, accuracy):8.3f} {overall(pairs):9.3f}\n")
        if "--wrong" in arguments and "held" not in name:
            for element, each in pairs.items():
                for note, (gold, answer) in zip(notes, each, strict=True):
                    if gold != answer:
                        print(f"{element}: {note['note_id']} gold {gold} answer {answer}")


if __name__ == "__main__":
    main(sys.argv[1:])
