"""Evidence in words: what a note says of an element, and where, never the note's own words unless asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

_STATES = {
    "present": "",
    "negated": "negated: ",
    "uncertain": "uncertain: ",
    "historical": "in the past: ",
    "contradicted": "contradicted: ",
    "absent": "not found: ",
}


def said(record: Mapping[str, Any]) -> str:
    """One evidence record as a phrase.

    >>> said({"element": "strength", "state": "present", "value": "reduced", "side": "left", "number": 3.0,
    ...       "note_id": "n1", "start": 10, "end": 24})
    'strength reduced left 3 (note n1, characters 10-24)'
    """
    number = record["number"]
    words = [record["element"], record["value"], record["side"], None if number is None else f"{number:g}"]
    phrase = _STATES[record["state"]] + " ".join(str(word).replace("_", " ") for word in words if word is not None)
    if record["start"] is None:
        return f"{phrase} (given, no text)" if record["note_id"] is None else f"{phrase} (note {record['note_id']})"
    return f"{phrase} (note {record['note_id']}, characters {record['start']}-{record['end']})"


Quotes = dict[str, dict[str, str]]
"""By claim and place(): the note's own words."""


def place(record: Mapping[str, Any]) -> str:
    """Where in a claim's notes the words of an evidence record stand."""
    return f"{record['note_id']}:{record['start']}-{record['end']}"


def quotes(worklist: pa.Table, batch: pa.RecordBatch) -> Quotes:
    """The words behind the issues of each claim: patient data, only where a user asks for them."""
    texts = {
        (claim_id, note["note_id"]): note["text"]
        for claim_id, notes in zip(batch.column("claim_id").to_pylist(), batch.column("notes").to_pylist(), strict=True)
        for note in notes
    }
    return {
        row["claim_id"]: {
            place(each): texts.get((row["claim_id"], each["note_id"]), "")[each["start"] : each["end"]]
            for issue in row["issues"]
            for each in issue["evidence"]
            if each["start"] is not None
        }
        for row in worklist.select(["claim_id", "issues"]).to_pylist()
    }
