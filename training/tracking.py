"""Runs: one parent run per training, on a local SQLite store under mlruns/; how MLflow is reached from elsewhere."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

import denialrisk
from denialrisk.data.errors import DenialRiskError, InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EXPERIMENT: Final = "denialrisk"


@dataclass(frozen=True)
class Store:
    """Where runs are kept: an SQLite database and artifacts, both under one folder."""

    folder: Path

    @property
    def uri(self) -> str:
        return f"sqlite:///{(self.folder / 'mlflow.db').resolve()}"


def require_writable(store: Store) -> None:
    """Raise InputError where the store could not be written to, without making anything."""
    place = store.folder
    while not place.exists():
        place = place.parent
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        raise InputError(
            f"the store {store.folder} cannot be written to",
            expected="a folder of yours, or a place where one can be made",
            do="Name another with --store.",
        )


@dataclass(frozen=True)
class Run:
    """An open run."""

    run_id: str
    experiment_id: str

    def params(self, params: Mapping[str, Any]) -> None:
        library().log_params({name: str(value) for name, value in params.items()})

    def metrics(self, metrics: Mapping[str, float], model_id: str | None = None) -> None:
        """Log what is a number; with ``model_id`` the Models tab shows it too."""
        known = {name: float(value) for name, value in metrics.items() if not pd.isna(value)}
        library().log_metrics(known, model_id=model_id)

    def tags(self, tags: Mapping[str, str]) -> None:
        library().set_tags(dict(tags))

    def child(self, name: str, params: Mapping[str, Any], metrics: Mapping[str, float]) -> None:
        """A run below this one, with a few figures."""
        with library().start_run(experiment_id=self.experiment_id, run_name=name, nested=True):
            self.params(params)
            self.metrics(metrics)

    def describe(self, words: str) -> None:
        """What the run's page says first, in Markdown."""
        library().set_tag("mlflow.note.content", words)

    def text(self, text: str, name: str) -> None:
        library().log_text(text, name)

    def figure(self, figure: Figure, name: str) -> None:
        library().log_figure(figure, name, save_kwargs={"dpi": 110, "bbox_inches": "tight"})

    def table(self, table: pd.DataFrame, name: str) -> None:
        """Log a table twice: as JSON, which the UI shows and compares between runs, and as CSV for other tools."""
        library().log_table(table, f"tables/{name}.json")
        library().log_text(table.to_csv(index=False, lineterminator="\n"), f"tables/{name}.csv")

    def dataset(self, name: str, digest: str, about: Mapping[str, object], context: str) -> None:
        """Log which data was used: its name, digest and counts. No row of it."""
        import mlflow.entities

        data = mlflow.entities.Dataset(
            name=name, digest=digest, source_type="local", source=json.dumps({"name": name}), profile=json.dumps(about)
        )
        tag = mlflow.entities.InputTag(key="mlflow.data.context", value=context)
        inputs = [mlflow.entities.DatasetInput(dataset=data, tags=[tag])]
        library().MlflowClient().log_inputs(self.run_id, inputs)

    def model(self, bundle: Path) -> str:
        """Log the bundle as a pyfunc model with the code that reads it; returns the model's id."""
        from denialrisk.training.signature import requirements, signature

        with tempfile.TemporaryDirectory() as scratch:
            code = Path(scratch) / "denialrisk"
            package = Path(denialrisk.__file__).parent
            shutil.copytree(package, code, ignore=shutil.ignore_patterns("__pycache__", "training", "cli", "simulate"))
            with warnings.catch_warnings():
                # An example would put a patient's claim into the model.
                warnings.filterwarnings("ignore", message=".*input example was not provided")
                logged = library().pyfunc.log_model(
                    name="model",
                    python_model=str(package / "serving" / "pyfunc.py"),
                    artifacts={"bundle": str(bundle)},
                    code_paths=[str(code)],
                    signature=signature(),
                    pip_requirements=requirements(),
                )
        return str(logged.model_id)

    @property
    def page(self) -> str:
        """Path of the run's page in the UI, after its address."""
        return f"/#/experiments/{self.experiment_id}/runs/{self.run_id}?workflowType=machine_learning"


@contextmanager
def run(store: Store, name: str) -> Iterator[Run]:
    """Open a run; an exception ends it as failed and deletes it, so that no half-written run stays."""
    with _faults_told(store), _begun(store, name) as begun:
        yield begun


@contextmanager
def _faults_told(store: Store) -> Iterator[None]:
    """What MLflow, and the database under it, raise as an error that a user can act on."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in {"mlflow", "sqlalchemy", "sqlite3"}:
            raise
        raise DenialRiskError(
            f"the MLflow store {store.folder} could not be used ({type(error).__name__})",
            expected="room there, permission to write, and a store made by this version of MLflow",
            do="Run again if another command was making it. Check the free space and the permissions, or name another "
            "folder with --store.",
        ) from error


@contextmanager
def _begun(store: Store, name: str) -> Iterator[Run]:
    client = connect(store)
    experiment = client.get_experiment_by_name(EXPERIMENT)
    if experiment is None:
        location = (store.folder / "artifacts").resolve().as_uri()
        experiment_id = client.create_experiment(EXPERIMENT, artifact_location=location)
    else:
        experiment_id = experiment.experiment_id
    opened = Run("", experiment_id)
    try:
        with _terminable(), library().start_run(experiment_id=experiment_id, run_name=name) as active:
            opened = Run(active.info.run_id, experiment_id)
            yield opened
    except BaseException:
        if opened.run_id:
            _delete(client, opened)
        raise


@contextmanager
def _terminable() -> Iterator[None]:
    """While this is open, being asked to terminate raises SystemExit, so that what was begun is cleaned up."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread hears signals
        return
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _delete(client: Any, run: Run) -> None:
    """Delete a run with its models and the runs below it."""
    for model in client.search_logged_models([run.experiment_id], f"source_run_id = '{run.run_id}'"):
        client.delete_logged_model(model.model_id)
    for child in client.search_runs([run.experiment_id], f"tags.mlflow.parentRunId = '{run.run_id}'"):
        client.delete_run(child.info.run_id)
    client.delete_run(run.run_id)


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


def library() -> Any:
    """MLflow, without telemetry and quiet."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("DO_NOT_TRACK", "true")
    import mlflow

    logging.getLogger("mlflow").setLevel(logging.WARNING)  # it tells of every table it creates
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return mlflow


def connect(store: Store) -> Any:
    """A client of the store, which is made where it is not there."""
    mlflow = library()
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
    experiment = connect(store).get_experiment_by_name(EXPERIMENT)
    if experiment is None:
        raise InputError(f"no experiment {EXPERIMENT} in {store.folder}", do="Run 'denialrisk train' first.")
    return f"/#/experiments/{experiment.experiment_id}/runs?workflowType=machine_learning"


def note(store: Store, run_id: str, name: str, said: Mapping[str, Any]) -> None:
    """Store a record with a run that has ended."""
    connect(store).log_text(run_id, json.dumps(said, indent=1), name)
