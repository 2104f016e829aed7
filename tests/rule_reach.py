"""Where a rule can fire: its own cases, moved to every place and class of payer that a set of claims has.

A case that fires is taken to each form and setting as the claims there are billed, with the case's own lines where
those procedures are billed there and with the usual lines of the place; and to each class of payer. Wherever it still
fires, the rule can fire. No rule declares this, so none can be excused by declaring less.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from case_files import Case, cases

from denialrisk.features.rules.registry import Rule, pack
from denialrisk.features.testing import claims

USUAL = 4
"""Sets of lines that stand for how a place bills."""


@dataclass
class Place:
    """One form with a place of service or a type of bill, and what is billed there."""

    where: Case
    usual: Counter[tuple[str, ...]] = field(default_factory=Counter)
    billed: set[str] = field(default_factory=set)


def places(table: pa.Table) -> list[Place]:
    """The places of a CLAIMS table."""
    found: dict[tuple[str | None, str | None], Place] = {}
    for claim in table.select(["place_of_service", "bill_type", "lines"]).to_pylist():
        key = claim["place_of_service"], claim["bill_type"]
        where = {"bill_type": key[1]} if key[1] else {"place_of_service": key[0]}
        place = found.setdefault(key, Place(where))
        place.usual[tuple(map(_shorthand, claim["lines"]))] += 1
        place.billed |= {line["procedure"] or "-" for line in claim["lines"]}
    return list(found.values())


def _shorthand(line: Case) -> str:
    revenue = [f"rev{line['revenue_code']}"] if line["revenue_code"] else []
    return " ".join([line["procedure"] or "-", *line["modifiers"], *revenue])


def firing_cases() -> dict[str, list[Case]]:
    """The cases under ``fires`` of every rule, by code; those of policies stand in the policies."""
    return {rule.code: cases(rule.code, "fires") for rule in pack()}


def reach(rule: Rule, fires: list[Case], there: list[Place], classes: list[str]) -> set[str]:
    """Forms, settings and classes of payers in which the rule can fire."""
    moved = [(None, claim) for case in fires for place in there for claim in _moved(case, place)]
    moved += [(payer, case | {"payer_class": payer}) for case in fires for payer in classes]
    frames = claims(*(claim for _, claim in moved))
    form, setting = (frames.header[column].astype(str).to_numpy() for column in ("form", "setting"))
    found: set[str] = set()
    for row in np.flatnonzero(rule.found(frames).claims):
        payer = moved[row][0]
        found |= {payer} if payer else {form[row], setting[row]}
    return found


def _moved(case: Case, place: Place) -> Iterator[Case]:
    own = case.get("lines", ["99213"])
    billings = [own] if {line.split()[0] for line in own} <= place.billed else []
    billings += [list(lines) for lines, _ in place.usual.most_common(USUAL)]
    kept = {key: value for key, value in case.items() if key not in ("place_of_service", "bill_type", "form")}
    for lines in billings:
        # an institutional claim has no diagnosis pointers
        yield kept | place.where | {"lines": [f"{line} ->" for line in lines] if "bill_type" in place.where else lines}
