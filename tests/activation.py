"""Activation audit of the rules on many claims: how often each finds something, and in which segments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from denialrisk.data.schema import FORMS, PAYER_CLASSES
from denialrisk.features.frames import Frames
from denialrisk.features.rules.registry import pack
from denialrisk.features.settings import SETTINGS

SEGMENTS: Final = {"form": FORMS, "setting": SETTINGS, "payer_class": PAYER_CLASSES}
"""Header columns by which firings are counted, and their values: one column of the table for each value."""


def activation(batches: Iterable[Frames]) -> pd.DataFrame:
    """Firings of every rule of the pack over all batches, one row a rule by code.

    Columns: ``title``, ``family``, ``claims`` (claims with a finding), ``share`` of all claims, and for each value of
    SEGMENTS the claims with a finding in it. The row sums of one segment are ``claims``.
    """
    rules = pack()
    names = [value for values in SEGMENTS.values() for value in values]
    counts = np.zeros((len(rules), len(names) + 1), dtype=np.int64)
    seen = 0
    for frames in batches:
        inside = np.column_stack([_inside(frames), np.ones(frames.n, dtype=np.int64)])
        fired = np.array([rule.found(frames).claims for rule in rules], dtype=np.int64)
        counts += fired @ inside
        seen += frames.n
    table = pd.DataFrame(counts[:, :-1], columns=names, index=pd.Index([rule.code for rule in rules], name="code"))
    table.insert(0, "title", [rule.title for rule in rules])
    table.insert(1, "family", [rule.family for rule in rules])
    table.insert(2, "claims", counts[:, -1])
    table.insert(3, "share", counts[:, -1] / max(seen, 1))
    return table


def _inside(frames: Frames) -> np.ndarray:
    """Which claims lie in which value of SEGMENTS: 0 or 1, shape (n, values)."""
    return np.column_stack(
        [
            (frames.header[column] == value).to_numpy(dtype=np.int64)
            for column, values in SEGMENTS.items()
            for value in values
        ]
    )
