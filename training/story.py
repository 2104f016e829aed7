"""What the MLflow run of a training holds: settings, figures, tables, pictures, report and trials."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from denialrisk.serving import bundle as bundles
from denialrisk.serving.bundle import Bundle
from denialrisk.training import tracking
from denialrisk.training.calibrate import IN_WORDS
from denialrisk.training.config import Config, as_toml
from denialrisk.training.dataset import Dataset
from denialrisk.training.plots import figures
from denialrisk.training.report import Story, model_card, report
from denialrisk.training.results import Results
from denialrisk.training.tune import SPACE, Tuned

UNTAGGED = ("read_by", "reference", "roc_auc")
"""What the bundle's ``about`` holds that is too long for a tag, or a metric already."""


def log_model(run: tracking.Run, bundle: Bundle) -> str:
    """Log the bundle as a model; gives its id."""
    with tempfile.TemporaryDirectory() as scratch:
        bundles.save(bundle, Path(scratch) / "bundle")
        return run.model(Path(scratch) / "bundle")


def log(run: tracking.Run, data: Dataset, bundle: Bundle, found: Results, config: Config) -> None:
    """What was trained on, what came of it, and the report."""
    told = _story(data, bundle, config)
    run.params(asdict(config) | {"trees": bundle.about["trees"]})
    for name, (digest, about) in told.slices.items():
        run.dataset(f"claims, {name} slice", digest, about, context=name)
    run.tags({name: str(value) for name, value in bundle.about.items() if name not in UNTAGGED})
    run.tags({"bundle": bundle.version, "git_commit": told.commit})
    run.metrics({f"labels/{name}": float(count) for name, count in data.label_counts.items()})
    pictures = dict(figures(found, data))
    run.text(report(found, told, pictures), "report.html")  # the only file at the top: the UI lists it by itself
    run.text(model_card(found, told), "about/model_card.md")
    run.text(as_toml(config), "about/config.toml")
    for name, table in found.tables.items():
        run.table(table, name)
    for name, picture in pictures.items():
        run.figure(picture, f"plots/{name}.png")
    run.describe(
        f"ROC AUC {found.headline['roc_auc']:.3f}, calibration error {found.headline['calibration_error']:.3f} on "
        f"{found.headline['claims']:,.0f} later claims. The story is in **report.html**, under Artifacts."
    )


def log_trials(run: tracking.Run, tuned: Tuned) -> None:
    """The search space and what came of it on the parent run, each trial as a run below it."""
    run.params({f"searched_{name}": f"{low:g} to {high:g}" for name, (low, high, _) in SPACE.items()})
    run.metrics({"tuning_auc_before": tuned.start, "tuning_auc_best": tuned.best, "trials": float(len(tuned.trials))})
    rows = [{"trial": each.number, "auc": each.auc, "pruned": each.pruned} | each.settings for each in tuned.trials]
    run.table(pd.DataFrame(rows), "trials")
    for each in tuned.trials:
        run.child(f"trial {each.number}", each.settings, {"auc": each.auc, "pruned": float(each.pruned)})


def _story(data: Dataset, bundle: Bundle, config: Config) -> Story:
    return Story(
        about=dict(bundle.about) | {"bundle": bundle.version},
        label_counts=data.label_counts,
        slices={name: data.digest(name) for name in ("fit", "calibration", "test")},
        left_out=data.slices.left_out,
        embargo_days=data.slices.embargo_days,
        settings=asdict(config),
        thresholds=asdict(bundle.thresholds),
        commit=tracking.commit(),
        calibration=IN_WORDS[bundle.calibration.method],
    )
