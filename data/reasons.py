"""What a claim adjustment says: a denial or not, and of which family. Read from ``reasons.csv``, a row a decision.

A row matches an adjustment by CARC (``carc``), and where they are filled also by group (``group``), by a remark
code on the same remit (``rarc``) and by claim filing indicator (``filing``). Of several matching rows the one that
asks for a remark wins over one that asks for a filing indicator, that over one that asks for a group, and that over
the plain one; of equals, the one that stands higher in the file. ``*`` catches the codes that no row names.

To change a decision, change its row, and its case in ``tests/data/reasons.yml``; no Python is needed.

>>> [reason.family for reason in table() if (reason.carc, reason.rarc) in {("16", "M76"), ("16", "N706")}]
['coding_diagnosis', 'documentation']
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from denialrisk.data.counted import counted
from denialrisk.data.errors import InputError
from denialrisk.data.schema import REASON_FAMILIES

FILE: Final = Path(__file__).with_name("reasons.csv")
COLUMNS: Final = ("carc", "group", "rarc", "filing", "denial", "family", "source", "words")
GROUPS: Final = ("", "CO", "PR", "OA", "PI", "CR")
ANY: Final = "*"
MOST_TOLD: Final = 10
"""Unknown codes that a notice lists."""


@dataclass(frozen=True)
class Reason:
    """One decision. Empty ``group``, ``rarc`` or ``filing`` match anything; ``family`` is empty where no denial."""

    carc: str
    group: str
    rarc: str
    filing: str
    denial: bool
    family: str
    source: str
    words: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What the row asks for; no two rows ask for the same."""
        return self.carc, self.group, self.rarc, self.filing

    @property
    def exactness(self) -> int:
        """The larger, the earlier the row is tried."""
        return 8 * (self.carc != ANY) + 4 * bool(self.rarc) + 2 * bool(self.filing) + bool(self.group)


@cache
def table(file: Path = FILE) -> tuple[Reason, ...]:
    """The decisions, in the order in which they are tried. A faulty file is refused with all its faulty lines."""
    with file.open(newline="", encoding="utf-8") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise InputError(f"{file.name}: other columns", expected=", ".join(COLUMNS), do="Restore the header line.")
        rows = list(reader)
    faults = [f"line {number}: {fault}" for number, row in enumerate(rows, start=2) for fault in _faults(row)]
    reasons = [] if faults else [_reason(row) for row in rows]
    faults += [
        f"{' '.join(filter(None, key))} is decided twice"
        for key, n in Counter(reason.key for reason in reasons).items()
        if n > 1
    ]
    if not faults and sum(reason.key == (ANY, "", "", "") for reason in reasons) != 1:
        faults = ["no row for the codes that no row names"]
    if faults:
        raise InputError(
            f"{file.name}: {'; '.join(faults)}",
            expected="one decision a row, as data/reasons.py describes",
            do="Mend those lines.",
        )
    return tuple(sorted(reasons, key=lambda reason: -reason.exactness))


def _reason(row: dict[str, str]) -> Reason:
    return Reason(**{name: row[name] for name in COLUMNS if name != "denial"}, denial=row["denial"] == "yes")


def _faults(row: dict[str, str]) -> list[str]:
    if None in row.values() or None in row:
        return [f"has not {len(COLUMNS)} columns"]
    checks = {
        "carc is empty or has blanks": bool(row["carc"]) and row["carc"] == row["carc"].strip(),
        f"group is none of {', '.join(GROUPS[1:])}": row["group"] in GROUPS,
        "denial is neither yes nor no": row["denial"] in ("yes", "no"),
        f"family is none of {', '.join(REASON_FAMILIES)}": row["denial"] != "yes" or row["family"] in REASON_FAMILIES,
        "family is given though it is no denial": row["denial"] != "no" or not row["family"],
        "source or words are empty": bool(row["source"] and row["words"]),
        f"{ANY} takes no group, remark or filing": row["carc"] != ANY or not row["group"] + row["rarc"] + row["filing"],
    }
    return [fault for fault, fine in checks.items() if not fine]


def decide(adjustments: pd.DataFrame, remarks: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Number in ``table()`` of the row that decides each adjustment, shape (len(adjustments),).

    ``adjustments`` has columns remit, group, carc and filing; ``remarks`` has remit and rarc, any order. ``remit``
    is any number that joins the two.
    """
    rules = pd.DataFrame(
        [(reason.carc, reason.group, reason.rarc, reason.filing) for reason in table()],
        columns=["carc", "want_group", "rarc", "want_filing"],
    ).astype(object)
    rules["rule"] = np.arange(len(rules))
    asked = adjustments.assign(row=np.arange(len(adjustments)))
    plain = rules[rules["rarc"] == ""].drop(columns="rarc")
    remarked = rules[rules["rarc"] != ""]
    told = asked[asked["carc"].isin(remarked["carc"])].merge(
        remarks[remarks["rarc"].isin(remarked["rarc"])], on="remit"
    )
    candidates = pd.concat([asked.merge(plain, on="carc"), told.merge(remarked, on=["carc", "rarc"])])
    fits = candidates["want_group"].isin([""]) | (candidates["want_group"] == candidates["group"])
    fits &= candidates["want_filing"].isin([""]) | (candidates["want_filing"] == candidates["filing"])
    candidates = candidates[fits]
    chosen = np.full(len(adjustments), _position_of_any(), dtype=np.int64)
    np.minimum.at(chosen, candidates["row"].to_numpy(), candidates["rule"].to_numpy())
    return chosen


def _position_of_any() -> int:
    return next(place for place, reason in enumerate(table()) if reason.key == (ANY, "", "", ""))


def unknown_codes(remits: pa.Table | pa.RecordBatch) -> dict[str, int]:
    """CARCs on these remits that ``reasons.csv`` does not name, with how many adjustments carry each.

    They count as denials of family ``other`` until a row decides them.
    """
    codes = pc.struct_field(pc.list_flatten(remits.column("adjustments")), "reason")
    known = pa.array(sorted({reason.carc for reason in table()}))
    counts = pc.value_counts(pc.utf8_upper(pc.utf8_trim_whitespace(codes)))
    return {
        entry["values"].as_py(): entry["counts"].as_py()
        for entry in counts
        if not pc.is_in(entry["values"], value_set=known).as_py()
    }


def unknown_told(codes: Mapping[str, int]) -> list[str]:
    """A notice of such codes, the most frequent first; none where there are none."""
    if not codes:
        return []
    frequent = sorted(codes.items(), key=lambda each: (-each[1], each[0]))
    listed = ", ".join(f"{code} ({count:,})" for code, count in frequent[:MOST_TOLD])
    rest = f" and {counted(len(codes) - MOST_TOLD, 'other')}" if len(codes) > MOST_TOLD else ""
    adjustments, named = counted(sum(codes.values()), "adjustment"), counted(len(codes), "reason code")
    family = table()[_position_of_any()].family
    told = f"{adjustments} of remits with {named} (CARC) that {FILE.name} does not name: {listed}{rest}"
    return [f"{told}; counted as denied, family {family}"]
