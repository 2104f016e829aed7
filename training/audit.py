"""The leakage audit of every run: does anything that came back, or came later, reach a feature?

Each check says what it looked for and what it found. ``stops`` are checks that end the run when they fail: a model
with that fault would be believed and be wrong. The others are reported, and marked where they fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from denialrisk.data.counted import counted
from denialrisk.data.errors import DenialRiskError
from denialrisk.data.schema import CLAIMS, EVIDENCE, LABELS, REMITS
from denialrisk.features import context, history, priors
from denialrisk.features.build import Feature
from denialrisk.features.measures import MEASURES
from denialrisk.features.rules.registry import pack
from denialrisk.training.bootstrap import Ranking
from denialrisk.training.config import Config
from denialrisk.training.dataset import Dataset
from denialrisk.training.fit import boost, margins
from denialrisk.training.split import CalibrationFold

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

QUICK_TREES: Final = 60
"""Trees of the boosters that only look for a leak."""
NOISE: Final = 4.0
"""Standard errors by which an AUC on shuffled labels may stray from 0.5; one run in 16,000 does by chance."""
TOO_GOOD: Final = 0.9
"""Single-feature AUC above which a feature is taken for a leak; honest models reach 0.7 to 0.83 with all of them."""
GAP: Final = 0.05
"""How far the AUC of a random split may lie above that of the split by date before it is marked."""


class LeakError(DenialRiskError):
    """The audit found what must not be there; nothing was logged."""


@dataclass(frozen=True)
class Check:
    """One check: its name, whether it passed, what was found, what was allowed, and whether failing ends the run."""

    name: str
    passed: bool
    found: str
    allowed: str
    stops: bool = True


def audit(data: Dataset, config: Config) -> list[Check]:
    """All checks of a run."""
    alone = replace(config, threads=1)  # side by side on a thread each, they are done sooner than in turn
    checks: tuple[Callable[[], Check], ...] = (
        lambda: origins(data.features),
        lambda: single_features(data, config),
        lambda: future_answers(data),
        lambda: shuffled_history(data, config.seed),
        lambda: permuted_labels(data, alone),
        lambda: random_split(data, alone),
        lambda: apart(data),
    )
    with ThreadPoolExecutor(config.threads) as pool:
        return list(pool.map(lambda check: check(), checks))


def require(checks: Iterable[Check]) -> None:
    """Raise LeakError if a check that stops the run has failed."""
    failed = [check for check in checks if check.stops and not check.passed]
    if failed:
        raise LeakError(
            "; ".join(f"{check.name}: {check.found}" for check in failed),
            expected="; ".join(check.allowed for check in failed),
            do="Take out the feature that leaks. One that ranks denials by itself and is honest may be named in the "
            "config under allowed_strong.",
        )


def table(checks: Iterable[Check]) -> pd.DataFrame:
    """Checks as a table: check, result, found, allowed."""
    return pd.DataFrame(
        {
            "check": check.name,
            "result": "passed" if check.passed else "FAILED" if check.stops else "look at this",
            "found": check.found,
            "allowed": check.allowed,
        }
        for check in checks
    )


def origins(features: tuple[Feature, ...]) -> Check:
    """Every feature comes from a declared source that reads claims, evidence or past answers; none is of a remit."""
    declared = {rule.code for rule in pack()} | {measure.name for measure in MEASURES}
    declared |= {each.name for each in context.CONTEXT} | set(history.NAMES) | set(priors.NAMES)
    known = {column.name for table in (CLAIMS, EVIDENCE) for column in table.columns}
    came_back = {column.name for table in (REMITS, LABELS) for column in table.columns} - known
    foreign = [feature.name for feature in features if feature.name not in declared]
    foreign += [feature.name for feature in features if feature.name in came_back and feature.name not in foreign]
    return Check(
        "origin of features",
        not foreign,
        f"of unknown or forbidden origin: {', '.join(foreign)}"
        if foreign
        else f"{len(features)} features, all declared",
        "features of rules, measures, claim context and past rates only",
    )


def single_features(data: Dataset, config: Config) -> Check:
    """No feature ranks denials nearly by itself, on the fit slice."""
    rows = data.part("fit")
    denied = data.denied(rows)
    aucs = pd.Series(
        {
            feature.name: _alone(data.matrix[rows, place], denied, feature.categorical)
            for place, feature in enumerate(data.features)
        }
    )
    strong = aucs[(aucs > TOO_GOOD) & ~aucs.index.isin(config.allowed_strong)]
    said = ", ".join(f"{name} {auc:.3f}" for name, auc in strong.items())
    return Check(
        "single features",
        strong.empty,
        f"ranks denials alone: {said}" if said else f"strongest is {aucs.idxmax()} with AUC {aucs.max():.3f}",
        f"no AUC above {TOO_GOOD} but of features named in allowed_strong",
    )


def _alone(values: Floats, denied: Bools, categorical: bool) -> float:
    """AUC of one feature, in the better direction; a category by the denial rates of its levels."""
    if categorical or np.isnan(values).any():
        level = pd.factorize(values if categorical else np.where(np.isnan(values), np.inf, values), sort=True)[0]
        if categorical:
            values = (np.bincount(level + 1, denied) / np.maximum(np.bincount(level + 1), 1))[level + 1]
        else:
            values = level.astype(np.float64)
    auc = Ranking(denied, values).roc_auc()
    return max(auc, 1 - auc)


def future_answers(data: Dataset) -> Check:
    """Past rates of claims submitted by the first day of the test slice stay as they are if all later answers turn."""
    cut = data.slices.test_from
    known_on = pd.Series(data.labels.column("known_on").cast(pa.timestamp("s")).to_pandas())
    denied = data.labels.column("denied").to_pandas().astype("boolean")
    turned = denied.mask((known_on >= cut).to_numpy(), ~denied)
    before = np.flatnonzero((data.heads["submitted_on"] <= cut).to_numpy()[data.rows])
    expected = data.matrix[before][:, _history_places(data)]
    found = _history(data, turned, data.rows[before])
    changed = int((found != expected).any(axis=1).sum())
    return Check(
        "answers not known yet",
        changed == 0,
        f"{changed:,} of {counted(len(before), 'claim')} changed by answers not known when they were submitted"
        if changed
        else f"{counted(len(before), 'claim')}, none changed",
        "no feature changes with an answer that came on or after the day of submission",
    )


def shuffled_history(data: Dataset, seed: int) -> Check:
    """Past rates made of shuffled answers rank the shuffled answers no better than chance."""
    rng = np.random.default_rng(seed)
    denied = data.labels.column("denied").to_pandas().astype("boolean")
    labelled = denied.notna().to_numpy()
    shuffled = denied.copy()
    shuffled[labelled] = rng.permutation(denied[labelled].to_numpy())
    used = labelled[data.rows]
    target = shuffled.to_numpy(dtype=bool, na_value=False)[data.rows[used]]
    values = _history(data, shuffled, data.rows[used])
    rates = [place for place, name in enumerate(history.NAMES) if name.endswith("_rate")]
    worst = max((abs(Ranking(target, values[:, place]).roc_auc() - 0.5) for place in rates), default=0.0)
    allowed = NOISE * _standard_error(target)
    return Check(
        "past rates of shuffled answers",
        worst <= allowed,
        f"furthest AUC from 0.5 by {worst:.3f}",
        f"within {allowed:.3f}, {NOISE:.0f} standard errors",
    )


def _history(data: Dataset, denied: pd.Series, rows: npt.NDArray[np.int64]) -> Floats:
    """Past rates of some claims, had the answers been these; shape (rows, NAMES)."""
    labels = data.labels.set_column(
        data.labels.schema.get_field_index("denied"), "denied", pa.array(denied, pa.bool_(), from_pandas=True)
    )
    tables = history.fit(data.keys, labels, data.tables.history.as_of)
    submitted = data.heads["submitted_on"].to_numpy(dtype="datetime64[D]")[rows]
    found = history.of_keys(tables, data.keys.iloc[rows], submitted)
    return np.column_stack([found[name] for name in history.NAMES])


def _history_places(data: Dataset) -> list[int]:
    place = {feature.name: at for at, feature in enumerate(data.features)}
    return [place[name] for name in history.NAMES]


def permuted_labels(data: Dataset, config: Config) -> Check:
    """A booster trained on permuted answers ranks permuted answers of the test slice no better than chance."""
    fit, test = data.part("fit"), data.part("test")
    rng = np.random.default_rng(config.seed)
    answers = data.heads["denied"].astype("boolean").to_numpy(dtype=bool, na_value=False)
    used = np.union1d(data.rows[fit], data.rows[test])
    answers[used] = rng.permutation(answers[used])
    booster = boost(data.matrix[fit], answers[data.rows[fit]], data.features, QUICK_TREES, config)
    target = answers[data.rows[test]]
    auc = Ranking(target, margins(booster, data.matrix[test], config)).roc_auc()
    allowed = NOISE * _standard_error(target)
    return Check(
        "permuted labels",
        abs(auc - 0.5) <= allowed,
        f"AUC {auc:.3f} on permuted answers",
        f"0.5 within {allowed:.3f}, {NOISE:.0f} standard errors",
    )


def random_split(data: Dataset, config: Config) -> Check:
    """How much better the model would look if claims were split at random instead of by date."""
    fit, test = data.part("fit"), data.part("test")
    both = np.r_[fit, test]
    mixed = np.random.default_rng(config.seed).permutation(both)
    by_date = _quick_auc(data, fit, test, config)
    at_random = _quick_auc(data, mixed[: len(fit)], mixed[len(fit) :], config)
    return Check(
        "split at random against split by date",
        at_random - by_date <= GAP,
        f"AUC {at_random:.3f} at random, {by_date:.3f} by date ({QUICK_TREES} trees)",
        f"at most {GAP} better at random; more says that something drifts, or tells the days apart",
        stops=False,
    )


def _quick_auc(data: Dataset, fit: npt.NDArray[np.int64], test: npt.NDArray[np.int64], config: Config) -> float:
    booster = boost(data.matrix[fit], data.denied(fit), data.features, QUICK_TREES, config)
    return Ranking(data.denied(test), margins(booster, data.matrix[test], config)).roc_auc()


def apart(data: Dataset) -> Check:
    """What is learned from was submitted and answered before what it predicts began, and no patient stands in both:
    the fit slice before the test slice, and within the fit slice the earlier claims before each calibration fold.
    """
    slices = data.slices
    whole = CalibrationFold(slices.test_from, slices.fit, slices.test)
    faults = [f"{fault} test" for fault in _overlaps(data.heads, whole)]
    for fold in slices.folds:
        faults += [f"{fault} calibration from {fold.start.date()}" for fault in _overlaps(data.heads, fold)]
    return Check(
        "slices apart",
        not faults,
        "; ".join(faults) or "no day and no patient on both sides",
        "slices apart by date of submission, by date of the answer, and by patient",
    )


def _overlaps(heads: pd.DataFrame, fold: CalibrationFold) -> Iterator[str]:
    before, after = heads[fold.earlier], heads[fold.later]
    if (before["known_on"] >= fold.start).any() or (before["submitted_on"] >= fold.start).any():
        yield "claims submitted or answered after the start of"
    shared = set(before["patient_key"].dropna().unique()) & set(after["patient_key"].dropna().unique())
    if shared:
        yield f"{counted(len(shared), 'patient')} both before and in"


def _standard_error(denied: Bools) -> float:
    """Of the AUC of a score that knows nothing (Mann and Whitney 1947)."""
    n, hits = len(denied), int(denied.sum())
    return float(np.sqrt((n + 1) / (12 * max(hits, 1) * max(n - hits, 1))))
