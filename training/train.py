"""`denialrisk train`: claims and remits to a bundle and an MLflow run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from denialrisk.serving import bundle as bundles
from denialrisk.serving.bundle import Bundle
from denialrisk.training import audit, baselines, oracle, registry, story, tracking
from denialrisk.training.assemble import make_bundle
from denialrisk.training.config import Config, for_rows
from denialrisk.training.dataset import NO_EXTRAS, Batches, Extras, prepare
from denialrisk.training.drift import with_reference
from denialrisk.training.results import Results, results
from denialrisk.training.tune import require_optuna, tune


@dataclass(frozen=True)
class Trained:
    """What training leaves: the bundle and where it lies, what is said about it, the run."""

    bundle: Bundle
    folder: Path
    results: Results
    label_counts: dict[str, int]
    run: tracking.Run
    model_id: str
    version: registry.Version | None
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
        model_id = story.log_model(run, bundle)
        story.log(run, data, bundle, found, config)
        if tuned:
            story.log_trials(run, tuned)
        run.metrics(found.metrics, model_id)
        bundles.save(bundle, kept)  # and register last: what fails before leaves no model behind
        version = None if found.not_beaten else registry.register(store, run, model_id)
        run.tags({"registered": _registered(version, found)})
    return Trained(bundle, kept, found, data.label_counts, run, model_id, version)


def _registered(version: registry.Version | None, found: Results) -> str:
    if version is not None:
        return f"version {version.number}"
    return f"no: not better than {baselines.said(found.tables['baselines'], found.not_beaten)}"
