"""Claims in shorthand, for case files, doctests and trying a rule at the prompt.

>>> c = claims({"diagnoses": ["R53.1"], "lines": ["97110 GP x2"], "evidence": ["strength present reduced left 3"]})
>>> c.cpt("97110").count.tolist(), c.evidence["number"].tolist()
([1], [3.0])
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa

from denialrisk.data.schema import CLAIMS, EVIDENCE, EVIDENCE_STATES, SIDES
from denialrisk.features.flatten import flatten
from denialrisk.features.frames import Frames
from denialrisk.features.past import PAST

Claim = Mapping[str, Any]

_DEFAULTS: dict[str, Any] = {
    "form": "professional",
    "payer_id": "PAYER1",
    "payer_class": "commercial",
    "responsibility": "primary",
    "billing_npi": "1000000004",
    "place_of_service": "11",
    "frequency_code": "1",
    "patient_age": 60,
    "patient_sex": "F",
    "service_from": dt.date(2026, 5, 4),
    "prior_authorization": False,
    "referral": False,
    "attachment": False,
    "claim_note": False,
    "total_charge": Decimal("100.00"),
}


def claims(*shorthand: Claim) -> Frames:
    """Frames of claims given in shorthand; see batch() for the keys."""
    return flatten(batch(*shorthand), evidence(*shorthand), past(*shorthand))


def batch(*shorthand: Claim) -> pa.RecordBatch:
    """A CLAIMS record batch. Keys are column names, and in place of the nested lists:

    - ``diagnoses``: ``"R53.1"`` or ``"R53.1 admitting"``; the first is principal
    - ``lines``: ``"97110 GP KX x2 $50 ->1,2 @2026-05-04"``; procedure, modifiers, units, charge, pointers (or 1), day
    - ``notes``: how many notes there are, or a list of texts; one where there is evidence and nothing is said
    """
    return pa.RecordBatch.from_pylist(
        [_claim(str(row), given) for row, given in enumerate(shorthand)], schema=CLAIMS.arrow
    )


def evidence(*shorthand: Claim) -> pa.Table:
    """The EVIDENCE of the same claims, from ``evidence: ["element state value side number"]``, state optional."""
    rows = [
        _evidence(str(row), words.split()) for row, given in enumerate(shorthand) for words in given.get("evidence", ())
    ]
    return pa.Table.from_pylist(rows, schema=EVIDENCE.arrow)


def past(*shorthand: Claim) -> pa.Table:
    """The PAST lines of the same patients, from ``past: ["95910 2026-01-05 $120"]``; charge 100 if not given."""
    rows = []
    for row, given in enumerate(shorthand):
        for place, words in enumerate(given.get("past", ())):
            procedure, day, *charge = words.split()
            line = {
                "patient_key": given.get("patient_key", f"patient{row}"),
                "claim_id": f"past{place}",
                "submitted_on": dt.date.fromisoformat(day),
                "service_on": dt.date.fromisoformat(day),
                "procedure": procedure,
                "billing_npi": _DEFAULTS["billing_npi"],
                "charge": float(charge[0][1:]) if charge else 100.0,
            }
            rows.append(line)
    return pa.Table.from_pylist(rows, schema=PAST.arrow)


def _claim(claim_id: str, given: Claim) -> dict[str, Any]:
    own = {"claim_id": claim_id, "patient_key": f"patient{claim_id}"}
    claim = _DEFAULTS | own | {key: value for key, value in given.items() if key not in ("evidence", "past")}
    unknown = set(claim) - set(CLAIMS.arrow.names)
    if unknown:
        raise KeyError(f"not a column of claims: {sorted(unknown)}")
    if claim.get("bill_type"):
        claim |= {"form": "institutional", "place_of_service": None}
    claim["service_to"] = claim.get("service_to") or claim["service_from"]
    claim["total_charge"] = Decimal(str(claim["total_charge"]))
    claim["diagnoses"] = [_diagnosis(place, words) for place, words in enumerate(given.get("diagnoses", ()))]
    claim["lines"] = [_line(number, words) for number, words in enumerate(given.get("lines", ("99213",)), start=1)]
    notes = given.get("notes", 1 if given.get("evidence") else 0)
    texts = [""] * notes if isinstance(notes, int) else notes
    claim["notes"] = [
        {"note_id": f"n{i}", "kind": None, "author_role": None, "written_on": None, "text": text}
        for i, text in enumerate(texts, start=1)
    ]
    return claim


def _diagnosis(place: int, words: str) -> dict[str, str]:
    code, _, role = words.partition(" ")
    return {
        "code": code.replace(".", ""),
        "role": role or ("other" if place else "principal"),
        "system": "icd10cm",
    }


def _line(number: int, words: str) -> dict[str, Any]:
    procedure, *rest = words.split()
    line: dict[str, Any] = {
        "number": number,
        "procedure": None if procedure == "-" else procedure,
        "modifiers": [],
        "units": 1.0,
        "unit_basis": "UN",
        "charge": Decimal("100.00"),
        "pointers": [1],
    }
    for word in rest:
        if word.startswith("->"):
            line["pointers"] = [int(place) for place in word[2:].split(",") if place]
        elif word.startswith("$"):
            line["charge"] = Decimal(word[1:])
        elif word.startswith("@"):
            line["service_on"] = dt.date.fromisoformat(word[1:])
        elif word.startswith("rev"):
            line["revenue_code"] = word[3:]
        elif word.startswith("x") and word[1:].isdigit():
            line["units"] = float(word[1:])
        else:
            line["modifiers"].append(word)
    return line


def _evidence(claim_id: str, words: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {"claim_id": claim_id, "note_id": "n1", "element": words[0], "state": "present"}
    for word in words[1:]:
        if word in EVIDENCE_STATES:
            row["state"] = word
        elif word in SIDES and words[0] != "handedness":
            row["side"] = word
        elif word.replace(".", "", 1).isdigit():
            row["number"] = float(word)
        else:
            row["value"] = word
    return row
