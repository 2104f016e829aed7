"""What a training set covers: how often each rule fires and each field is empty, in segments of the claims."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from denialrisk.data.schema import CLAIMS
from denialrisk.training.dataset import Dataset


def activation(data: Dataset, segments: pd.DataFrame) -> pd.DataFrame:
    """Share of claims in which each rule fired, by form, setting and payer class: a rule that never fires is seen.

    Columns: issue, everywhere, one per segment value, note. ``segments`` has one row per row of the matrix.
    """
    flags = {
        feature.name: data.matrix[:, place]
        for place, feature in enumerate(data.features)
        if feature.issue and feature.name == feature.owner
    }
    found = _shares(pd.DataFrame(flags), segments, ("form", "setting", "payer class"))
    forms = [name for name in found.columns if name.startswith("form: ")]
    silent = [", ".join(name[6:] for name, share in zip(forms, row, strict=True) if share == 0)
              for row in found[forms].to_numpy()]  # fmt: skip
    found["note"] = np.where(
        found["everywhere"] == 0, "never fires here", [f"silent on {s}" if s else "" for s in silent]
    )
    return found.rename_axis("issue").reset_index()


def empty_fields(data: Dataset, segments: pd.DataFrame) -> pd.DataFrame:
    """Share of claims in which a field is empty, by form and setting. Columns: field, everywhere, one per value."""
    empty = data.heads_of(np.arange(len(data.matrix)))[
        [column.name for column in CLAIMS.columns if column.name in data.heads]
    ].isna()
    return _shares(empty, segments, ("form", "setting")).rename_axis("field").reset_index()


def _shares(flags: pd.DataFrame, segments: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Mean of each column of flags, one row each: everywhere, and in each value of the segments named."""
    shares = {"everywhere": flags.mean()}
    for name in names:
        for value, part in flags.groupby(segments[name].to_numpy()):
            shares[f"{name}: {value}"] = part.mean()
    return pd.DataFrame(shares)
