"""Everything that is said about a trained model, in one place: figures, tables, audit. Nothing here is logged yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.serving.bundle import Bundle
from denialrisk.training import audit, baselines, coverage, evaluate, oracle, reasons, segments
from denialrisk.training.ablations import ablations
from denialrisk.training.bootstrap import Interval
from denialrisk.training.config import Config
from denialrisk.training.dataset import Dataset
from denialrisk.training.evaluate import Answers
from denialrisk.training.issues import Explained, explain, feature_table, issue_table, owner_table


@dataclass(frozen=True)
class Results:
    """Figures of one run on its test slice. ``tables`` are by name, ready to be logged and shown."""

    answers: Answers
    headline: dict[str, float]
    intervals: dict[str, Interval]
    simulated: dict[str, float]
    """Against the truth of simulated payers; empty on real data."""
    reason_figures: dict[str, float]
    """How well the reason model names the reason family of denied claims; empty where there is no such model."""
    tables: dict[str, pd.DataFrame]
    checks: list[audit.Check]
    not_beaten: list[str]
    """Baselines that rank at least as well or err no more; with any, the model is not registered."""
    hardly_beaten: list[str]
    """Baselines that are beaten, but by no more than chance may give."""
    explained: Explained

    @property
    def metrics(self) -> dict[str, float]:
        """What is logged as metrics. The headline has plain names; the rest stands in sections, which MLflow's charts
        show one by one: ``interval``, ``capacity`` (of the model's queue), ``reason``, ``simulated``.
        """
        ends = {f"interval/{name}_{end}": value for name, pair in self.intervals.items()
                for end, value in zip(("low", "high"), pair, strict=True)}  # fmt: skip
        model = self.tables["capacity"].query("queue == 'model'")
        caught = {
            f"capacity/{what}_{capacity.replace('%', '').replace(' ', '_')}": float(value)
            for what in ("precision", "recall", "lift", "dollars_caught")
            for capacity, value in zip(model["capacity"], model[what], strict=True)
        }
        why = {f"reason/{name}": value for name, value in self.reason_figures.items()}
        return self.headline | ends | caught | why | {f"simulated/{name}": v for name, v in self.simulated.items()}


def results(
    data: Dataset,
    bundle: Bundle,
    checks: list[audit.Check],
    config: Config,
    truth: Path | None = None,
) -> Results:
    """Evaluate a bundle on the test slice of the data it was made from."""
    test = data.part("test")
    heads = data.heads_of(test)
    explained = explain(bundle.booster, data.features, data.matrix[test], config.threads)
    known = None if truth is None else oracle.truth_of(truth, heads["claim_id"])
    margin = explained.base + explained.by_feature.sum(axis=1)
    answers = evaluate.answers_of(heads, bundle.calibration.probability(margin))
    hits = None if known is None else partial(_hits, known, answers.denied)
    seed, times = config.seed, config.bootstrap
    parts = segments.columns(data.heads_of(np.arange(len(data.rows))))
    compared = baselines.compare(data, answers, seed, times)
    tables = {
        "baselines": compared,
        "ablations": ablations(data, answers, bundle.about["trees"], config, hits),
        "calibration": evaluate.reliability(answers, seed, times),
        "capacity": evaluate.capacity(answers, seed, times),
        "gains": evaluate.gains(answers),
        "decision_curve": evaluate.decision_curve(answers, seed, times),
        "thresholds": evaluate.thresholds(answers),
        "segments": segments.by_segment(parts.iloc[test].reset_index(drop=True), answers, seed, times),
        "issues": issue_table(explained, answers),
        "contributions": owner_table(explained),
        "features": feature_table(data, bundle, explained),
        "leakage_audit": audit.table(checks),
        "rule_activation": coverage.activation(data, parts),
        "empty_fields": coverage.empty_fields(data, parts),
    }
    why = reasons.named(data, bundle, answers)
    if why is not None:
        tables["reasons"] = reasons.table(why)
    return Results(
        answers=answers,
        headline=evaluate.headline(answers, seed),
        intervals=evaluate.headline_intervals(answers, seed, times),
        simulated=_simulated(known, answers, explained),
        reason_figures={} if why is None else reasons.figures(why, seed, times),
        tables={name: table for name, table in tables.items() if len(table)},
        checks=checks,
        not_beaten=baselines.beaten(compared),
        hardly_beaten=baselines.hardly_beaten(compared),
        explained=explained,
    )


def _simulated(known: pd.DataFrame | None, answers: Answers, explained: Explained) -> dict[str, float]:
    if known is None:
        return {}
    reached = oracle.against_oracle(known, answers.denied, answers.probability)
    return reached | _hits(known, answers.denied, explained)


def _hits(known: pd.DataFrame, denied: npt.NDArray[np.bool_], explained: Explained) -> dict[str, float]:
    """How often the true cause stands first or among the first three."""
    issues = explained.fired.shape[1]
    return oracle.cause_hits(known, denied, explained.by_owner[:, :issues], explained.fired)
