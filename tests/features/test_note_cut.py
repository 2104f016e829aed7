"""Where sentences of notes end, and where the text under a heading begins."""

import pytest

from denialrisk.features.notes.cut import cut
from denialrisk.features.notes.lexicon import SECTION
from denialrisk.features.notes.sections import Headings
from denialrisk.features.notes.spelling import lower


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Weak. Numb", ["weak.", "numb"]),
        ("pale.Numb", ["pale.", "numb"]),
        ("(weak).Numb", ["(weak).", "numb"]),
        ("WEAK.NUMB", ["weak.numb"]),
        ("pale.,numb", ["pale.", ",numb"]),
        ("grip 4.5 kg", ["grip 4.5 kg"]),
        ("weak?! numb", ["weak?!", "numb"]),
        ('said "weak." then left', ['said "weak."', "then left"]),
        ('said "weak."then left', ['said "weak."then left']),
        ("weak ... numb", ["weak ... numb"]),
        ("weak... numb", ["weak... numb"]),
        ("weak.. numb", ["weak..", "numb"]),
        ("weak . numb", ["weak .", "numb"]),
        ("weak ! numb", ["weak ! numb"]),
        ("weak;numb", ["weak;", "numb"]),
        ("weak? No, numb", ["weak? no, numb"]),
        ("weak? Not numb", ["weak?", "not numb"]),
        ("MCV 4+. Numb", ["mcv 4+.", "numb"]),
        ("\u00e9t\u00e9. Numb", ["\u00e9t\u00e9.", "numb"]),
        ("weak.\u00a0Numb", ["weak.", "numb"]),
        ("lt. arm", ["lt. arm"]),
        ("on the lt. Arm weak", ["on the lt.", "arm weak"]),
        ("1. weak\n2. numb", ["1. weak", "2. numb"]),
        ("grip left 92. Numb", ["grip left 92.", "numb"]),
        ("short line\nnumb", ["short line", "numb"]),
        (f"{'a long line ' * 5}\nnumb", [f"{'a long line ' * 5}\nnumb"]),
        (f"{'a long line ' * 5}\nNumb", [("a long line " * 5).strip(), "numb"]),
    ],
)
def test_sentences_end_where_they_end(text: str, sentences: list[str]) -> None:
    lowered = lower(text)
    assert [lowered[piece.start : piece.stop] for piece in cut(text, lowered)] == sentences


@pytest.mark.parametrize(
    ("line", "opening"),
    [
        ("PLAN: rest", ("plan:", "plan")),
        ("seen today; Plan: rest", (" plan:", "plan")),
        ("* PLAN | rest", ("* plan | ", "plan")),
        ("[plan] -> rest", ("[plan] -> ", "plan")),
        ("plan... rest", ("plan... ", "plan")),
        ("Plan - rest", ("plan - rest", "plan")),
        ("2 Plan", ("2 plan", "plan")),
        ("plan|rest", None),
        ("plan rest", None),
        ("p) rest", None),
        ("p) rest\np) rest", ("p) ", "plan")),
    ],
)
def test_headings_are_told_from_text(line: str, opening: tuple[str, str] | None) -> None:
    lowered = lower(line)
    headings = Headings(lowered, len(lowered))
    found = (lowered[headings.start : headings.stop], headings.section) if headings.next() else None
    assert found == ((opening[0], SECTION[opening[1]]) if opening else None)
