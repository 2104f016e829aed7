"""A small simulated world, read once for the tests of training."""

from __future__ import annotations

import pytest
from training_quick import QUICK

from denialrisk.cli.inputs import Claims, remit_table
from denialrisk.data.simulate import simulate
from denialrisk.training.dataset import Dataset, prepare
from denialrisk.training.train import Given


@pytest.fixture(scope="session")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    """1,500 simulated claims with their notes, remits and truth."""
    world = tmp_path_factory.mktemp("world")
    simulate(1500, 5, world)
    claims = Claims((world / "claims",), world / "notes.jsonl")
    batches = list(claims())
    return Given(lambda: batches, remit_table((world / "remits",)), world / "truth.parquet")


@pytest.fixture(scope="session")
def data(given: Given) -> Dataset:
    return prepare(given.batches, given.remits, QUICK)
