"""What the logged model takes and gives, said to MLflow: column types from data/schema.py, and what must be installed.

MLflow checks types more narrowly than the model reads them (no whole number where a fraction may stand, no ISO date, no
decimal), and its refusals print the data that does not fit, which may be a patient's. So text and yes or no are
declared as such, all else as any type, and no column as required: the model checks them itself, all at once, and names
columns only (docs/tables.md has their types, and which may not be left out). Where MLflow still refuses, as it does a
number in place of text, serving/pyfunc.py has it say no more than that.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Final

import pyarrow as pa

from denialrisk.data.schema import CLAIMS, Column, Nested

NEEDED: Final = ("lightgbm", "mlflow", "numba", "numpy", "pandas", "pandera", "pyarrow", "pyyaml")
"""Packages that scoring imports."""


def signature() -> Any:
    """MLflow's signature of the model."""
    from mlflow.models import ModelSignature
    from mlflow.types.schema import AnyType, ColSpec, Schema, TensorSpec

    anything: Any = AnyType  # MLflow leaves its constructor untyped

    inputs: list[ColSpec | TensorSpec] = [
        ColSpec(_type(column) or anything(), column.name, required=False) for column in CLAIMS.columns
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


def _type(column: Column | Nested) -> str | None:
    """MLflow's name of the type; None where any is taken."""
    names = {pa.string(): "string", pa.bool_(): "boolean"}
    return None if isinstance(column, Nested) else names.get(column.type)
