"""What scored claims looked like when the model was made, and how far those of today are from it.

The reference is counts and quantiles only; it travels in the bundle. PSI is the population stability index over the
reference's tenths or levels (0.1 is a shift to watch, 0.25 a large one, by common use); KS is the Kolmogorov-Smirnov
distance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats
from sklearn.metrics import roc_auc_score

from denialrisk.features.rules.registry import pack
from denialrisk.serving.bundle import Bundle
from denialrisk.serving.contributions import Margins
from denialrisk.training.dataset import Dataset

Floats = npt.NDArray[np.float64]

NUMBERS: Final = ("denial_probability", "total_charge")
LEVELS: Final = ("payer_id", "payer_class", "form")
NEW: Final = ("payer_id", "main_procedure")
"""Columns of which it is said how many claims have a level that no training claim has."""
SHIFT: Final = 0.1
LARGE_SHIFT: Final = 0.25
RARE: Final = 0.01
"""A level of a smaller share of the reference stands with the others of its kind, and with those it did not have."""


def reference(claims: pd.DataFrame, fired: Mapping[str, float], known: pd.DataFrame) -> dict[str, Any]:
    """Reference of NUMBERS (percentiles) and LEVELS (shares) of claims, and the share in which each rule fired.

    ``known`` holds the columns NEW of all claims that were learned from or tested on.
    """
    percent = np.linspace(0, 1, 101)
    return {
        "claims": len(claims),
        "numbers": {name: [float(q) for q in claims[name].astype(float).quantile(percent)] for name in NUMBERS},
        "levels": {name: _shares(claims[name]) for name in LEVELS},
        "fired": dict(fired),
        "known": {name: sorted(known[name].dropna().astype(str).unique()) for name in NEW},
    }


def with_reference(bundle: Bundle, data: Dataset) -> Bundle:
    """The bundle with what its test slice looked like, and its AUC there, for ``denialrisk monitor``."""
    rows = data.part("test")
    heads = data.heads_of(rows)
    matrix = data.matrix[rows]
    probability = bundle.calibration.probability(Margins(bundle.booster).of(matrix)[:, 0])
    fired = {rule.code: float(matrix[:, place].mean()) for place, rule in enumerate(pack())}
    known = data.heads.assign(main_procedure=data.keys["procedure"]).iloc[data.rows]
    about = {
        "reference": reference(heads.assign(denial_probability=probability), fired, known),
        "roc_auc": float(roc_auc_score(data.denied(rows), probability)),
    }
    return replace(bundle, about={**bundle.about, **about})


def drift(known: Mapping[str, Any], claims: pd.DataFrame) -> pd.DataFrame:
    """PSI of every column, what chance alone may make of it, KS of the numbers, and a verdict.

    ``claims`` has the same columns as in reference(). A shift is one only where it is more than chance: of n claims
    beside N in the reference, PSI is distributed as chi-squared with a degree less than there are levels, times
    1/n + 1/N (Yurdakul 2018); ``by_chance`` is its 99.9th percentile. Levels too rare for that are taken together.
    """
    rows = []
    spread = 1 / max(len(claims), 1) + 1 / max(known["claims"], 1)
    for name in NUMBERS:
        values, quantiles = claims[name].to_numpy(dtype=np.float64), np.array(known["numbers"][name])
        edges = np.unique(quantiles[10:100:10])
        expected = np.diff(np.interp(edges, quantiles, np.linspace(0, 1, 101)), prepend=0.0, append=1.0)
        found = np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1) / len(values)
        ks = stats.ks_1samp(values, lambda x, q=quantiles: np.interp(x, q, np.linspace(0, 1, 101)))
        rows.append(_row(name, expected, found, spread, float(ks.statistic)))
    for name in LEVELS:
        expected_shares, found_shares = known["levels"][name], _shares(claims[name])
        least = max(RARE, 5 / max(len(claims), 1))
        levels = [level for level, share in expected_shares.items() if share >= least]
        expected = np.array([expected_shares[level] for level in levels])
        found = np.array([found_shares.get(level, 0.0) for level in levels])
        rest = [max(sum(shares.values()) - part.sum(), 0.0) for shares, part in
                ((expected_shares, expected), (found_shares, found))]  # fmt: skip
        rows.append(_row(name, np.append(expected, rest[0]), np.append(found, rest[1]), spread, np.nan))
    table = pd.DataFrame(rows)
    beyond = table["psi"] > table["by_chance"]
    shifts = [beyond & (table["psi"] > LARGE_SHIFT), beyond & (table["psi"] > SHIFT)]
    table["verdict"] = np.select(shifts, ["large shift", "shift"], "steady")
    return table


def _row(name: str, expected: Floats, found: Floats, spread: float, ks: float) -> dict[str, object]:
    by_chance = float(stats.chi2.ppf(0.999, max(len(expected) - 1, 1)) * spread)
    return {"column": name, "psi": psi(expected, found), "by_chance": by_chance, "ks": ks}


def psi(expected: Floats, found: Floats) -> float:
    """Population stability index of two lists of shares; empty places count as a ten-thousandth.

    >>> round(psi(np.array([0.5, 0.5]), np.array([0.8, 0.2])), 2)
    0.42
    """
    e, f = np.maximum(expected, 1e-4), np.maximum(found, 1e-4)
    return float(np.sum((f - e) * np.log(f / e)))


def new_levels(known: Mapping[str, Any], claims: pd.DataFrame, column: str) -> dict[str, int]:
    """Levels of a column that no training claim has, with their claims."""
    counts = claims[column].dropna().value_counts()
    return {str(level): int(n) for level, n in counts.items() if level not in known["known"][column]}


def silent_rules(known: Mapping[str, Any], fired: Mapping[str, int], claims: int) -> list[str]:
    """Rules that fire no more though 20 or more findings were to be expected."""
    return [code for code, share in known["fired"].items() if share * claims >= 20 and not fired.get(code)]


def _shares(column: pd.Series) -> dict[str, float]:
    shares = column.dropna().astype(str).value_counts(normalize=True)
    return {str(level): float(share) for level, share in sorted(shares.items())}
