"""Two models on the same later claims: who is better, and by how much at most and at least.

Both models score the same labelled claims, those submitted after either was fitted and calibrated. Patients are drawn
with replacement, the same draw for both; the challenger wins where the interval of the difference in AUC lies above
zero, or where it holds zero and the interval of the difference in Brier score lies below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from denialrisk.data.counted import counted
from denialrisk.data.errors import InputError
from denialrisk.data.labels import label
from denialrisk.features.notes import read
from denialrisk.serving.bundle import Bundle
from denialrisk.serving.scorer import Scorer
from denialrisk.training.bootstrap import Interval, Ranking, draws, interval
from denialrisk.training.config import Config
from denialrisk.training.dataset import first_pass, heads_of
from denialrisk.training.evaluate import Answers, answers_of
from denialrisk.training.train import Given

Floats = npt.NDArray[np.float64]

LEAST: Final = 200
"""Fewer claims than this decide nothing."""


@dataclass(frozen=True)
class Comparison:
    """Challenger less champion on the same claims, with 95% intervals by patients."""

    claims: int
    denied: int
    submitted_from: str
    champion_auc: float
    challenger_auc: float
    auc_gained: Interval
    champion_brier: float
    challenger_brier: float
    brier_gained: Interval
    better: bool


def compare(champion: Bundle, challenger: Bundle, given: Given, config: Config) -> Comparison:
    """Both on the labelled claims submitted after the later of their test slices began."""
    first = first_pass(given.batches)
    heads = heads_of(first, label(first.heads, given.remits, maturity_days=config.maturity_days))
    start = pd.Timestamp(max(str(each.about["test_from"]) for each in (champion, challenger)))
    used = (heads["denied"].notna() & (heads["submitted_on"] >= start)).to_numpy(dtype=bool)
    if used.sum() < LEAST or heads["denied"][used].nunique() < 2:
        raise InputError(
            f"{counted(int(used.sum()), 'labelled claim')} submitted from {start.date()} on, when neither model "
            "was being fitted",
            expected=f"at least {LEAST}, paid and denied",
            do="Give claims and remits that reach further.",
        )
    chances = _probabilities((champion, challenger), given, used, first.past)
    one, two = (answers_of(heads[used].reset_index(drop=True), chance) for chance in chances)
    return compared(one, two, str(start.date()), config)


def _probabilities(
    models: tuple[Bundle, Bundle], given: Given, used: npt.NDArray[np.bool_], past: pa.Table
) -> tuple[Floats, Floats]:
    scorers = [Scorer(model) for model in models]
    found: tuple[list[Floats], list[Floats]] = ([], [])
    start = 0
    for batch in given.batches():
        wanted = batch.filter(pa.array(used[start : start + batch.num_rows]))
        start += batch.num_rows
        evidence = read(wanted, given.extras.evidence)
        for scorer, chances in zip(scorers, found, strict=True):
            chances.append(scorer.score(wanted, evidence, past).probability)
    return np.concatenate(found[0]), np.concatenate(found[1])


def compared(champion: Answers, challenger: Answers, start: str, config: Config) -> Comparison:
    """Two models' predictions of the same claims, the champion's first."""
    rankings = [Ranking(each.denied, each.probability) for each in (champion, challenger)]
    errors = [(each.probability - each.denied) ** 2 for each in (champion, challenger)]
    aucs, briers = [], []
    for weight in draws(champion.patient, config.seed, config.bootstrap):
        aucs.append(rankings[1].roc_auc(weight) - rankings[0].roc_auc(weight))
        briers.append(float(np.average(errors[1] - errors[0], weights=weight)))
    auc_gained, brier_gained = interval(np.array(aucs)), interval(np.array(briers))
    return Comparison(
        claims=len(champion.denied),
        denied=int(champion.denied.sum()),
        submitted_from=start,
        champion_auc=rankings[0].roc_auc(),
        challenger_auc=rankings[1].roc_auc(),
        auc_gained=auc_gained,
        champion_brier=float(errors[0].mean()),
        challenger_brier=float(errors[1].mean()),
        brier_gained=brier_gained,
        better=auc_gained[0] > 0 or (auc_gained[1] >= 0 and brier_gained[1] < 0),
    )
