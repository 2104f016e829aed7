"""Figures by segment: form, setting, payer class, sex, age, size of the provider, month."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.training.bootstrap import Ranking, intervals
from denialrisk.training.evaluate import Answers

LEAST: Final = 100
"""A segment with fewer claims is counted, and not judged."""
AGES: Final = (18, 45, 65, 75, 85)
SIZES: Final = (50, 500)
"""Claims of a billing provider in the data, as bounds between small, middling and large."""


def columns(heads: pd.DataFrame) -> pd.DataFrame:
    """Segments of claims, one column each; the size of a provider is how many of these claims it has."""
    claims_of = heads["billing_npi"].value_counts()
    return pd.DataFrame(
        {
            "form": heads["form"].astype("str"),
            "setting": heads["setting"].astype("str"),
            "payer class": heads["payer_class"].astype("str"),
            "sex": heads["patient_sex"].fillna("not given").astype("str"),
            "age": _banded(heads["patient_age"], AGES),
            "provider size": _banded(heads["billing_npi"].map(claims_of), SIZES),
            "month": heads["submitted_on"].dt.strftime("%Y-%m"),
        }
    )


def _banded(numbers: pd.Series, edges: tuple[int, ...]) -> pd.Series:
    """Numbers as the words of their bands, such as ``18 to 44``."""
    inner = [f"{low} to {high - 1}" for low, high in pairwise(edges)]
    labels = [f"under {edges[0]}", *inner, f"{edges[-1]} and over"]
    bands = pd.cut(numbers.astype(float), [-np.inf, *edges, np.inf], right=False, labels=labels)
    return bands.cat.add_categories("not given").fillna("not given").astype("str")


def by_segment(segments: pd.DataFrame, answers: Answers, seed: int, times: int) -> pd.DataFrame:
    """Figures for each value of each segment, with bootstrap intervals.

    Columns: segment, value, claims, denied, base_rate, predicted, calibration_gap, gap_low, gap_high, roc_auc,
    auc_low, auc_high, flag. A segment is flagged where the interval of its AUC lies below the overall AUC, or that of
    its calibration gap does not hold zero. With some forty segments, two or three flags arise by chance.
    """
    overall = Ranking(answers.denied, answers.probability).roc_auc()
    rows = [
        {"segment": segment, "value": str(value)} | _figures(answers, np.asarray(part), seed, times)
        for segment in segments.columns
        for value, part in segments.groupby(segment).indices.items()
    ]
    table = pd.DataFrame(rows)
    weak = table["auc_high"] < overall
    off = (table["gap_low"] > 0) | (table["gap_high"] < 0)
    table["flag"] = np.select([weak & off, weak, off], ["ranks worse, off", "ranks worse", "off"], "")
    return table


def _figures(answers: Answers, part: npt.NDArray[np.intp], seed: int, times: int) -> dict[str, float]:
    denied, probability = answers.denied[part], answers.probability[part]
    figures = {
        "claims": len(part),
        "denied": int(denied.sum()),
        "base_rate": float(denied.mean()),
        "predicted": float(probability.mean()),
        "calibration_gap": float(probability.mean() - denied.mean()),
    } | dict.fromkeys(("gap_low", "gap_high", "roc_auc", "auc_low", "auc_high"), np.nan)
    if len(part) < LEAST or not 10 <= denied.sum() <= len(part) - 10:
        return figures
    ranking = Ranking(denied, probability)
    bounds = intervals(
        lambda weight: {
            "auc": ranking.roc_auc(weight),
            "gap": float(np.average(probability - denied, weights=weight)),
        },
        answers.patient[part],
        seed,
        times,
    )
    figures["roc_auc"] = ranking.roc_auc()
    for name, (low, high) in bounds.items():
        figures[f"{name}_low"], figures[f"{name}_high"] = low, high
    return figures
