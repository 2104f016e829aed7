"""Notes: facts put into words from the phrase bank (phrases/*.yml), in the style of the setting and the author.

What the record says is decided before, in ``Facts``. Here it is only worded: which wording, which abbreviations, in
which order, with which distractors, typing mistakes and capitals.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import yaml

from denialrisk.data.simulate.dice import Dice
from denialrisk.data.simulate.encounters import Encounter, Facts

PHRASES: Final = Path(__file__).parent / "phrases"
LONGEST: Final = 2500
SHORTEST: Final = 300

_TERM: Final = {"fatigue": "fatigue", "frailty": "frailty", "debility": "debility", "facial": "facial droop"}
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
_STYLE: Final = {"nursing_visit": "office"}
_EXAM: Final = ("strength", "comparison", "reflexes", "sensation", "tone", "cranial", "coordination", "gait")
_ALWAYS: Final = frozenset(
    {"opening", "complaint", "vitals", "general", "body", "ros", "denies", "pain", "other_problem", "interval", "past",
     "med_list", "family", "social", "counsel", "treatment", "response", "nerves", "assessment_other", "gait_again"}
)  # fmt: skip
"""Elements that are no facts of the case: distractors, and what every note begins with."""


class _Slots(dict[str, str]):
    """Fillers of one note; what is not fixed for the note is drawn anew wherever it is asked for."""

    def __init__(
        self, fixed: Mapping[str, str], choices: Mapping[str, Sequence[str]], book: _PhraseBook, dice: Dice
    ) -> None:
        super().__init__(fixed)
        self._choices, self._book, self._dice = choices, book, dice

    def __missing__(self, name: str) -> str:
        if name in self._book.numbers:
            low, high = self._book.numbers[name]
            return str(self._dice.between(low, high))
        options: Sequence[str] = self._choices.get(name) or self._book.words[name]
        return self._dice.pick(options)


class _PhraseBook:
    """The phrase bank: wordings by key, words and numbers by slot, styles by setting."""

    def __init__(self) -> None:
        slots = yaml.safe_load((PHRASES / "slots.yml").read_text(encoding="utf-8"))
        self.numbers: dict[str, list[int]] = slots["numbers"]
        self.words: dict[str, list[str]] = {name: text.splitlines() for name, text in slots["words"].items()}
        self.styles = yaml.safe_load((PHRASES / "styles.yml").read_text(encoding="utf-8"))
        self.wordings: dict[str, list[str]] = {}
        for part in ("history", "exam", "assessment", "therapy"):
            texts = yaml.safe_load((PHRASES / f"{part}.yml").read_text(encoding="utf-8"))
            self.wordings.update({key: text.splitlines() for key, text in texts.items()})


class NoteWriter:
    """Writes the notes of encounters, each in its own words."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._book = _PhraseBook()
        self._number = 0

    def write(self, encounter: Encounter) -> list[dict[str, str]]:
        """The notes of an encounter, oldest first: claim_id, note_id, kind, author_role, written_on, text."""
        if not encounter.note:
            return []
        dice = self._dice
        voice = self._slots(encounter)
        exam = self._exam(encounter, voice)
        text = self._compose(encounter, voice, exam)
        notes = []
        style = self._book.styles[_style(encounter)]
        if encounter.facts.copied or dice.chance(0.05):
            earlier = exam if encounter.facts.copied else self._exam(encounter, voice)
            notes.append(self._earlier(encounter, voice, earlier))
        notes.append(self._note(encounter, dice.pick(style["kinds"]), style["role"], encounter.service_to, text))
        if dice.chance(0.12):
            notes.append(self._nursing(encounter, voice))
        return notes

    def _note(self, encounter: Encounter, kind: str, role: str, on: dt.date, text: str) -> dict[str, str]:
        self._number += 1
        return {
            "claim_id": encounter.claim_id,
            "note_id": f"N{self._number:09d}",
            "kind": kind,
            "author_role": role,
            "written_on": on.isoformat(),
            "text": text,
        }

    def _compose(self, encounter: Encounter, voice: _Slots, exam: list[str]) -> str:
        dice = self._dice
        style = dice.pick(self._book.styles[_style(encounter)]["styles"])
        parts: list[str] = []
        for headings, elements in style["sections"]:
            said = self._section(encounter, voice, elements, exam)
            if said:
                heading = dice.pick(headings)
                parts.append(f"{heading}\n{said}" if heading and dice.chance(0.5) else f"{heading} {said}".strip())
        return self._finish("\n".join(parts))

    def _section(self, encounter: Encounter, voice: _Slots, elements: list[str], exam: list[str]) -> str:
        said: list[str] = []
        for element in elements:
            if element == "EXAM":
                said += exam
                continue
            name = element.rstrip("/+")
            if element.endswith("/") and self._dice.chance(0.45):
                continue
            for _ in range(2 if element.endswith("+") and self._dice.chance(0.6) else 1):
                sentence = self._say(encounter, voice, name)
                if sentence and sentence not in said:
                    said.append(sentence)
        return " ".join(said)

    def _exam(self, encounter: Encounter, voice: _Slots) -> list[str]:
        said = [self._say(encounter, voice, element) for element in _EXAM]
        if encounter.facts.copied and self._dice.chance(0.5):
            said.append(self._dice.pick(self._book.wordings["copied"]).format_map(voice))
        return [sentence for sentence in said if sentence]

    def _say(self, encounter: Encounter, voice: _Slots, element: str) -> str:
        key = wording(element, encounter)
        if not key:
            return ""
        sentence = self._dice.pick(self._book.wordings[key]).format_map(voice)
        return sentence[0].upper() + sentence[1:]

    def _slots(self, encounter: Encounter) -> _Slots:
        facts, patient, dice, book = encounter.facts, encounter.patient, self._dice, self._book
        age = (encounter.service_from - patient.born).days // 365
        style = book.styles[_style(encounter)]
        side = facts.side if facts.side in ("left", "right") else "right"
        other = "left" if side == "right" else "right"
        limb = tuple(form.format(side=side, S=side[0].upper()) for form in _LIMBS[facts.limb])
        cause = dice.pick(book.words[facts.cause]) if facts.cause else ""
        term = _term(facts, limb, dice)
        woman = patient.sex == "F"
        fixed = {
            "age": str(min(age, 99)), "sexw": "woman" if woman else "man", "sexl": "F" if woman else "M",
            "pron": "she" if woman else "he", "poss": "her" if woman else "his",
            "side": side, "Side": side.capitalize(),
            "other": other, "Other": other.capitalize(), "hand": "right" if patient.right_handed else "left",
            "Hand": "Right" if patient.right_handed else "Left", "plain_limb": limb[0], "grade": _grade(facts, dice),
            "term": term, "Term": _upper_first(term), "cause": cause, "Cause": _upper_first(cause),
            "paresis": facts.paresis, "Paresis": facts.paresis.capitalize(), "onset": _since(facts, encounter, dice),
            "duration": _duration(facts, dice), "chronic": _past(facts, dice),
            "signer": dice.pick(book.words[style["signer"]]),
            "note_date": _written(encounter.service_to, dice),
        }  # fmt: skip
        choices = {
            "limb": limb,
            "group": _GROUPS[facts.limb],
            "pt": ("Pt", "Patient", "The patient", "She" if woman else "He"),
        }
        return _Slots(fixed, choices, book, dice)

    def _earlier(self, encounter: Encounter, voice: _Slots, exam: list[str]) -> dict[str, str]:
        """A note of a visit before this one, with an examination of its own or the very same words."""
        on = encounter.service_from - dt.timedelta(days=self._dice.between(6, 50))
        style = self._book.styles[_style(encounter)]
        said = [
            self._say(encounter, voice, element) for element in ("opening", "complaint", "past", "vitals", "general")
        ]
        text = "\n".join([" ".join(s for s in said if s), " ".join(exam)])
        return self._note(encounter, style["kinds"][0], style["role"], on, text)

    def _nursing(self, encounter: Encounter, voice: _Slots) -> dict[str, str]:
        lines = self._book.wordings["nursing"]
        said = {self._dice.pick(lines).format_map(voice): None for _ in range(self._dice.between(5, 8))}
        said[f"{self._dice.pick(self._book.words['nurse'])}, {_written(encounter.service_to, self._dice)}"] = None
        return self._note(encounter, "nursing", "nurse", encounter.service_to, " ".join(said))

    def _finish(self, text: str) -> str:
        """Typing habits: mistakes, capitals, and nothing over the longest length."""
        dice = self._dice
        if dice.chance(0.25):
            for _ in range(dice.between(1, 4)):
                text = _mistype(text, dice)
        habit = dice.uniform()
        if habit < 0.04:
            text = text.lower()
        elif habit < 0.08:
            text = text.upper()
        elif habit < 0.14:
            text = text.replace("\n", "  ")
        return text


def wording(element: str, encounter: Encounter) -> str:
    """Key of the phrase bank for an element of this encounter, or "" if the record does not say it."""
    facts = encounter.facts
    special = _SPECIAL.get(element)
    if special is not None:
        return special(encounter)
    if element in _ALWAYS or element in facts.says:
        return element
    return ""


def _strength(encounter: Encounter) -> str:
    facts = encounter.facts
    if facts.strength == "missing":
        return "strength.ungraded" if facts.onset_days % 2 else ""
    if "strength" not in facts.says:
        return ""
    if facts.strength == "normal":
        return "strength.normal"
    return f"strength.reduced.{facts.region}"


def _assessment(encounter: Encounter) -> str:
    facts = encounter.facts
    if "assessment" not in facts.says:
        return ""
    if facts.paresis and facts.cause_state == "affirmed":
        return "assessment.paresis"
    return f"assessment.{facts.cause_state}"


def _by_kind(element: str, *kinds: str) -> Callable[[Encounter], str]:
    def key(encounter: Encounter) -> str:
        if element not in encounter.facts.says:
            return ""
        return f"{element}.{encounter.setting if encounter.setting in kinds else 'other'}"

    return key


def _by_focus(element: str) -> Callable[[Encounter], str]:
    def key(encounter: Encounter) -> str:
        if element not in encounter.facts.says:
            return ""
        return f"{element}.{'focal' if encounter.facts.region == 'focal' else 'other'}"

    return key


_SPECIAL: Final[dict[str, Callable[[Encounter], str]]] = {
    "complaint": lambda e: f"complaint.{e.facts.complaint}.{e.facts.region}",
    "strength": _strength,
    "assessment": _assessment,
    "assessment_other": lambda e: "assessment.other" if "assessment" in e.facts.says else "",
    "denies": lambda e: "denies.fatigue" if e.facts.complaint == "fatigue" else "denies.other",
    "cranial": lambda e: "" if "cranial" not in e.facts.says and e.facts.region != "facial"
    else "cranial.facial" if e.facts.region == "facial" else "cranial.intact",
    "comparison": _by_focus("comparison"),
    "focal_sign": _by_focus("focal_sign"),
    "tests": _by_kind("tests", "electrodiagnostic", "imaging"),
    "rationale": _by_kind("rationale", "electrodiagnostic", "imaging"),
    "severity": lambda e: "severity" if "severity" in e.facts.says else "severity.minor",
    "skilled": lambda e: "maintenance" if e.facts.maintenance else "skilled" if "skilled" in e.facts.says else "",
    "progress": lambda e: "" if e.facts.maintenance else "progress",
    "plan_of_care": lambda e: "plan_of_care" if "goals" in e.facts.says else "",
    "true_weakness": lambda e: "true_weakness"
    if "true_weakness" in e.facts.says and e.facts.complaint == "weakness" else "",
    "gait_again": lambda e: "gait" if "gait" in e.facts.says else "",
}  # fmt: skip


def _style(encounter: Encounter) -> str:
    return _STYLE.get(encounter.setting, encounter.setting)


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


def _written(on: dt.date, dice: Dice) -> str:
    return dice.pick((on.isoformat(), f"{on.month}/{on.day}/{on.year}", f"{on.month:02d}/{on.day:02d}/{on.year % 100}"))


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


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


_WORD: Final = re.compile(r"[a-z]{6,}")
