"""`denialrisk ui` in a real browser: the page of a run, its report and a table show what the run holds."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

from denialrisk.training import tracking
from denialrisk.training.train import Trained

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=30000",
    "--window-size=1400,2400",
)  # fmt: skip


@pytest.fixture(scope="module")
def ui(
    store: tracking.Store, trained: Trained, server: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Address of a running `denialrisk ui` on the store of a quick run."""
    src = str(Path(__file__).parents[2] / "src")
    words = [sys.executable, "-m", "denialrisk", "ui", "--store", str(store.folder)]
    return server(
        words, tmp_path_factory.mktemp("ui") / "log", PYTHONPATH=src, MLFLOW_SERVER_ENABLE_JOB_EXECUTION="true"
    )


def _words(address: str, profile: Path) -> tuple[str, str]:
    """What a browser shows at an address once its scripts have run: the words, and the page's elements."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    asked = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "--dump-dom", address]
    page = subprocess.run(asked, capture_output=True, text=True, timeout=120, check=True).stdout
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", bare))), page


def test_a_browser_shows_the_run(ui: str, store: tracking.Store, trained: Trained, tmp_path: Path) -> None:
    page, _, query = trained.run.page.partition("?")
    shown, _ = _words(f"{ui}{page}?{query}", tmp_path / "profile")
    assert "Model training" in shown, "the machine-learning view"
    assert "The story is in report.html" in shown
    assert f"roc_auc {trained.results.headline['roc_auc']}" in shown
    assert "claims, fit slice" in shown
    for tag in ("rule_pack", "code_set", "as_of", "git_commit", "registered"):
        assert tag in shown
    for parameter in ("max_depth", "bootstrap"):
        assert parameter in shown

    shown, elements = _words(f"{ui}{page}/artifacts/report.html?{query}", tmp_path / "profile")
    assert "sandbox" in re.findall(r"<iframe[^>]*mlflow-html-iframe[^>]*", elements)[0]
    assert "tables report.html" in shown, "the report is the one file at the top, after the folders"
    with urllib.request.urlopen(f"{ui}/get-artifact?path=report.html&run_uuid={trained.run.run_id}") as answer:
        served = tmp_path / "report.html"
        served.write_bytes(answer.read())
    shown, elements = _words(served.as_uri(), tmp_path / "profile")
    assert f"Will it be denied? Model {trained.bundle.version}" in shown
    assert "Could it be cheating?" in shown
    assert elements.count("<svg") >= 6

    shown, _ = _words(f"{ui}{page}/artifacts/tables/leakage_audit.json?{query}", tmp_path / "profile")
    assert "View as table" in shown
    table = pd.read_csv(store.folder / "artifacts" / trained.run.run_id / "artifacts" / "tables" / "leakage_audit.csv")
    for check in table["check"]:
        assert check in shown


def test_the_ui_runs_no_jobs_and_listens_on_this_machine_only(ui: str) -> None:
    """A job that MLflow would run is refused, though the environment asked for jobs; no other address answers."""
    job = {"job_name": "invoke_scorer", "params": {}}
    asked = urllib.request.Request(
        f"{ui}/ajax-api/3.0/jobs/", json.dumps(job).encode(), {"Content-Type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=30)
    assert refused.value.code >= 400
    assert "not enabled" in refused.value.read().decode()
    port = int(ui.rsplit(":", 1)[1])
    others = {each[4][0] for each in socket.getaddrinfo(socket.gethostname(), port, type=socket.SOCK_STREAM)}
    for address in others - {"127.0.0.1", "::1"}:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as other:
            other.settimeout(2)
            assert other.connect_ex((address, port)) != 0
