"""The table of past lines: only what was submitted before, whatever else stands in the batch."""

import datetime as dt
from typing import Any

import pyarrow as pa

from denialrisk.features.flatten import flatten
from denialrisk.features.past import past_lines
from denialrisk.features.testing import batch, claims


def _three() -> pa.RecordBatch:
    base = {"patient_key": "p", "diagnoses": ["R53.1"], "lines": ["97110 GP $40"]}
    days = (dt.date(2026, 1, 5), dt.date(2026, 1, 12), dt.date(2026, 1, 12))
    return batch(*[base | {"service_from": day, "submitted_on": day} for day in days])


def test_past_is_what_was_submitted_before() -> None:
    table = past_lines(pa.Table.from_batches([_three()]))
    c = flatten(_three(), past=table)
    assert c.past["claim"].tolist() == [1, 2, 2]
    assert c.past["charge"].tolist() == [40.0] * 3


def test_batching_does_not_matter() -> None:
    table = past_lines(pa.Table.from_batches([_three()]))
    alone = [len(flatten(_three().slice(row, 1), past=table).past) for row in range(3)]
    assert alone == [0, 1, 2]


def test_a_line_of_another_patient_or_of_two_years_ago_is_not_past() -> None:
    assert claims({"past": ["97110 2024-05-01"]}, {"past": []}).past.empty


def _sent(*sendings: dict[str, Any]) -> list[float]:
    """Charges of the past lines of the last claim; each sending a week after the one before."""
    base = {"patient_key": "p", "claim_id": "A", "diagnoses": ["R53.1"], "service_from": dt.date(2026, 1, 5)}
    days = (dt.date(2026, 1, 12) + dt.timedelta(days=7 * place) for place in range(len(sendings)))
    table = batch(*[base | {"submitted_on": day} | each for day, each in zip(days, sendings, strict=True)])
    past = flatten(table.slice(len(sendings) - 1), past=past_lines(pa.Table.from_batches([table]))).past
    return sorted(past["charge"])


def test_what_was_replaced_or_voided_counts_no_more() -> None:
    first, second = {"lines": ["97110 GP $40", "97530 GP $30"]}, {"claim_id": "B", "lines": ["97112 GP $20"]}
    now = {"claim_id": "Z", "lines": ["97110 GP $40"], "service_from": dt.date(2026, 1, 20)}
    assert _sent(first, second, now) == [20, 30, 40]
    replaced = {"frequency_code": "7", "lines": ["97110 GP $50"]}
    assert _sent(first, second, replaced, now) == [20, 50], "under its number, a line left out"
    assert _sent(first, second, replaced | {"claim_id": "C"}, now) == [20, 30, 50], "under another number, by its lines"
    assert _sent(first, second, {"frequency_code": "8"} | first, now) == [20]
    assert _sent(first, {"frequency_code": "8"} | first, first, now) == [30, 40], "voided and sent anew"


def test_a_replacement_is_not_judged_beside_what_it_replaces() -> None:
    first = {"lines": ["97110 GP $40"]}
    assert _sent(first, first | {"frequency_code": "7"}) == []
    assert _sent(first, first | {"frequency_code": "7", "claim_id": "B"}) == []
    assert _sent(first, {"frequency_code": "7", "claim_id": "B", "service_from": dt.date(2026, 1, 6)} | first) == [40]


def test_taking_claims_takes_their_past() -> None:
    c = claims({"past": ["97110 2026-04-01"]}, {"past": ["95910 2026-04-02", "95911 2026-04-03"]})
    assert c.take([1, 0]).past["procedure"].tolist() == ["95910", "95911", "97110"]
