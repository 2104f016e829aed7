"""`denialrisk train`: claims and remits to a bundle and an MLflow run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from denialrisk import __version__
from denialrisk.features.fingerprint import fingerprint
from denialrisk.serving import bundle as bundles
from denialrisk.serving.bundle import NO_LEVEL, Bundle, Support, Thresholds, tables_digest
from denialrisk.serving.worklist import code_set, rule_pack
from denialrisk.training import audit, baselines, oracle, tracking
from denialrisk.training.calibrate import IN_WORDS, calibrate, recentred
from denialrisk.training.config import Config, as_toml, for_rows
from denialrisk.training.dataset import NO_EXTRAS, Batches, Dataset, Extras, prepare
from denialrisk.training.drift import with_reference
from denialrisk.training.fit import boost, fit_reasons, later_predictor, rounds
from denialrisk.training.plots import figures
from denialrisk.training.report import Story, model_card, report
from denialrisk.training.results import Results, results
from denialrisk.training.tune import SPACE, Tuned, require_optuna, tune

UNTAGGED = ("read_by", "reference", "roc_auc")
"""What the bundle's ``about`` holds that is too long for a tag, or a metric already."""


@dataclass(frozen=True)
class Trained:
    """What training leaves: the bundle and where it lies, what is said about it, the run."""

    bundle: Bundle
    folder: Path
    results: Results
    label_counts: dict[str, int]
    run: tracking.Run
    model_id: str
    version: tracking.Version | None
    """The registered version; None where a baseline did as well, and nothing was registered."""


@dataclass(frozen=True)
class Given:
    """What a model is trained from. ``truth`` is the truth file of simulated claims, read for evaluation only."""

    batches: Batches
    remits: pa.Table
    truth: Path | None = None
    extras: Extras = NO_EXTRAS


def train(
    given: Given,
    config: Config,
    store: tracking.Store,
    progress: Callable[[str, int], None] = lambda *_: None,
    trials: int = 0,
) -> Trained:
    """Train on all labelled claims, evaluate on the latest, log everything to one MLflow run.

    ``trials`` are settings to try first (tune.py); 0 takes ``config`` as it is.

    Raises InputError where the data do not suffice or the store cannot be written to, and audit.LeakError where
    something reaches the features that must not; then nothing is logged.
    """
    tracking.require_writable(store)
    if trials:
        require_optuna()
    if given.truth:
        oracle.require_truth(given.truth)
    data = prepare(given.batches, given.remits, config, given.extras, progress)
    progress("leakage audit", 0)
    checks = audit.audit(data, config)
    audit.require(checks)
    config = for_rows(config, len(data.part("fit")))
    tuned = tune(data, config, trials, progress) if trials else None
    config = tuned.config if tuned else config
    progress("boosting", 0)
    bundle = with_reference(make_bundle(data, config), data)
    progress("evaluating", 0)
    found = results(data, bundle, checks, config, given.truth)
    progress("logging the run", 0)
    kept = store.folder / "bundles" / bundle.version
    with tracking.run(store, name=f"train {data.as_of}") as run:
        model_id = _log_model(run, bundle)
        _log(run, data, bundle, found, config)
        if tuned:
            _log_trials(run, tuned)
        run.metrics(found.metrics, model_id)
        bundles.save(bundle, kept)  # and register last: what fails before leaves no model behind
        version = None if found.not_beaten else tracking.register(store, run, model_id)
        run.tags({"registered": _registered(version, found)})
    return Trained(bundle, kept, found, data.label_counts, run, model_id, version)


def _log_model(run: tracking.Run, bundle: Bundle) -> str:
    with tempfile.TemporaryDirectory() as scratch:
        bundles.save(bundle, Path(scratch) / "bundle")
        return run.model(Path(scratch) / "bundle")


def _registered(version: tracking.Version | None, found: Results) -> str:
    if version is not None:
        return f"version {version.number}"
    return f"no: not better than {baselines.said(found.tables['baselines'], found.not_beaten)}"


def _log(run: tracking.Run, data: Dataset, bundle: Bundle, found: Results, config: Config) -> None:
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


def _log_trials(run: tracking.Run, tuned: Tuned) -> None:
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


def make_bundle(data: Dataset, config: Config) -> Bundle:
    """Fit on the fit slice; calibrate on its later folds, as boosters of earlier claims predicted them."""
    fit_rows = data.part("fit")
    heads, denied, matrix = data.heads_of(fit_rows), data.denied(fit_rows), data.matrix[fit_rows]
    trees = rounds(matrix, denied, heads["submitted_on"].to_numpy(), data.features, config)
    held = np.isin(fit_rows, data.part("calibration"))
    alone = replace(config, threads=1)  # side by side on a thread each, they are done sooner than in turn
    with ThreadPoolExecutor(config.threads) as pool:
        predicted = pool.submit(data.predict_folds, later_predictor(data, trees, alone))
        boosted = pool.submit(boost, matrix, denied, data.features, trees, alone)
        why = pool.submit(
            fit_reasons, matrix[denied], heads["reason_family"].to_numpy(dtype=object)[denied], held[denied],
            data.features, alone,
        )  # fmt: skip
        (calibration_rows, margin), booster, reasons = predicted.result(), boosted.result(), why.result()
    answered = data.denied(calibration_rows)
    fold = np.repeat(np.arange(len(data.slices.folds)), [each.later.sum() for each in data.slices.folds])
    calibration, _ = calibrate(recentred(margin, answered, fold), answered, config.seed)
    return Bundle(
        booster=booster.model_to_string(),
        features=data.features,
        tables=data.tables,
        calibration=calibration,
        thresholds=Thresholds(config.high, config.medium),
        support=_support(data, config),
        reasons=reasons,
        about=_versions(data)
        | {
            "tables": tables_digest(data.tables),
            "seed": config.seed,
            "fit_claims": len(fit_rows),
            "trees": booster.num_trees(),
        },
    )


def _versions(data: Dataset) -> dict[str, object]:
    """What read the claims, and the days that tell what the model can know."""
    return {
        "version": __version__,
        "rule_pack": rule_pack(),
        "read_by": dict(fingerprint()),
        "code_set": code_set(),
        "as_of": str(data.as_of),
        "calibration_from": str(data.slices.calibration_from.date()),
        "test_from": str(data.slices.test_from.date()),
    }


def _support(data: Dataset, config: Config) -> Support:
    """Training claims behind each level of each category."""
    fit_rows = data.part("fit")
    counts: dict[str, dict[str, int]] = {}
    for column, feature in enumerate(data.features):
        if feature.categorical:
            codes = data.matrix[fit_rows, column]
            levels = data.tables.levels[feature.name]
            seen = np.bincount(codes[~np.isnan(codes)].astype(np.int64), minlength=len(levels) + 1)
            counts[feature.name] = {level: int(seen[place]) for place, level in enumerate(levels, start=1)}
            counts[feature.name][NO_LEVEL] = int(np.isnan(codes).sum())
    return Support(config.abstain_below, counts)
