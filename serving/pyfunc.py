"""The model as MLflow loads and serves it: claims in, scores out. MLflow runs this file; nothing else imports it.

The bundle lies in the model's artifacts, with a copy of the package it was trained with (``code/``), so that an older
version still scores after the package here has moved on. Input is the claims table (docs/tables.md) as pandas or JSON:
dates as dates or ISO text, nested columns as lists of records. Output is a row per claim, in the order given.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from mlflow.models import set_model
from mlflow.pyfunc.model import PythonModel

from denialrisk.data.errors import InputError
from denialrisk.data.schema import CLAIMS
from denialrisk.data.tabular import conform
from denialrisk.serving.batch import score_batch
from denialrisk.serving.bundle import load
from denialrisk.serving.scorer import Scorer

os.environ.setdefault("MLFLOW_DISABLE_SCHEMA_DETAILS", "true")  # its refusals would print the claims, notes included

SHOWN = ("claim_id", "denial_probability", "risk_tier", "dollars_at_risk", "reason_family", "reason_probability",
         "abstain", "abstain_why", "all_fixed_probability", "model_version")  # fmt: skip
SHOWN_OF_ISSUE = ("code", "title", "contribution", "probability_after_fix", "fix")


class DenialRisk(PythonModel):
    """Scores claims with the bundle in the model's artifacts."""

    def load_context(self, context: Any) -> None:
        self._scorer = Scorer(load(Path(context.artifacts["bundle"])), threads=1)

    def predict(self, context: Any, model_input: pd.DataFrame, params: dict[str, Any] | None = None) -> pd.DataFrame:
        """Scores of claims: SHOWN, and ``issues`` as lists of records, most useful fix first."""
        columns = {name: _column(model_input[name]) for name in model_input.columns if name in CLAIMS.arrow.names}
        batch = conform(pa.RecordBatch.from_pydict(columns), CLAIMS, "claims")
        scored = score_batch(self._scorer, batch)
        found: pd.DataFrame = scored.select(SHOWN).to_pandas()
        found["dollars_at_risk"] = found["dollars_at_risk"].astype("float64")
        issues = [
            [{name: issue[name] for name in SHOWN_OF_ISSUE} for issue in found_here]
            for found_here in scored.column("issues").to_pylist()
        ]
        found["issues"] = pd.Series(issues, index=found.index, dtype=object)
        return found


def _column(values: pd.Series) -> pa.Array:
    nested = values.map(lambda value: isinstance(value, (list, np.ndarray))).any()
    try:
        return pa.array([_records(value) for value in values] if nested else values, from_pandas=True)
    except pa.ArrowException:  # its words would hold the value that does not fit
        raise InputError(
            f"the column {values.name} holds values of several kinds",
            expected="one kind, as docs/tables.md says",
            do="Make all its values alike.",
        ) from None


def _records(value: Any) -> Any:
    """A list of records as dicts: Spark gives its own rows."""
    if not isinstance(value, (list, np.ndarray)):
        return value
    return [each.asDict(recursive=True) if hasattr(each, "asDict") else each for each in value]


set_model(DenialRisk())
