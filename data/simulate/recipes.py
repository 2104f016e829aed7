"""Defects of codes told as data: which encounters they can befall, and what they do to the list of diagnoses.

A recipe is the ``how`` of an entry in defects.yml. Its keys say where the defect can be (all that are given must hold)
and what is done, in this order:

- ``pictures``, ``settings``, ``codes`` (any of them on the claim), ``first`` (one of them first-listed),
  ``younger`` (than so many years), ``noted`` (there is a note)
- ``recode``: lists of codes, one of which takes the place of what the picture is rightly coded as
- ``drop``: codes taken off; ``swap``: code for code; ``lead``: this code to the first place
- ``add``: codes or lists of codes, one of which is put behind the first; by side where a side decides:
  ``{left: [...], right: [...]}``
- ``alone``: all other diagnoses are left out
- ``unsay``: elements that the record does not document
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from denialrisk.data.simulate.dice import Dice
from denialrisk.data.simulate.encounters import Encounter

Codes = str | list[str]


@dataclass(frozen=True)
class Recipe:
    """One ``how``; its keys are explained above."""

    pictures: Sequence[str] = ()
    settings: Sequence[str] = ()
    codes: Sequence[str] = ()
    first: Sequence[str] = ()
    younger: int = 200
    noted: bool = False
    recode: Sequence[Codes] = ()
    drop: Sequence[str] = ()
    swap: Mapping[str, str] = field(default_factory=dict)
    lead: str = ""
    add: Sequence[Codes] | Mapping[str, Sequence[Codes]] = ()
    alone: bool = False
    unsay: Sequence[str] = ()

    def can(self, e: Encounter) -> bool:
        """Whether the defect can befall this encounter."""
        return (
            (not self.pictures or e.picture in self.pictures)
            and (not self.settings or e.setting in self.settings)
            and (not self.codes or any(code in self.codes for code in e.codes))
            and (not self.first or e.codes[0] in self.first)
            and (not self.swap or any(code in self.swap for code in e.codes))
            and e.age < self.younger
            and (e.note or not self.noted)
        )

    def put(self, e: Encounter, dice: Dice) -> None:
        """Put it in. A line keeps pointing at diagnoses that are there."""
        if self.recode:
            right = len(e.codes) - sum(code in e.patient.chronic for code in e.codes)
            e.codes[: max(right, 1)] = _listed(dice.pick(self.recode))
        codes = [self.swap.get(code, code) for code in e.codes if code not in self.drop]
        if self.lead:
            codes.insert(0, self.lead)
        choice = self.add.get(e.facts.side, ()) if isinstance(self.add, Mapping) else self.add
        if choice:
            codes[1:1] = _listed(dice.pick(choice))
        e.codes[:] = codes[:1] if self.alone else dict.fromkeys(codes)
        e.trim_pointers()
        e.facts.says.difference_update(self.unsay)


def _listed(codes: Codes) -> list[str]:
    return [codes] if isinstance(codes, str) else list(codes)


def recipe(how: Mapping[str, Any]) -> Recipe:
    """The recipe of one entry of defects.yml; a key that it does not know is a TypeError."""
    return Recipe(**how)
