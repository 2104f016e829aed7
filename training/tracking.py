"""The only module that talks to MLflow: one parent run per training, on a local SQLite store under mlruns/."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from denialrisk.data.errors import InputError

EXPERIMENT = "denialrisk"
MODEL = "denial-risk"


@dataclass(frozen=True)
class Store:
    """Where runs are kept: an SQLite database and artifacts, both under one folder."""

    folder: Path

    @property
    def uri(self) -> str:
        return f"sqlite:///{(self.folder / 'mlflow.db').resolve()}"


@dataclass(frozen=True)
class Run:
    """An open run."""

    run_id: str
    experiment_id: str

    def params(self, params: Mapping[str, Any]) -> None:
        _mlflow().log_params(dict(params))

    def metrics(self, metrics: Mapping[str, float]) -> None:
        _mlflow().log_metrics({name: float(value) for name, value in metrics.items() if value == value})  # noqa: PLR0124 -- not NaN

    def tags(self, tags: Mapping[str, str]) -> None:
        _mlflow().set_tags(dict(tags))

    def artifact(self, path: Path, under: str | None = None) -> None:
        if path.is_dir():
            _mlflow().log_artifacts(str(path), under)
        else:
            _mlflow().log_artifact(str(path), under)

    @property
    def page(self) -> str:
        """Path of the run's page in the UI, after its address."""
        return f"/#/experiments/{self.experiment_id}/runs/{self.run_id}"


@contextmanager
def run(store: Store, name: str) -> Iterator[Run]:
    """Open a run; an exception ends it as failed and deletes it, so that no half-written run stays."""
    mlflow = _mlflow()
    store.folder.mkdir(parents=True, exist_ok=True)
    mlflow.set_tracking_uri(store.uri)
    client = mlflow.MlflowClient()
    experiment = client.get_experiment_by_name(EXPERIMENT)
    if experiment is None:
        location = (store.folder / "artifacts").resolve().as_uri()
        experiment_id = client.create_experiment(EXPERIMENT, artifact_location=location)
    else:
        experiment_id = experiment.experiment_id
    with mlflow.start_run(experiment_id=experiment_id, run_name=name) as active:
        try:
            yield Run(active.info.run_id, experiment_id)
        except BaseException:
            client.delete_run(active.info.run_id)
            raise


def _mlflow() -> Any:
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("DO_NOT_TRACK", "true")
    import mlflow

    logging.getLogger("mlflow").setLevel(logging.WARNING)  # it tells of every table it creates
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return mlflow


def experiment_page(store: Store) -> str:
    """Path of the experiment's page in the machine-learning view of the UI."""
    if not (store.folder / "mlflow.db").exists():
        raise InputError(
            f"no MLflow store in {store.folder}", expected="mlflow.db there", do="Run 'denialrisk train' first."
        )
    mlflow = _mlflow()
    mlflow.set_tracking_uri(store.uri)
    experiment = mlflow.MlflowClient().get_experiment_by_name(EXPERIMENT)
    if experiment is None:
        raise InputError(f"no experiment {EXPERIMENT} in {store.folder}", do="Run 'denialrisk train' first.")
    return f"/#/experiments/{experiment.experiment_id}/runs?workflowType=machine_learning"
