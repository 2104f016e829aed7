"""A bundle is read back as written, and refused when it is not what it was."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from denialrisk.data.atomic import digest
from denialrisk.data.errors import InputError
from denialrisk.data.schema import LABELS
from denialrisk.features import alike, context, history
from denialrisk.features.build import Tables, build, features
from denialrisk.features.fingerprint import fingerprint
from denialrisk.features.frames import Frames
from denialrisk.features.testing import claims
from denialrisk.serving import bundle as bundles
from denialrisk.serving.bundle import Bundle, Support, Thresholds
from denialrisk.serving.calibration import Calibration


def _bundle(frames: Frames) -> Bundle:
    import lightgbm
    import numpy as np

    texts, keys = context.texts(frames), alike.keys(frames)
    tables = Tables(context.fit_levels(texts, 1), history.fit(keys, _unlabelled(len(keys))))
    matrix = np.repeat(build(frames, tables).matrix, 60, axis=0)
    booster = lightgbm.train(
        {"objective": "binary", "verbose": -1, "num_threads": 1},
        lightgbm.Dataset(matrix, np.arange(len(matrix)) % 2),
        2,
    )
    return Bundle(
        booster.model_to_string(),
        features(),
        tables,
        Calibration("platt", (-1.0, 1.0), (-1.5, 1.5)),
        Thresholds(0.4, 0.15),
        Support(5, {"payer": {"P1": 7}}),
        about={"read_by": dict(fingerprint()), "test_from": "2026-01-01"},
    )


def _unlabelled(n: int) -> pa.Table:
    rows = [{"claim_id": str(number), "outcome": "none", "why_none": "no_match"} for number in range(n)]
    return pa.Table.from_pylist(rows, LABELS.arrow)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    frames = claims({"diagnoses": ["R53.1"], "lines": ["97110 GP"]}, {"diagnoses": ["M62.81"], "lines": ["99213"]})
    bundles.save(_bundle(frames), tmp_path / "bundle")
    return tmp_path / "bundle"


def test_reads_back_as_written(folder: Path, tmp_path: Path) -> None:
    read = bundles.load(folder)
    bundles.save(read, tmp_path / "again")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        file.name: file.read_bytes() for file in (tmp_path / "again").iterdir()
    }


def test_refuses_a_changed_a_missing_and_a_foreign_file(folder: Path) -> None:
    booster = folder / "booster.txt"
    booster.write_text(booster.read_text() + " ")
    with pytest.raises(InputError, match="was changed"):
        bundles.load(folder)
    booster.unlink()
    with pytest.raises(InputError, match="is missing"):
        bundles.load(folder)
    (folder / "more.pkl").write_bytes(b"")
    with pytest.raises(InputError, match="does not belong to it"):
        bundles.load(folder)
    (folder / "manifest.json").unlink()
    with pytest.raises(InputError, match="manifest"):
        bundles.load(folder)


def _rewritten(folder: Path, change) -> None:
    said = json.loads((folder / "bundle.json").read_text())
    change(said)
    (folder / "bundle.json").write_text(json.dumps(said))
    sums = json.loads((folder / "manifest.json").read_text())
    sums["bundle.json"] = digest(folder / "bundle.json")
    (folder / "manifest.json").write_text(json.dumps(sums))


def test_refuses_another_rule_pack(folder: Path) -> None:
    _rewritten(folder, lambda said: said["about"]["read_by"].update(rule_pack="1999.01"))
    with pytest.raises(InputError, match="rule_pack 1999"):
        bundles.load(folder)


def test_refuses_another_feature_set(folder: Path) -> None:
    _rewritten(folder, lambda said: said["features"].pop())
    with pytest.raises(InputError, match="another feature set"):
        bundles.load(folder)


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_refuses_a_manifest_that_is_none(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)
    with pytest.raises(InputError):
        bundles.load(folder)
