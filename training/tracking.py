"""The only module that talks to MLflow: one parent run per training, on a local SQLite store under mlruns/."""

from __future__ import annotations

import json
import logging
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from denialrisk.data.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EXPERIMENT: Final = "denialrisk"
MODEL: Final = "denial-risk"
CHAMPION: Final = "champion"
CHALLENGER: Final = "challenger"


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
        _mlflow().log_params({name: str(value) for name, value in params.items()})

    def metrics(self, metrics: Mapping[str, float], model_id: str | None = None) -> None:
        """Log what is a number; with ``model_id`` the Models tab shows it too."""
        known = {name: float(value) for name, value in metrics.items() if not pd.isna(value)}
        _mlflow().log_metrics(known, model_id=model_id)

    def tags(self, tags: Mapping[str, str]) -> None:
        _mlflow().set_tags(dict(tags))

    def artifact(self, path: Path, under: str | None = None) -> None:
        if path.is_dir():
            _mlflow().log_artifacts(str(path), under)
        else:
            _mlflow().log_artifact(str(path), under)

    def text(self, text: str, name: str) -> None:
        _mlflow().log_text(text, name)

    def figure(self, figure: Figure, name: str) -> None:
        _mlflow().log_figure(figure, name, save_kwargs={"dpi": 110, "bbox_inches": "tight"})

    def table(self, table: pd.DataFrame, name: str) -> None:
        """Log a table twice: as JSON, which the UI shows and compares between runs, and as CSV for other tools."""
        _mlflow().log_table(table, f"tables/{name}.json")
        _mlflow().log_text(table.to_csv(index=False, lineterminator="\n"), f"tables/{name}.csv")

    def dataset(self, name: str, digest: str, about: Mapping[str, object], context: str) -> None:
        """Log which data was used: its name, digest and counts. No row of it."""
        import mlflow.entities

        data = mlflow.entities.Dataset(
            name=name, digest=digest, source_type="local", source=json.dumps({"name": name}), profile=json.dumps(about)
        )
        tag = mlflow.entities.InputTag(key="mlflow.data.context", value=context)
        inputs = [mlflow.entities.DatasetInput(dataset=data, tags=[tag])]
        _mlflow().MlflowClient().log_inputs(self.run_id, inputs)

    @property
    def page(self) -> str:
        """Path of the run's page in the UI, after its address."""
        return f"/#/experiments/{self.experiment_id}/runs/{self.run_id}"


@contextmanager
def run(store: Store, name: str) -> Iterator[Run]:
    """Open a run; an exception ends it as failed and deletes it, so that no half-written run stays."""
    client = _client(store)
    experiment = client.get_experiment_by_name(EXPERIMENT)
    if experiment is None:
        location = (store.folder / "artifacts").resolve().as_uri()
        experiment_id = client.create_experiment(EXPERIMENT, artifact_location=location)
    else:
        experiment_id = experiment.experiment_id
    with _mlflow().start_run(experiment_id=experiment_id, run_name=name) as active:
        try:
            yield Run(active.info.run_id, experiment_id)
        except BaseException:
            client.delete_run(active.info.run_id)
            raise


def commit() -> str:
    """The git commit of the code that runs, with ``-dirty`` where files were changed; empty outside a checkout."""
    here = Path(__file__).resolve().parent
    try:
        head, changed = _git(here, "rev-parse", "HEAD"), _git(here, "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.SubprocessError):
        return ""
    return head + ("-dirty" if changed else "")


def _git(folder: Path, *words: str) -> str:
    command = ["git", "-C", str(folder), *words]  # whichever git the user has; the words are ours
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603 -- see above
    return said.stdout.strip()


def _mlflow() -> Any:
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("DO_NOT_TRACK", "true")
    import mlflow

    logging.getLogger("mlflow").setLevel(logging.WARNING)  # it tells of every table it creates
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return mlflow


def _client(store: Store) -> Any:
    mlflow = _mlflow()
    store.folder.mkdir(parents=True, exist_ok=True)
    mlflow.set_tracking_uri(store.uri)
    mlflow.set_registry_uri(store.uri)
    return mlflow.MlflowClient()


def experiment_page(store: Store) -> str:
    """Path of the experiment's page in the machine-learning view of the UI."""
    if not (store.folder / "mlflow.db").exists():
        raise InputError(
            f"no MLflow store in {store.folder}", expected="mlflow.db there", do="Run 'denialrisk train' first."
        )
    experiment = _client(store).get_experiment_by_name(EXPERIMENT)
    if experiment is None:
        raise InputError(f"no experiment {EXPERIMENT} in {store.folder}", do="Run 'denialrisk train' first.")
    return f"/#/experiments/{experiment.experiment_id}/runs?workflowType=machine_learning"
