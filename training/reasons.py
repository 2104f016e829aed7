"""How well the reason model names the reason family of denied claims, beside naming families by their usual shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.serving.bundle import Bundle
from denialrisk.serving.contributions import Margins
from denialrisk.training.bootstrap import intervals
from denialrisk.training.dataset import Dataset
from denialrisk.training.evaluate import Answers, bins, calibration_error, mean

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Named:
    """Denied claims of known family: the true family's number, and the probability of each family given denial."""

    families: tuple[str, ...]
    family: npt.NDArray[np.int64]
    chances: Floats
    usual: Floats
    """Share of each family among the denied claims of the fit slice: what one would say without a model."""
    patient: npt.NDArray[np.int64]


def named(data: Dataset, bundle: Bundle, answers: Answers) -> Named | None:
    """What the reason model says of the denied claims of the test slice; None where there is no such model, or none of
    these claims is of a family that it knows.
    """
    if bundle.reasons is None:
        return None
    families, test, fit = bundle.reasons.families, data.part("test"), data.heads_of(data.part("fit"))
    known = data.heads_of(test)["reason_family"].astype(object)
    rows = answers.denied & known.isin(families).to_numpy()
    if not rows.any():
        return None
    usual = fit.loc[data.denied(data.part("fit")), "reason_family"].value_counts().reindex(list(families)).to_numpy()
    return Named(
        families,
        pd.Categorical(known[rows], categories=list(families)).codes.astype(np.int64),
        bundle.reasons.chances(Margins(bundle.reasons.booster).of(data.matrix[test][rows])),
        usual / usual.sum(),
        answers.patient[rows],
    )


def table(found: Named) -> pd.DataFrame:
    """One row per reason family, and one of all.

    Columns: family, denied, share, named_first (share of them that the model names), when_named (share of its namings
    that are right), predicted_share (mean probability).
    """
    first = found.chances.argmax(axis=1)
    rows = [
        {
            "family": family,
            "denied": int((found.family == place).sum()),
            "share": mean(found.family == place),
            "predicted_share": mean(found.chances[:, place]),
            "named_first": mean((first == place)[found.family == place]),
            "when_named": mean((found.family == place)[first == place]),
        }
        for place, family in enumerate(found.families)
    ]
    right = mean(first == found.family)
    everything = {"family": "all", "denied": len(first), "share": 1.0, "predicted_share": 1.0,
                  "named_first": right, "when_named": right}  # fmt: skip
    return pd.DataFrame([*rows, everything])


def figures(found: Named, seed: int, times: int) -> dict[str, float]:
    """Figures of the reason model beside those of naming families by their usual shares, with 95% intervals by patient.

    ``first`` and ``first_two``: how often the true family is the one named, or one of the two; ``log_loss``;
    ``calibration_error``: mean gap of predicted and observed over ten bins of the probability of the named family.
    """
    everyone = np.arange(len(found.family))
    place = np.argsort(np.argsort(-found.chances, axis=1, kind="stable"), axis=1)[everyone, found.family]
    usual_place = np.argsort(np.argsort(-found.usual, kind="stable"))[found.family]
    top = found.chances.max(axis=1)
    each = {
        "first": place < 1,
        "first_by_shares": usual_place < 1,
        "first_two": place < 2,
        "first_two_by_shares": usual_place < 2,
        "log_loss": -np.log(np.clip(found.chances[everyone, found.family], 1e-12, 1)),
        "log_loss_by_shares": -np.log(np.clip(found.usual[found.family], 1e-12, 1)),
    }
    bounds = intervals(
        lambda weight: {name: float(np.average(each[name], weights=weight)) for name in ("first", "log_loss")},
        found.patient, seed, times,
    )  # fmt: skip
    ends = {f"{name}_{end}": value for name, pair in bounds.items()
            for end, value in zip(("low", "high"), pair, strict=True)}  # fmt: skip
    error = calibration_error(place < 1, top, bins(top), np.ones(len(top)))
    return {name: mean(values) for name, values in each.items()} | ends | {"calibration_error": error}
