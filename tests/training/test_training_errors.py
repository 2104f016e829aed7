"""Runs that cannot be: each ends in one clear error, and leaves nothing behind."""

from __future__ import annotations

import datetime as dt
import re
import sys
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from training_quick import QUICK

from denialrisk.data.errors import InputError
from denialrisk.data.schema import REMITS
from denialrisk.training.config import Config, as_toml, load
from denialrisk.training.oracle import require_truth
from denialrisk.training.tracking import Store
from denialrisk.training.train import Given, train


def _all_paid(remits: pa.Table) -> pa.Table:
    nothing = pa.array([[]] * remits.num_rows, REMITS.arrow.field("adjustments").type)
    remits = remits.set_column(REMITS.arrow.get_field_index("adjustments"), REMITS.arrow.field("adjustments"), nothing)
    place = REMITS.arrow.get_field_index("paid")
    return remits.set_column(place, REMITS.arrow.field("paid"), remits.column("charge"))


def _strangers(remits: pa.Table) -> pa.Table:
    ids = pa.array([f"OTHER{number}" for number in range(remits.num_rows)])
    return remits.set_column(REMITS.arrow.get_field_index("claim_id"), REMITS.arrow.field("claim_id"), ids)


def _too_early(remits: pa.Table) -> pa.Table:
    first = _strangers(remits).slice(0, 1)
    day = pa.array([dt.date(2020, 1, 1)])
    return first.set_column(REMITS.arrow.get_field_index("received_on"), REMITS.arrow.field("received_on"), day)


@pytest.mark.parametrize(
    ("change", "config", "said"),
    [
        (lambda remits: remits, replace(QUICK, least_claims=10**6), "labelled claims"),
        (_all_paid, QUICK, "0 of them denied"),
        (_strangers, QUICK, "no match"),
        (_too_early, QUICK, "immature"),
    ],
)
def test_input_that_cannot_be_trained_on(given: Given, change, config, said: str, tmp_path: Path) -> None:
    store = Store(tmp_path / "mlruns")
    with pytest.raises(InputError, match=said):
        train(replace(given, remits=change(given.remits)), config, store)
    assert not store.folder.exists()


def test_what_is_missing_is_told_before_anything_is_read(
    given: Given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unread = replace(given, batches=lambda: pytest.fail("claims were read"))
    store = Store(tmp_path / "mlruns")
    with pytest.raises(InputError, match="is not there"):
        train(replace(unread, truth=tmp_path / "truth.parquet"), QUICK, store)
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(InputError, match="Optuna is not installed"):
        train(unread, QUICK, store, trials=3)


def test_a_store_that_cannot_be_written_to_is_told_before_anything_is_read(given: Given, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    unread = replace(given, batches=lambda: pytest.fail("claims were read"))
    for folder in (tmp_path / "taken", tmp_path / "taken" / "mlruns"):
        with pytest.raises(InputError, match="cannot be written to"):
            train(unread, QUICK, Store(folder))
    assert (tmp_path / "taken").read_text() == "a file"


def test_settings_read_back_as_written(tmp_path: Path) -> None:
    config = replace(Config(), max_depth=6, learning_rate=1.0, allowed_strong=("a", "b"), extra_trees=False)
    (tmp_path / "c.toml").write_text(as_toml(config))
    assert load(tmp_path / "c.toml") == config


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("depth = 3", "depth is not a setting"),
        ("max_depth = 'x'", "max_depth must be a whole number from 1 to 63"),
        ("max_depth = true", "max_depth must be a whole number"),
        ("max_depth = 0", "from 1 to 63"),
        ("test_share = nan", "test_share must be a number from 0.01 to 0.9"),
        ("test_share = 1", "from 0.01 to 0.9"),
        ("bootstrap = 0", "a whole number 10 or more"),
        ("extra_trees = 1", "true or false"),
        ("monotone_method = 'none'", "one of basic, intermediate, advanced"),
        ("allowed_strong = [1]", "a list of texts"),
        ("high = 0.1", "medium risk would begin at 0.15, above high risk at 0.1"),
        ("=", "cannot be read as TOML"),
    ],
)
def test_settings_that_are_none_are_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "c.toml").write_text(text)
    with pytest.raises(InputError, match=re.escape(said)):
        load(tmp_path / "c.toml")


def test_a_table_that_is_no_truth_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"claim_id": ["A"]}), tmp_path / "claims.parquet")
    with pytest.raises(InputError, match="lacks the columns submitted_on, denial_probability, cause"):
        require_truth(tmp_path / "claims.parquet")
