"""Everything that is said about a trained model, in one place: figures, tables, audit. Nothing here is logged yet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from denialrisk.serving.bundle import Bundle
from denialrisk.training import audit, baselines, evaluate, oracle, segments
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
    tables: dict[str, pd.DataFrame]
    checks: list[audit.Check]
    not_beaten: list[str]
    explained: Explained

    @property
    def metrics(self) -> dict[str, float]:
        """What is logged as metrics: the headline, the ends of its intervals, capacity, and the simulated figures."""
        ends = {f"{name}_{end}": value for name, pair in self.intervals.items()
                for end, value in zip(("low", "high"), pair, strict=True)}  # fmt: skip
        model = self.tables["capacity"].query("queue == 'model'")
        caught = {
            f"{what}_{capacity.replace('%', '').replace(' ', '_')}": float(value)
            for what in ("precision", "recall", "dollars_caught")
            for capacity, value in zip(model["capacity"], model[what], strict=True)
        }
        return self.headline | ends | caught | self.simulated


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
    explained = explain(data, bundle, test, config.threads)
    margin = explained.base + explained.by_feature.sum(axis=1)
    answers = answers_of(heads, bundle.calibration.probability(margin))
    seed, times = config.seed, config.bootstrap
    everyone = data.heads_of(np.arange(len(data.rows)))
    parts = segments.columns(everyone, everyone)
    compared = baselines.compare(data, answers, seed, times)
    trees = bundle.model().num_trees()
    tables = {
        "baselines": compared,
        "ablations": ablations(data, answers, trees, config),
        "calibration": evaluate.reliability(answers, seed, times),
        "capacity": evaluate.capacity(answers, seed, times),
        "gains": evaluate.gains(answers),
        "decision_curve": evaluate.decision_curve(answers, seed, times),
        "thresholds": thresholds(answers),
        "segments": segments.by_segment(parts.iloc[test].reset_index(drop=True), answers, seed, times),
        "issues": issue_table(explained, answers),
        "contributions": owner_table(explained),
        "features": feature_table(data, bundle, explained),
        "leakage_audit": audit.table(checks),
        "rule_activation": audit.activation(data, parts),
        "empty_fields": audit.empty_fields(data, parts),
        "reasons": reasons(data, bundle),
    }
    simulated = _simulated(truth, heads, answers, explained)
    return Results(
        answers=answers,
        headline=evaluate.headline(answers, seed),
        intervals=evaluate.headline_intervals(answers, seed, times),
        simulated=simulated,
        tables={name: table for name, table in tables.items() if len(table)},
        checks=checks,
        not_beaten=baselines.beaten(compared),
        explained=explained,
    )


def answers_of(heads: pd.DataFrame, probability: evaluate.Floats) -> Answers:
    """Answers of labelled claims, in order of submission as ``heads`` has them. Without a patient, each is its own."""
    patient = pd.factorize(heads["patient_key"])[0].astype(np.int64)
    alone = patient < 0
    patient[alone] = patient.max(initial=-1) + 1 + np.arange(alone.sum())
    return Answers(
        denied=heads["denied"].to_numpy(dtype=bool),
        probability=probability,
        dollars=heads["denied_amount"].to_numpy(dtype=np.float64, na_value=0.0),
        charge=heads["total_charge"].to_numpy(dtype=np.float64),
        day=heads["submitted_on"].to_numpy(dtype="datetime64[D]"),
        patient=patient,
    )


def thresholds(answers: Answers) -> pd.DataFrame:
    """What each threshold flags.

    Columns: threshold, flagged, share, precision, recall, false_alarms_per_hit, cost_ratio.

    ``cost_ratio`` is how many false alarms a caught denial must be worth for the threshold to pay: (1-t)/t.
    """
    rows = []
    for threshold in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6):
        flagged = answers.probability >= threshold
        hits = int((flagged & answers.denied).sum())
        rows.append({
            "threshold": threshold,
            "flagged": int(flagged.sum()),
            "share": float(flagged.mean()),
            "precision": hits / flagged.sum() if flagged.any() else float("nan"),
            "recall": hits / answers.denied.sum(),
            "false_alarms_per_hit": (flagged.sum() - hits) / hits if hits else float("nan"),
            "cost_ratio": (1 - threshold) / threshold,
        })  # fmt: skip
    return pd.DataFrame(rows)


def reasons(data: Dataset, bundle: Bundle) -> pd.DataFrame:
    """How well the reason model names the family of denied claims of the test slice.

    Columns: family, denied, share, named_first (share of them that it names), when_named (share of its namings that
    are right), predicted_share (mean probability). The row ``all`` has log loss beside that of the shares of training.
    """
    if bundle.reasons is None:
        return pd.DataFrame()
    import lightgbm

    from denialrisk.serving.scorer import reason_probabilities

    test = data.part("test")
    heads = data.heads_of(test)
    denied = heads["denied"].to_numpy(dtype=bool) & heads["reason_family"].isin(bundle.reasons.families).to_numpy()
    model = lightgbm.Booster(model_str=bundle.reasons.booster)
    chances = reason_probabilities(model, bundle.reasons, data.matrix[test][denied], 1)
    truth = heads["reason_family"].to_numpy(dtype=object)[denied]
    named = np.array(bundle.reasons.families, dtype=object)[chances.argmax(axis=1)]
    rows = [
        {
            "family": family,
            "denied": int((truth == family).sum()),
            "share": float((truth == family).mean()),
            "predicted_share": float(chances[:, place].mean()),
            "named_first": float((named == family)[truth == family].mean()) if (truth == family).any() else np.nan,
            "when_named": float((truth == family)[named == family].mean()) if (named == family).any() else np.nan,
        }
        for place, family in enumerate(bundle.reasons.families)
    ]
    right = float((named == truth).mean()) if len(truth) else np.nan
    everything = {"family": "all", "denied": len(truth), "share": 1.0, "predicted_share": 1.0,
                  "named_first": right, "when_named": right}  # fmt: skip
    return pd.DataFrame([*rows, everything])


def _simulated(truth: Path | None, heads: pd.DataFrame, answers: Answers, explained: Explained) -> dict[str, float]:
    if truth is None:
        return {}
    known = oracle.truth_of(truth, heads["claim_id"])
    issues = explained.fired.shape[1]
    return oracle.against_oracle(known, answers.denied, answers.probability) | oracle.cause_hits(
        known, answers.denied, explained.by_owner[:, :issues], explained.fired
    )
