"""The logged model as others use it: served over HTTP, loaded with MLflow, and on Spark."""

from __future__ import annotations

import ast
import json
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from denialrisk.data.errors import InputError
from denialrisk.features.notes import read
from denialrisk.serving.scorer import Scorer
from denialrisk.training import tracking
from denialrisk.training.signature import NEEDED
from denialrisk.training.train import Given, Trained

pytestmark = pytest.mark.filterwarnings("ignore")  # MLflow and Spark warn of each other; nothing of it is ours to mend

REQUEST: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs" / "request.json").read_text(encoding="utf-8"))


def _post(address: str, body: dict[str, Any]) -> tuple[int, str]:
    asked = urllib.request.Request(
        f"{address}/invocations", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def test_names_the_packages_that_scoring_imports() -> None:
    root = Path(__file__).parents[2]
    files = [file for folder in ("data", "features", "serving") for file in (root / folder).rglob("*.py")
             if file.parent.name != "simulate"]  # fmt: skip
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    named = {each.name for node in nodes if isinstance(node, ast.Import) for each in node.names}
    named |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    others = {name.split(".")[0] for name in named} - set(sys.stdlib_module_names)
    others -= {"denialrisk", "_typeshed", "pyspark"}  # Spark is the host's own, where the model runs on it
    assert {{"yaml": "pyyaml"}.get(name, name) for name in others} == set(NEEDED)


def test_mlflow_serves_it(store: tracking.Store, address: str, server: Callable[..., str], tmp_path: Path) -> None:
    """The example of docs/scoring.md: two invented claims are scored; a refusal names columns, and no value."""
    import mlflow
    import pandas as pd

    words = [sys.executable, "-m", "mlflow", "models", "serve", "--model-uri", address,
             "--host", "127.0.0.1", "--env-manager", "local"]  # fmt: skip
    served_at = server(words, tmp_path / "log", MLFLOW_TRACKING_URI=store.uri, PYTHONPATH="")
    status, text = _post(served_at, REQUEST)
    assert status == 200, text[-1000:]
    served = json.loads(text)["predictions"]
    assert [each["claim_id"] for each in served] == ["EXAMPLE-1", "EXAMPLE-2"]
    assert "SEQ01" in {issue["code"] for issue in served[0]["issues"]}
    assert "DOC00" in {issue["code"] for issue in served[1]["issues"]}
    loaded = mlflow.pyfunc.load_model(address).predict(pd.DataFrame(REQUEST["dataframe_records"]))
    assert [each["denial_probability"] for each in served] == pytest.approx(list(loaded["denial_probability"]))

    without = [{name: value for name, value in claim.items() if name != "diagnoses"}
               for claim in REQUEST["dataframe_records"]]  # fmt: skip
    status, text = _post(served_at, {"dataframe_records": without})
    assert status == 400
    assert "claims lacks 1 required column: diagnoses" in text
    assert "EXAMPLE-1" not in text
    assert "Generalized" not in text + (tmp_path / "log").read_text(encoding="utf-8")


def test_what_mlflow_refuses_it_does_not_repeat(address: str) -> None:
    import mlflow
    import pandas as pd

    claims = pd.DataFrame(REQUEST["dataframe_records"])
    model = mlflow.pyfunc.load_model(address)
    with pytest.raises(mlflow.exceptions.MlflowException) as refusal:
        model.predict(claims.assign(claim_id=4711))
    assert "Generalized" not in str(refusal.value)
    assert "4711" not in str(refusal.value)
    for charge in (["many dollars", "some"], [1.0, "many dollars"]):
        with pytest.raises(InputError, match="total_charge") as ours:
            model.predict(claims.assign(total_charge=charge))
        assert "many" not in str(ours.value)


def test_spark_scores_as_the_bundle_does(address: str, trained: Trained, given: Given, tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="Spark is not installed (extra 'spark')")
    if shutil.which("java") is None:
        pytest.skip("no Java on this machine")
    import mlflow
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyspark.sql import SparkSession
    from pyspark.sql.functions import struct

    from denialrisk.serving import spark

    batch = given.batches()[0].slice(0, 40)
    chance = Scorer(trained.bundle).score(batch, read(batch)).probability
    expected = dict(zip(batch["claim_id"].to_pylist(), chance, strict=True))
    pq.write_table(pa.Table.from_batches([batch]), tmp_path / "claims.parquet")
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    try:
        claims = session.read.parquet(str(tmp_path / "claims.parquet"))
        by_arrow = spark.score(claims, trained.folder).collect()
        udf = mlflow.pyfunc.spark_udf(session, address, "struct<claim_id string, denial_probability double>", "local")
        by_udf = claims.select(udf(struct(*claims.columns)).alias("scored")).select("scored.*").collect()
    finally:
        session.stop()
    for rows in (by_arrow, by_udf):
        assert {row.claim_id: row.denial_probability for row in rows} == pytest.approx(expected)
