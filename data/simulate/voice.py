"""How one note speaks: the words for this patient's side, limb, cause and dates, and the random rest of the slots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from denialrisk.data import yml
from denialrisk.data.simulate.dice import Dice
from denialrisk.data.simulate.encounters import Encounter, Facts

PHRASES: Final = Path(__file__).parent / "phrases"

_TERM: Final = {"fatigue": "fatigue", "frailty": "weakness", "debility": "weakness", "facial": "facial droop",
         "numbness": "numbness", "past": "recheck"}  # fmt: skip
_LIMBS: Final = {
    "arm": ("{side} arm", "{side} upper extremity", "{S}UE", "{S} arm"),
    "hand": ("{side} hand", "{side} hand grip", "{S} hand"),
    "leg": ("{side} leg", "{side} lower extremity", "{S}LE", "{S} leg"),
    "foot": ("{side} foot", "{side} ankle", "{S} foot"),
    "hemibody": (
        "{side} arm and leg",
        "{S}UE and {S}LE",
        "{side} side of the body",
        "{side} upper and lower extremities",
    ),
    "": ("{side} side",),
}
_GROUPS: Final = {
    "arm": ("deltoid", "biceps", "elbow extension", "shoulder abduction"),
    "hand": ("grip", "finger abduction", "wrist extension"),
    "leg": ("hip flexion", "quadriceps", "knee extension", "hip flexors"),
    "foot": ("ankle dorsiflexion", "tibialis anterior", "toe extension"),
    "hemibody": ("deltoid", "hip flexors", "grip", "knee extension"),
    "": ("grip",),
}
_CHRONIC: Final = {
    "I10": "hypertension", "E119": "type 2 diabetes", "E785": "hyperlipidemia", "J449": "COPD", "N1830": "CKD 3",
    "I4891": "atrial fibrillation", "F32A": "depression", "F419": "anxiety", "M1990": "osteoarthritis",
    "M810": "osteoporosis", "K219": "GERD", "D649": "anemia", "E559": "low vitamin D", "Z87891": "former smoker",
    "H9190": "hearing loss", "Z9181": "past falls", "R296": "falls", "M179": "knee OA", "G4733": "sleep apnea",
}  # fmt: skip


class PhraseBook:
    """The phrase bank: wordings by key, words and numbers by slot, styles by setting."""

    def __init__(self) -> None:
        slots = yml.read(PHRASES / "slots.yml")
        self.numbers: dict[str, list[int]] = slots["numbers"]
        self.words: dict[str, list[str]] = {name: text.splitlines() for name, text in slots["words"].items()}
        self.styles = yml.read(PHRASES / "styles.yml")
        self.wordings: dict[str, list[str]] = {}
        for part in ("history", "exam", "assessment", "therapy"):
            texts = yml.read(PHRASES / f"{part}.yml")
            self.wordings.update({key: text.splitlines() for key, text in texts.items()})


class Voice(dict[str, str]):
    """Fillers of one note; what is not fixed for the note is drawn anew wherever it is asked for."""

    def __init__(
        self, fixed: Mapping[str, str], choices: Mapping[str, Sequence[str]], book: PhraseBook, dice: Dice
    ) -> None:
        super().__init__(fixed)
        self._choices, self._book, self._dice = choices, book, dice

    def __missing__(self, name: str) -> str:
        if name in self._book.numbers:
            low, high = self._book.numbers[name]
            return str(self._dice.between(low, high))
        options: Sequence[str] = self._choices.get(name) or self._book.words[name]
        return self._dice.pick(options)


def voice(encounter: Encounter, book: PhraseBook, signer: str, dice: Dice) -> Voice:
    """The voice of one note of an encounter; ``signer`` is a group of names in slots.yml."""
    facts, patient = encounter.facts, encounter.patient
    age = encounter.age
    side = facts.side if facts.side in ("left", "right") else "right"
    other = "left" if side == "right" else "right"
    limb = tuple(form.format(side=side, S=side[0].upper()) for form in _LIMBS[facts.limb])
    cause = dice.pick(book.words[facts.cause]) if facts.cause else ""
    term = _term(facts, limb, dice)
    woman = patient.sex == "F"
    fixed = {
        "age": str(min(age, 99)), "sexw": _person(age, woman=woman), "sexl": "F" if woman else "M",
        "pron": "she" if woman else "he", "poss": "her" if woman else "his",
        "side": side, "Side": side.capitalize(),
        "other": other, "Other": other.capitalize(), "hand": "right" if patient.right_handed else "left",
        "Hand": "Right" if patient.right_handed else "Left", "plain_limb": limb[0], "grade": _grade(facts, dice),
        "term": term, "Term": _upper_first(term), "cause": cause, "Cause": _upper_first(cause),
        "paresis": facts.paresis, "Paresis": facts.paresis.capitalize(), "onset": _since(facts, encounter, dice),
        "duration": _duration(facts, dice), "chronic": _past(facts, dice),
        "signer": dice.pick(book.words[signer]),
        "note_date": written(encounter.service_to, dice),
    }  # fmt: skip
    choices = {
        "limb": limb,
        "group": _GROUPS[facts.limb],
        "pt": ("Pt", "Patient", "The patient", "She" if woman else "He"),
    }
    return Voice(fixed, choices, book, dice)


def _person(age: int, *, woman: bool) -> str:
    if age < 18:
        return "girl" if woman else "boy"
    return "woman" if woman else "man"


def _term(facts: Facts, limb: tuple[str, ...], dice: Dice) -> str:
    """The complaint as a noun."""
    if facts.complaint in _TERM:
        return f"{facts.side} {_TERM['facial']}" if facts.complaint == "facial" else _TERM[facts.complaint]
    if facts.region == "focal":
        return dice.pick((f"{limb[0]} weakness", f"weakness of the {limb[0]}", f"{facts.side}-sided weakness"))
    if facts.region == "generalized":
        return dice.pick(("generalized weakness", "weakness", "generalized weakness"))
    return dice.pick((f"{facts.region} weakness", "weakness", f"{facts.region} muscle weakness"))


def _grade(facts: Facts, dice: Dice) -> str:
    return str(facts.grade) + (dice.pick(("", "", "", "-", "+")) if facts.grade in (3, 4) else "")


def _duration(facts: Facts, dice: Dice) -> str:
    days = max(facts.onset_days, 1)
    if days < 14:
        return f"{days} day{'s' if days > 1 else ''}"
    if days < 60:
        return dice.pick((f"{days // 7} weeks", f"{days // 7} wks"))
    return dice.pick((f"{days // 30} months", f"{days // 30} mo"))


def _since(facts: Facts, encounter: Encounter, dice: Dice) -> str:
    on = encounter.service_from - dt.timedelta(days=facts.onset_days)
    if facts.onset_days == 0:
        return dice.pick(("this morning", "today", "suddenly this morning", "a few hours ago"))
    if dice.chance(0.3):
        return f"on {on.month}/{on.day}"
    return f"{dice.pick(('', '', 'about ', 'roughly '))}{_duration(facts, dice)} ago"


def _past(facts: Facts, dice: Dice) -> str:
    known = [_CHRONIC[code] for code in facts.chronic if code in _CHRONIC]
    return ", ".join(known[:5]) if known else dice.pick(("none significant", "nil of note", "seasonal allergies"))


def written(on: dt.date, dice: Dice) -> str:
    """A date in one of the ways in which people write it."""
    return dice.pick((on.isoformat(), f"{on.month}/{on.day}/{on.year}", f"{on.month:02d}/{on.day:02d}/{on.year % 100}"))


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
