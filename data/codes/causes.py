"""The causes of weakness (causes.yml): the words the note reader finds, and the ICD-10-CM codes that name them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from denialrisk.data import yml


@dataclass(frozen=True)
class Cause:
    """A cause of weakness: its term, its title, the codes that name it, and the wider cause it is a kind of, if any."""

    term: str
    title: str
    codes: tuple[str, ...]
    kind_of: str = ""


@cache
def causes() -> dict[str, Cause]:
    """All causes by term, in the order of causes.yml.

    >>> causes()["hypokalemia"].codes
    ('E87.6',)
    """
    listed = yml.read(Path(__file__).parent / "causes.yml")
    return {
        term: Cause(term, given["title"], tuple(given["codes"]), given.get("kind_of", ""))
        for term, given in listed.items()
    }


def kinds(term: str) -> tuple[str, ...]:
    """The term and the terms of its kinds, as notes may name it.

    >>> kinds("sepsis"), kinds("myopathy")[:2]
    (('sepsis',), ('myopathy', 'drug_myopathy'))
    """
    return (term, *(each.term for each in causes().values() if each.kind_of == term))
