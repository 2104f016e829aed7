"""Activation audit: on a simulated world every rule fires, in each form, setting and class of payer in which it can.

The world is an even one: what is rare among providers' mistakes is as frequent in it as what is not. Where a rule can
fire is worked out from its own cases (rule_reach.py).
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from activation import activation
from rule_reach import firing_cases, places, reach

from denialrisk.data.ingest import Inputs, ingest
from denialrisk.data.patients import PatientKeys
from denialrisk.data.simulate import simulate
from denialrisk.data.sources import Reading
from denialrisk.features.flatten import flatten
from denialrisk.features.notes import read
from denialrisk.features.past import past_lines
from denialrisk.features.rules.registry import by_code, pack

CLAIMS = 9000
SEED = 11

NOT_IN_THIS_WORLD = {
    "POL90": "an example: it names no payer, so that nobody mistakes it for a policy",
}
"""Rules that stay silent on any simulated world, and why."""

NOT_IN_THESE_SEGMENTS = {
    ("SET04", "medicare"): "Medicare insures no children here",
    ("SET04", "medicare_advantage"): "Medicare insures no children here",
    ("DOC24", "emergency"): "an emergency note always speaks of red flags here: the rule fires where the reader slips",
    ("UNC01", "home_health"): "agencies code what is established here",
    ("POL03", "skilled_nursing"): "no stay follows a course of ten treatments closely",
    ("POL03", "institutional"): "no stay follows a course of ten treatments closely",
}
"""Segments in which a rule could fire by its cases, and no simulated claim is such a case."""


@dataclass(frozen=True)
class World:
    """The claims of an even world, and how often each rule fires on them."""

    claims: pa.Table
    fired: pd.DataFrame


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder, out = tmp_path_factory.mktemp("world"), tmp_path_factory.mktemp("tables")
    simulate(CLAIMS, SEED, folder, even=True)
    reading = Reading(PatientKeys(bytes(32)))
    ingest(Inputs((folder / "claims",), folder / "notes.jsonl", ()), Path(out), reading, processes=1)
    claims = pq.read_table(out / "claims.parquet")
    past = past_lines(claims)
    batches = claims.combine_chunks().to_batches(max_chunksize=3000)
    return World(claims, activation([flatten(batch, read(batch), past) for batch in batches]))


@pytest.fixture(scope="module")
def table(world: World) -> pd.DataFrame:
    return world.fired


def test_every_rule_fires(table: pd.DataFrame) -> None:
    silent = set(table.index[table["claims"] == 0])
    assert sorted(silent - NOT_IN_THIS_WORLD.keys()) == []
    assert silent >= NOT_IN_THIS_WORLD.keys(), "a rule that fires needs no excuse"


def test_every_rule_fires_wherever_it_can(world: World) -> None:
    cases, there = firing_cases(), places(world.claims)
    classes = sorted(set(world.claims["payer_class"].to_pylist()))
    can = {rule.code: reach(rule, cases[rule.code], there, classes) for rule in pack()}
    silent = {
        (code, segment)
        for code, segments in can.items()
        for segment in segments
        if code not in NOT_IN_THIS_WORLD and world.fired.loc[code, segment] == 0
    }
    assert sorted(silent - NOT_IN_THESE_SEGMENTS.keys()) == []
    assert all(segment in can[code] for code, segment in NOT_IN_THESE_SEGMENTS), "an excuse for what cannot be"
    assert all(can.values()), "a rule whose cases fire nowhere in this world"


def test_where_a_rule_can_fire_follows_its_cases(world: World) -> None:
    rules, cases, there = by_code(), firing_cases(), places(world.claims)
    home = reach(rules["SET01"], cases["SET01"], there, ["medicare", "medicaid"])
    assert home == {"institutional", "home_health", "medicare", "medicaid"}
    assert reach(rules["POL01"], cases["POL01"], there, ["medicare", "medicaid"]) >= {"professional", "medicare"}
    assert "medicaid" not in reach(rules["POL01"], cases["POL01"], there, ["medicare", "medicaid"])


def test_no_rule_fires_on_nearly_everything(table: pd.DataFrame) -> None:
    assert table.index[table["share"] > 0.6].tolist() == []
