"""Activation audit: on a simulated world every rule fires, in the segments in which it can, or stands here with why."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from denialrisk.data.ingest import Inputs, ingest
from denialrisk.data.patients import PatientKeys
from denialrisk.data.simulate import simulate
from denialrisk.data.sources import Reading
from denialrisk.features.audit import SEGMENTS, activation
from denialrisk.features.frames import Frames
from denialrisk.features.notes import read
from denialrisk.features.past import past_lines
from denialrisk.features.rules.registry import pack
from denialrisk.features.testing import batch

CLAIMS = 2500

SILENT = {
    "the simulated providers never make this mistake": (
        "BIL01 BIL06 BIL08 EXC04 EXC05 EXC06 EXC07 EXC08 EXC09 EXC10 EXC12 EXC14 EXC15 EXC16 EXC17 EXC18 EXC19 EXC20 "
        "EXC21 EXC22 EXC23 SEQ04 SEQ05 SEQ06 SEQ07 SET04 VAL02"
    ),
    "the simulated notes never say this": "NOT16 NOT17 NOT18 NOT19",
    "the simulated patients have no series of ten therapy visits": "DOC27 POL03",
    "an example for a payer that no world has": "POL90",
    "fewer than one claim in a thousand": (
        "BIL02 BIL03 BIL09 BIL10 DOC16 DOC82 EXC02 EXC11 EXC13 NOT03 NOT04 NOT09 NOT10 NOT11 NOT15 POL02 "
        "SEQ02 SEQ03 SEQ08 SET06 SPC02 THE02 VAL01"
    ),
}
"""Rules that a world of this size may leave silent. Their cases in tests/cases fire them all the same."""

BOUND = {
    "professional": "BIL01 BIL02 BIL03 BIL09 BIL10",
    "institutional": "SET01 SET02 SET03 SET05",
}
"""Rules that can fire in one form only."""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    world, out = tmp_path_factory.mktemp("world"), tmp_path_factory.mktemp("tables")
    simulate(CLAIMS, 11, world)
    reading = Reading(PatientKeys(bytes(32)))
    ingest(Inputs((world / "claims",), world / "notes.jsonl", ()), Path(out), reading, processes=1)
    claims = pq.read_table(out / "claims.parquet")
    past = past_lines(claims)
    batches = claims.combine_chunks().to_batches()
    return activation([Frames.of(batch, read(batch), past) for batch in batches])


def test_every_rule_fires_or_is_listed_with_its_reason(table: pd.DataFrame) -> None:
    excused = {code for codes in SILENT.values() for code in codes.split()}
    assert excused <= set(table.index), "a rule in the list is no longer in the pack"
    assert sorted(set(table.index[table["claims"] == 0]) - excused) == []


def test_rules_fire_in_every_segment_they_can(table: pd.DataFrame) -> None:
    common = table[table["claims"] >= 60]
    bound = {code: form for form, codes in BOUND.items() for code in codes.split()}
    both = common.loc[[code for code in common.index if code not in bound and code[:3] in ("DOC", "NOT")]]
    assert sorted(both.index[(both["professional"] == 0) | (both["medicare"] == 0) | (both["commercial"] == 0)]) == []
    for code, form in bound.items():
        other = {"professional": "institutional", "institutional": "professional"}[form]
        assert table.loc[code, other] == 0, f"{code} fires on {other} claims"


def test_no_rule_fires_on_nearly_everything(table: pd.DataFrame) -> None:
    assert table.index[table["share"] > 0.6].tolist() == []


def test_segments_add_up(table: pd.DataFrame) -> None:
    for values in SEGMENTS.values():
        assert (table[list(values)].sum(axis=1) == table["claims"]).all()


def test_the_table_does_not_depend_on_batches() -> None:
    whole = pa.Table.from_batches([batch({"diagnoses": ["R53.1", "M62.81"]}, {"diagnoses": ["R53.1"]})])
    together = activation([Frames.of(part) for part in whole.to_batches()])
    apart = activation([Frames.of(part) for part in whole.to_batches(max_chunksize=1)])
    pd.testing.assert_frame_equal(together, apart)
    assert len(together) == len(pack())
