"""A whole run: what stands in MLflow, what the registry does, and that the logged model scores as the bundle does."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from training_quick import QUICK

from denialrisk.cli.train import tell_trained
from denialrisk.data.errors import DenialRiskError, InputError
from denialrisk.features.notes import read
from denialrisk.serving import bundle as bundles
from denialrisk.serving.scorer import Scorer
from denialrisk.serving.spark import score_batches
from denialrisk.training import compare, models, promote, registry, tracking
from denialrisk.training.assemble import make_bundle
from denialrisk.training.dataset import Dataset, Extras, prepare
from denialrisk.training.drift import with_reference
from denialrisk.training.train import Given, Trained

# MLflow, SHAP and matplotlib warn of each other; nothing of it is ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore")


def _artifacts(store: tracking.Store, trained: Trained) -> Path:
    return store.folder / "artifacts" / trained.run.run_id / "artifacts"


def test_the_run_carries_the_story(store: tracking.Store, trained: Trained) -> None:
    folder = _artifacts(store, trained)
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "These payers are simulated" in page
    assert page.count("<svg") >= 5
    assert not re.search(r"(src|href)=.?https?:|@import|<script", page)  # it needs nothing from elsewhere
    for name in ("baselines", "ablations", "segments", "issues", "features", "leakage_audit", "thresholds", "capacity"):
        assert len(pd.read_csv(folder / "tables" / f"{name}.csv")), name
        assert (folder / "tables" / f"{name}.json").exists()
    for name in ("issues_beeswarm", "issues_bar", "features_beeswarm", "features_bar", "waterfall_1"):
        assert (folder / "plots" / "shap" / f"{name}.png").stat().st_size > 5000
    assert "## What it is not for" in (folder / "about" / "model_card.md").read_text(encoding="utf-8")


def test_nothing_in_the_store_names_a_claim_or_a_patient(store: tracking.Store, trained: Trained, given: Given) -> None:
    batches = list(given.batches())
    ids = [value for name in ("claim_id", "patient_key") for batch in batches for value in batch[name].to_pylist()[:40]]
    for file in store.folder.rglob("*"):
        if file.is_file():
            held = file.read_bytes()
            assert not [value for value in ids if value.encode() in held], file


def test_logged_model_scores_as_the_bundle_does(address: str, trained: Trained, given: Given) -> None:
    import mlflow

    batch = given.batches()[0].slice(0, 30)
    expected = Scorer(trained.bundle).score(batch, read(batch)).probability
    claims = batch.to_pandas().assign(total_charge=lambda frame: frame["total_charge"].astype(float))
    for name in ("diagnoses", "lines", "notes"):
        claims[name] = batch[name].to_pylist()
    model = mlflow.pyfunc.load_model(address)
    found = model.predict(claims)
    assert np.allclose(found["denial_probability"], expected)
    assert list(found["claim_id"]) == batch["claim_id"].to_pylist()
    assert not any("pickle" in file.name or file.suffix == ".pkl" for file in trained.folder.rglob("*"))


def test_batches_of_spark_score_as_the_bundle_does(trained: Trained, given: Given) -> None:
    batch = given.batches()[0].slice(0, 30)
    expected = Scorer(trained.bundle).score(batch, read(batch)).probability
    scored = list(score_batches(trained.folder)(iter([batch])))
    assert np.allclose(np.concatenate([each["denial_probability"] for each in scored]), expected)


def test_same_data_and_seed_give_the_same_bytes(trained: Trained, data: Dataset, tmp_path: Path) -> None:
    bundles.save(with_reference(make_bundle(data, QUICK), data), tmp_path / "again")
    for file in trained.folder.iterdir():
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes(), file.name
    assert trained.bundle.about["tables"] == bundles.tables_digest(bundles.load(trained.folder).tables)


def test_processes_that_read_notes_change_nothing(given: Given, data: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    own = [folder for folder in sys.path if "artifacts" not in folder]  # MLflow leaves a loaded model's code there
    monkeypatch.setattr("sys.path", own)
    monkeypatch.setattr("denialrisk.training.dataset.PIECE", 300)
    again = prepare(given.batches, given.remits, QUICK, Extras(processes=2))
    np.testing.assert_array_equal(again.matrix, data.matrix)


def test_the_model_that_made_a_worklist_is_found_by_its_version(store: tracking.Store, trained: Trained) -> None:
    assert models.made(trained.bundle.version, store.folder) == trained.folder
    assert models.made("another", store.folder) is None


def test_a_store_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "mlflow.db").write_text("not a database, and much longer than a header of one" * 20)
    with (
        pytest.raises(DenialRiskError, match=r"^the MLflow store .* could not be used \(\w+\)"),
        tracking.run(tracking.Store(tmp_path), "a run"),
    ):
        pass


def test_the_command_ends_with_what_was_registered(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tell_trained(
        replace(trained, version=registry.Version("7", trained.run.run_id, "models:/denial-risk/7", {})), tmp_path
    )
    said = capsys.readouterr().out
    assert f"in {trained.folder}, challenger version 7: 'denialrisk promote' makes it champion\n" in said
    tell_trained(replace(trained, version=None), tmp_path)
    assert f"in {trained.folder}\n" in capsys.readouterr().out


def test_challenger_champion_and_back(store: tracking.Store, trained: Trained, given: Given) -> None:
    first = registry.register(store, trained.run, trained.model_id)
    done = promote.promote(store, None, QUICK)
    assert isinstance(done, promote.Promoted)
    assert (done.champion, done.comparison) == (first.number, None)
    second = registry.register(store, trained.run, trained.model_id)
    with pytest.raises(InputError, match="no claims to compare"):
        promote.promote(store, None, QUICK)
    stays = promote.promote(store, given, QUICK)  # the same model is not better than itself
    assert isinstance(stays, compare.Comparison)
    assert stays.auc_gained == (0.0, 0.0)
    champion = registry.aliased(store, registry.CHAMPION)
    assert champion is not None
    assert champion.number == first.number
    registry.make_champion(store, second.number, {"replaced": first.number})
    assert promote.roll_back(store).champion == first.number
    assert bundles.load(registry.bundle_of(store, f"models:/{registry.MODEL}@{registry.CHAMPION}")).version == (
        trained.bundle.version
    )


def test_a_champion_of_other_rules_gives_way_only_by_force(
    store: tracking.Store, trained: Trained, given: Given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = registry.register(store, trained.run, trained.model_id)
    registry.make_champion(store, first.number, {})
    second = registry.register(store, trained.run, trained.model_id)
    read_by = dict(trained.bundle.about["read_by"]) | {"rules": "of last year"}
    bundles.save(replace(trained.bundle, about=dict(trained.bundle.about) | {"read_by": read_by}), tmp_path / "old")
    folders = [trained.folder, tmp_path / "old"] * 2  # of the challenger and of the champion, each time
    monkeypatch.setattr(registry, "bundle_of", lambda *_: folders.pop(0))
    with pytest.raises(InputError, match=r"of last year.*--force"):
        promote.promote(store, given, QUICK)
    assert promote.promote(store, None, QUICK, force=True) == promote.Promoted(second.number, first.number, None)
    champion = registry.aliased(store, registry.CHAMPION)
    assert champion is not None
    assert champion.tags["promoted"] == promote.OTHER_RULES


def _fail() -> None:
    raise RuntimeError("stop")


def _be_terminated() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize(("end", "raised"), [(_fail, RuntimeError), (_be_terminated, SystemExit)])
def test_a_run_that_ends_half_way_leaves_no_run(
    end: Callable[[], None], raised: type[BaseException], tmp_path: Path
) -> None:
    import mlflow

    store = tracking.Store(tmp_path / "mlruns")

    def stop_half_way() -> None:
        with tracking.run(store, "half") as run:
            run.child("trial 0", {}, {})
            end()

    with pytest.raises(raised):
        stop_half_way()
    experiment = mlflow.get_experiment_by_name(tracking.EXPERIMENT)
    assert mlflow.search_runs([experiment.experiment_id]).empty


def test_better_is_better() -> None:
    rng = np.random.default_rng(0)
    denied = rng.random(2000) < 0.2
    good, bad = np.where(denied, 0.4, 0.1), np.full(2000, 0.2) + rng.normal(0, 0.01, 2000)
    answers = [
        compare.Answers(denied, each, np.ones(2000), np.ones(2000), np.zeros(2000, "datetime64[D]"), np.arange(2000))
        for each in (bad, good)
    ]
    assert compare.compared(answers[0], answers[1], "2026-01-01", QUICK).better
    assert not compare.compared(answers[1], answers[0], "2026-01-01", QUICK).better
