"""Flattening a batch: a claim's frames are its own, whatever else stands in the batch."""

import pyarrow as pa

from denialrisk.features.flatten import flatten
from denialrisk.features.notes import read
from denialrisk.features.testing import batch


def test_a_claim_that_was_sent_twice_has_its_evidence_both_times() -> None:
    sent = batch({"notes": ["Strength 3/5 in the left leg."]}, {"notes": ["Generalized weakness for 3 weeks."]})
    both = pa.Table.from_batches([sent, sent.slice(0, 1)]).combine_chunks().to_batches()[0]
    alone, together = flatten(sent, read(sent)).evidence, flatten(both, read(both)).evidence
    first, again = (together[together["claim"] == row].drop(columns="claim").reset_index(drop=True) for row in (0, 2))
    assert len(first) == (alone["claim"] == 0).sum() > 0
    assert first.equals(again)
    assert together["claim"].is_monotonic_increasing
