"""Everything that is said about a trained model, in one place: figures, tables, audit. Nothing here is logged yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.serving.bundle import Bundle
from denialrisk.serving.scorer import reason_probabilities
from denialrisk.training import audit, baselines, evaluate, oracle, segments
from denialrisk.training.ablations import ablations
from denialrisk.training.bootstrap import Interval, intervals
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
    answers = answers_of(heads, bundle.calibration.probability(margin))
    hits = None if known is None else partial(_hits, known, answers.denied)
    seed, times = config.seed, config.bootstrap
    everyone = data.heads_of(np.arange(len(data.rows)))
    parts = segments.columns(everyone, everyone)
    compared = baselines.compare(data, answers, seed, times)
    trees = bundle.model().num_trees()
    tables = {
        "baselines": compared,
        "ablations": ablations(data, answers, trees, config, hits),
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
    }
    why = named(data, bundle, answers)
    if why is not None and len(why.family):
        tables["reasons"] = reason_table(why)
    simulated = _simulated(known, answers, explained)
    return Results(
        answers=answers,
        headline=evaluate.headline(answers, seed),
        intervals=evaluate.headline_intervals(answers, seed, times),
        simulated=simulated,
        reason_figures={} if "reasons" not in tables or why is None else reason_figures(why, seed, times),
        tables={name: table for name, table in tables.items() if len(table)},
        checks=checks,
        not_beaten=baselines.beaten(compared),
        hardly_beaten=baselines.hardly_beaten(compared),
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


@dataclass(frozen=True)
class Named:
    """Denied claims of known family: the true family's number, and the probability of each family given denial."""

    families: tuple[str, ...]
    family: npt.NDArray[np.int64]
    chances: evaluate.Floats
    usual: evaluate.Floats
    """Share of each family among the denied claims of the fit slice: what one would say without a model."""
    patient: npt.NDArray[np.int64]


def named(data: Dataset, bundle: Bundle, answers: Answers) -> Named | None:
    """What the reason model says of the denied claims of the test slice; None where there is no such model."""
    if bundle.reasons is None:
        return None
    import lightgbm

    families, test, fit = bundle.reasons.families, data.part("test"), data.heads_of(data.part("fit"))
    known = data.heads_of(test)["reason_family"].astype(object)
    rows = answers.denied & known.isin(families).to_numpy()
    model = lightgbm.Booster(model_str=bundle.reasons.booster)
    usual = fit.loc[data.denied(data.part("fit")), "reason_family"].value_counts().reindex(list(families)).to_numpy()
    return Named(
        families,
        pd.Categorical(known[rows], categories=list(families)).codes.astype(np.int64),
        reason_probabilities(model, bundle.reasons, data.matrix[test][rows], 1),
        usual / usual.sum(),
        answers.patient[rows],
    )


def reason_table(found: Named) -> pd.DataFrame:
    """One row per reason family, and one of all.

    Columns: family, denied, share, named_first (share of them that the model names), when_named (share of its namings
    that are right), predicted_share (mean probability).
    """
    first = found.chances.argmax(axis=1)
    rows = [
        {
            "family": family,
            "denied": int((found.family == place).sum()),
            "share": _mean(found.family == place),
            "predicted_share": _mean(found.chances[:, place]),
            "named_first": _mean((first == place)[found.family == place]),
            "when_named": _mean((found.family == place)[first == place]),
        }
        for place, family in enumerate(found.families)
    ]
    right = _mean(first == found.family)
    everything = {"family": "all", "denied": len(first), "share": 1.0, "predicted_share": 1.0,
                  "named_first": right, "when_named": right}  # fmt: skip
    return pd.DataFrame([*rows, everything])


def reason_figures(found: Named, seed: int, times: int) -> dict[str, float]:
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
    error = evaluate.calibration_error(place < 1, top, evaluate.bins(top), np.ones(len(top)))
    return {name: _mean(values) for name, values in each.items()} | ends | {"calibration_error": error}


def _mean(values: npt.NDArray[np.generic]) -> float:
    return float(values.astype(np.float64).mean()) if len(values) else float("nan")


def _simulated(known: pd.DataFrame | None, answers: Answers, explained: Explained) -> dict[str, float]:
    if known is None:
        return {}
    reached = oracle.against_oracle(known, answers.denied, answers.probability)
    return reached | _hits(known, answers.denied, explained)


def _hits(known: pd.DataFrame, denied: npt.NDArray[np.bool_], explained: Explained) -> dict[str, float]:
    """How often the true cause stands first or among the first three."""
    issues = explained.fired.shape[1]
    return oracle.cause_hits(known, denied, explained.by_owner[:, :issues], explained.fired)
