"""One small simulated world and the model trained on it, made once for all tests of a run."""

import time
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from denialrisk.data.simulate import simulate
from denialrisk.features.inputs import Claims, Remits
from denialrisk.serving import bundle as bundles
from denialrisk.serving.batch import Options, score_batch
from denialrisk.serving.bundle import Bundle, Thresholds
from denialrisk.serving.scorer import Scorer
from denialrisk.training.assemble import make_bundle
from denialrisk.training.config import Config
from denialrisk.training.dataset import prepare
from denialrisk.training.drift import with_reference

CLAIMS = 1_500
SMALL = Config(threads=1, least_level=10, abstain_below=20, most_trees=80)
"""Settings by which so few claims give a model that has reasons, and claims on which it does not abstain."""


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with claims/ and remits/ (X12), notes.jsonl, truth.parquet and bundle/. Other processes wait for it."""
    shared = tmp_path_factory.getbasetemp()
    if shared.name.startswith("popen-"):  # a worker of xdist: its neighbours look one folder higher
        shared = shared.parent
    folder, done = shared / "world", shared / "world.done"
    try:
        folder.mkdir()
    except FileExistsError:
        while not done.exists():
            time.sleep(0.2)
        assert done.read_text() == "made", "another process could not make the world"
        return folder
    made = "failed"
    try:
        simulate(CLAIMS, seed=3, out=folder)
        bundles.save(_trained(folder), folder / "bundle")
        made = "made"
    finally:
        done.write_text(made)
    return folder


def _trained(folder: Path) -> Bundle:
    claims = Claims([folder / "claims"], folder / "notes.jsonl")
    data = prepare(claims, Remits([folder / "remits"]).table(), SMALL)
    bundle = with_reference(make_bundle(data, SMALL), data)
    percentile = bundle.about["reference"]["numbers"]["denial_probability"]
    return replace(bundle, thresholds=Thresholds(high=percentile[90], medium=percentile[60]))


@pytest.fixture(scope="session")
def claims(world: Path) -> pa.RecordBatch:
    """Claims of the last four months, with their notes."""
    files = [file for month in ("03", "04", "05", "06") for file in (world / "claims").glob(f"*2026-{month}.837")]
    (batch,) = Claims(sorted(files), world / "notes.jsonl")
    return batch


@pytest.fixture(scope="session")
def scorer(world: Path) -> Scorer:
    return Scorer(bundles.load(world / "bundle"), threads=1)


@pytest.fixture(scope="session")
def worklist(scorer: Scorer, claims: pa.RecordBatch) -> pa.Table:
    """The claims scored, every fix re-scored however small the risk; ranks are not given."""
    return score_batch(scorer, claims, options=Options(floor=0.0))
