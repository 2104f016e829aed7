"""denialrisk ui."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import click

from denialrisk.cli import options
from denialrisk.cli.progress import console
from denialrisk.data.errors import DenialRiskError


@click.command()
@options.store
@click.option("--port", type=click.IntRange(1, 65_535), default=5000, show_default=True, help="Port on this machine.")
def command(store: Path, port: int) -> None:
    """Start the MLflow UI on this store, on this machine only, and print the address of the right page."""
    from denialrisk.training import tracking

    _require_free(port)
    address = f"http://127.0.0.1:{port}{tracking.experiment_page(tracking.Store(store))}"
    console.print(f"MLflow UI: {address}\nCtrl-C stops it.", soft_wrap=True)
    environment = os.environ | {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"}
    server = [sys.executable, "-m", "mlflow", "ui", "--backend-store-uri", tracking.Store(store).uri,
              "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]  # fmt: skip
    os.execve(sys.executable, server, environment)  # noqa: S606 -- our own words; what ends this ends the server


def _require_free(port: int) -> None:
    """Else MLflow ends in its own log, and the address shows whatever else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise DenialRiskError(
                f"port {port} cannot be listened on ({error.strerror})",
                expected="a free port",
                do=f"Name another: --port {port + 1 if port < 65_535 else 5000}.",
            ) from error
