"""Notes: facts put into words from the phrase bank (phrases/*.yml), in the style of the setting and the author.

What the record says is decided before, in ``Facts``; which wording that takes is told by wording.py, and how the
author speaks by voice.py. Here a note is put together: sections, order, distractors, typing mistakes and capitals.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from denialrisk.data.simulate.dice import Dice
from denialrisk.data.simulate.encounters import Encounter
from denialrisk.data.simulate.voice import PhraseBook, Voice, voice, written
from denialrisk.data.simulate.wording import DISTRACTORS, wording

LONGEST: Final = 2500
SHORTEST: Final = 300
"""Characters of a note."""

_ENOUGH: Final = 1900
"""Length from which on an author leaves out what is of no matter."""
_STYLE: Final = {"nursing_visit": "office"}
_EXAM: Final = ("strength", "comparison", "reflexes", "sensation", "tone", "cranial", "coordination", "gait")
_PROMISED: Final = ("assessment", "plan", "goals")
"""What a heading promises: where it is missing, the rest of the section stands without a heading."""
_EARLIER: Final = ("opening", "complaint", "past", "med_list", "ros", "ros_long", "social")
_WORD: Final = re.compile(r"[a-z]{6,}")


class NoteWriter:
    """Writes the notes of encounters, each in its own words."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._book = PhraseBook()

    def write(self, encounter: Encounter) -> tuple[dict[str, str], ...]:
        """The notes of an encounter, oldest first: kind, author_role, written_on, text."""
        if not encounter.note:
            return ()
        dice = self._dice
        style = self._book.styles[_STYLE.get(encounter.setting, encounter.setting)]
        words = voice(encounter, self._book, style["signer"], dice)
        text, exam = self._compose(encounter, style, words, self._exam(encounter, words))
        notes = []
        if encounter.facts.copied or dice.chance(0.05):
            seen = exam if encounter.facts.copied else " ".join(self._exam(encounter, words))
            before = encounter.service_from - dt.timedelta(days=dice.between(6, 50))
            notes.append(_note(style["kinds"][0], style["role"], before, self._earlier(encounter, words, seen)))
        if encounter.facts.copied and dice.chance(0.3):
            text = f"{text}\n{self._phrase('copied', words)}"
        notes.append(_note(dice.pick(style["kinds"]), style["role"], encounter.service_to, text))
        if dice.chance(0.12):
            notes.append(_note("nursing", "nurse", encounter.service_to, self._nursing(encounter, words)))
        return tuple(notes)

    def _compose(self, encounter: Encounter, style: dict[str, Any], words: Voice, exam: list[str]) -> tuple[str, str]:
        """The text of a note, and of it the section with the examination."""
        dice = self._dice
        examined = ""
        parts: list[str] = []
        for headings, elements in dice.pick(style["styles"])["sections"]:
            full = sum(map(len, parts)) > _ENOUGH
            said = " ".join(self._section(encounter, words, elements, exam, full=full))
            if said:
                heading = dice.pick(headings)
                if any(promised in elements and not wording(promised, encounter) for promised in _PROMISED):
                    heading = ""
                parts.append(f"{heading}\n{said}" if heading and dice.chance(0.5) else f"{heading} {said}".strip())
                examined = parts[-1] if "EXAM" in elements else examined
        text = self._filled("\n".join(parts), words)
        return (text if encounter.facts.copied else self._typed(text)), examined

    def _section(
        self, encounter: Encounter, words: Voice, elements: list[str], exam: list[str], *, full: bool
    ) -> list[str]:
        dice = self._dice
        said: list[str] = []
        for element in elements:
            name = element.rstrip("/+")
            if element == "EXAM":
                said += exam
            elif not (full and name in DISTRACTORS) and not (element.endswith("/") and dice.chance(0.35)):
                for _ in range(2 if element.endswith("+") and dice.chance(0.6) else 1):
                    sentence = self._say(encounter, words, name)
                    if sentence and sentence not in said:
                        said.append(sentence)
        return said

    def _exam(self, encounter: Encounter, words: Voice) -> list[str]:
        said = [self._say(encounter, words, element) for element in _EXAM]
        return [sentence for sentence in said if sentence]

    def _say(self, encounter: Encounter, words: Voice, element: str) -> str:
        key = wording(element, encounter)
        return self._phrase(key, words) if key else ""

    def _phrase(self, key: str, words: Voice) -> str:
        sentence = self._dice.pick(self._book.wordings[key]).format_map(words)
        return sentence[0].upper() + sentence[1:]

    def _earlier(self, encounter: Encounter, words: Voice, exam: str) -> str:
        """A note of a visit before this one, with an examination of its own or the very same words."""
        said = [self._say(encounter, words, element) for element in _EARLIER]
        return self._filled("\n".join([" ".join(s for s in said if s), exam]), words)

    def _nursing(self, encounter: Encounter, words: Voice) -> str:
        said = dict.fromkeys(self._phrase("nursing", words) for _ in range(self._dice.between(7, 12)))
        nurse = self._dice.pick(self._book.words["nurse"])
        text = f"{' '.join(said)} {nurse}, {written(encounter.service_to, self._dice)}"
        return self._filled(text, words)

    def _filled(self, text: str, words: Voice) -> str:
        """The text, made up to the shortest length with what is of no matter."""
        while len(text) < SHORTEST + 20:  # typing mistakes may take some letters
            text = f"{text} {self._phrase('narrative', words)}"
        return text

    def _typed(self, text: str) -> str:
        """Typing habits: mistakes, capitals, line breaks."""
        dice = self._dice
        if dice.chance(0.25):
            for _ in range(dice.between(1, 4)):
                text = _mistype(text, dice)
        habit = dice.uniform()
        if habit < 0.04:
            return text.lower()
        if habit < 0.08:
            return text.upper()
        return text.replace("\n", "  ") if habit < 0.14 else text


def _note(kind: str, role: str, on: dt.date, text: str) -> dict[str, str]:
    return {"kind": kind, "author_role": role, "written_on": on.isoformat(), "text": text}


def _mistype(text: str, dice: Dice) -> str:
    """Swap or drop one inner letter of one longer word."""
    at = dice.below(len(text))
    word = _WORD.search(text, at)
    if word is None:
        return text
    inner = word.start() + dice.between(1, len(word.group()) - 3)
    if dice.chance(0.5):
        return f"{text[:inner]}{text[inner + 1]}{text[inner]}{text[inner + 2 :]}"
    return text[:inner] + text[inner + 1 :]
