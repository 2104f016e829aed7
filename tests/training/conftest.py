"""A small simulated world, read once for the tests of training."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from training_quick import QUICK

from denialrisk.data.simulate import simulate
from denialrisk.features.inputs import Claims, Remits
from denialrisk.training import tracking
from denialrisk.training.dataset import Dataset, prepare
from denialrisk.training.train import Given, Trained, train


@pytest.fixture(scope="session")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    """1,500 simulated claims with their notes, remits and truth."""
    world = tmp_path_factory.mktemp("world")
    simulate(1500, 5, world)
    claims = Claims((world / "claims",), world / "notes.jsonl")
    batches = list(claims())
    return Given(lambda: batches, Remits((world / "remits",)).table(), world / "truth.parquet")


@pytest.fixture(scope="session")
def data(given: Given) -> Dataset:
    return prepare(given.batches, given.remits, QUICK)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> tracking.Store:
    return tracking.Store(tmp_path_factory.mktemp("store") / "mlruns")


@pytest.fixture(scope="session")
def trained(given: Given, store: tracking.Store) -> Trained:
    """A whole quick run in ``store``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # MLflow, SHAP and matplotlib warn of each other; nothing of it is ours to mend
        return train(given, QUICK, store)


@pytest.fixture
def address(store: tracking.Store, trained: Trained) -> str:
    """MLflow's address of the logged model, with MLflow set on its store."""
    import mlflow

    mlflow.set_tracking_uri(store.uri)
    return f"models:/{trained.model_id}"


@pytest.fixture(scope="module")
def server() -> Iterator[Callable[..., str]]:
    """Starts a command that listens on a port of this machine; gives its address. It ends with the module's tests."""
    started: list[subprocess.Popen[bytes]] = []

    def start(words: Sequence[str], log: Path, **environment: str) -> str:
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", 0))
            except OSError:
                pytest.skip("no port of this machine can be opened")
            port = free.getsockname()[1]
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        with log.open("wb") as said:
            started.append(
                subprocess.Popen([*words, "--port", str(port)], stdout=said, stderr=said, start_new_session=True,
                                 env=os.environ | {"PATH": path} | environment)
            )  # fmt: skip
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return f"http://127.0.0.1:{port}"
            if started[-1].poll() is not None:
                break
            time.sleep(0.2)
        pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")

    yield start
    for each in started:
        os.killpg(each.pid, signal.SIGTERM)
        each.wait(30)
