"""The table of past lines: only what was submitted before, whatever else stands in the batch."""

import datetime as dt

import pyarrow as pa

from denialrisk.features.frames import Frames
from denialrisk.features.past import past_lines
from denialrisk.features.testing import batch, claims


def _three() -> pa.RecordBatch:
    base = {"patient_key": "p", "diagnoses": ["R53.1"], "lines": ["97110 GP $40"]}
    days = (dt.date(2026, 1, 5), dt.date(2026, 1, 12), dt.date(2026, 1, 12))
    return batch(*[base | {"service_from": day, "submitted_on": day} for day in days])


def test_past_is_what_was_submitted_before() -> None:
    table = past_lines(pa.Table.from_batches([_three()]))
    c = Frames.of(_three(), past=table)
    assert c.past["claim"].tolist() == [1, 2, 2]
    assert c.past["charge"].tolist() == [40.0] * 3


def test_batching_does_not_matter() -> None:
    table = past_lines(pa.Table.from_batches([_three()]))
    alone = [len(Frames.of(_three().slice(row, 1), past=table).past) for row in range(3)]
    assert alone == [0, 1, 2]


def test_a_line_of_another_patient_or_of_two_years_ago_is_not_past() -> None:
    assert claims({"past": ["97110 2024-05-01"]}, {"past": []}).past.empty


def test_taking_claims_takes_their_past() -> None:
    c = claims({"past": ["97110 2026-04-01"]}, {"past": ["95910 2026-04-02", "95911 2026-04-03"]})
    assert c.take([1, 0]).past["procedure"].tolist() == ["95910", "95911", "97110"]
