"""What the logged model takes and gives, said to MLflow: column types from data/schema.py, and what must be installed.

Nested columns are declared as any type: MLflow would check them value by value, slowly, and would print the value that
does not fit, which may be a patient's. The model checks them itself, all at once, and names columns only.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Final

import pyarrow as pa

from denialrisk.data.schema import CLAIMS, Column

NEEDED: Final = (
    "click", "jinja2", "lightgbm", "mlflow", "numba", "numpy", "pandas", "pandera", "pyahocorasick",
    "pyarrow", "pyyaml", "scikit-learn",
)  # fmt: skip
"""Packages that scoring imports."""


def signature() -> Any:
    """MLflow's signature of the model."""
    from mlflow.models import ModelSignature
    from mlflow.types.schema import AnyType, ColSpec, Schema, TensorSpec

    anything: Any = AnyType  # MLflow leaves its constructor untyped

    inputs: list[ColSpec | TensorSpec] = [
        ColSpec(_type(column.type), column.name, required=not column.null)
        if isinstance(column, Column)
        else ColSpec(anything(), column.name, required=column.name != "notes")
        for column in CLAIMS.columns
    ]
    outputs: list[ColSpec | TensorSpec] = [
        *(ColSpec("string", name) for name in ("claim_id", "risk_tier", "model_version")),
        *(ColSpec("string", name, required=False) for name in ("reason_family", "abstain_why")),
        *(ColSpec("double", name) for name in ("denial_probability", "dollars_at_risk")),
        *(ColSpec("double", name, required=False) for name in ("reason_probability", "all_fixed_probability")),
        ColSpec("boolean", "abstain"),
        ColSpec(anything(), "issues"),
    ]
    return ModelSignature(Schema(inputs), Schema(outputs))


def requirements() -> list[str]:
    """The packages the model needs, at the versions it was made with."""
    return [f"{name}=={version(name)}" for name in NEEDED]


def _type(given: pa.DataType) -> str:
    if pa.types.is_boolean(given):
        return "boolean"
    if pa.types.is_date(given):
        return "datetime"
    return "double" if pa.types.is_integer(given) or pa.types.is_decimal(given) else "string"
