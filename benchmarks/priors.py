"""How well cold-start priors rank and calibrate on real reviewer decisions they have not seen.

    python benchmarks/priors.py [FOLDER]

Priors are built from the counts of 2021-23 and read the 2,000 lines of 2024, without a claim or payer of one's own.
The sample holds 20% refused lines where the true rate is 15.8%, so calibration is measured with weights that restore
it. LightGBM is trained on the sample itself, by claim-grouped cross-validation, with and without the priors. Intervals
are 95%, by bootstrap over claims. FOLDER holds the files (default: the folder cert in DENIALRISK_SAMPLES, else in
../shared/data).
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import lightgbm as lgb
import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from denialrisk.features.priors import KINDS, Priors
from denialrisk.training.priors import build

Floats = npt.NDArray[np.float64]
Fit = Callable[[Floats, npt.NDArray[np.bool_], Floats, Floats], Floats]
"""From features, refusals and weights of the training rows and features of the test rows to test probabilities."""

TRUE_RATE = 0.158
COLUMNS = {
    "procedure": "HCPCS Procedure Code",
    "provider_type": "Provider Type",
    "bill_type": "Type of Bill",
    "part": "Part",
}
FOLDS, SEEDS, RESAMPLES = 5, 3, 400
LIGHTGBM = {
    "objective": "binary",
    "max_depth": 4,
    "num_leaves": 15,
    "learning_rate": 0.05,
    "min_data_in_leaf": 20,
    "min_data_per_group": 10,
    "cat_smooth": 10,
    "feature_fraction": 0.8,
    "verbosity": -1,
    "num_threads": 2,
    "deterministic": True,
}
ROUNDS = 80


@dataclass(frozen=True)
class Sample:
    """The lines of 2024: whether refused, of which claim, and the weights that restore the true rate."""

    refused: npt.NDArray[np.bool_]
    claims: npt.NDArray[np.object_]
    weights: Floats

    def cross_validated(self, fit: Fit, features: Floats) -> Floats:
        """Mean out-of-fold probability over SEEDS splits; no claim is on both sides of a split."""
        total = np.zeros(len(self.refused))
        for seed in range(SEEDS):
            split = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
            for train, test in split.split(features, self.refused, self.claims):
                total[test] += fit(features[train], self.refused[train], self.weights[train], features[test])
        return total / SEEDS

    def interval(self, p: Floats) -> tuple[float, float]:
        """95% of the AUC over resampled claims."""
        rng = np.random.default_rng(0)
        owner, distinct = pd.factorize(self.claims)
        rows = list(pd.Series(owner).groupby(owner).indices.values())
        aucs = []
        for _ in range(RESAMPLES):
            drawn = np.concatenate([rows[claim] for claim in rng.integers(0, len(distinct), len(distinct))])
            aucs.append(roc_auc_score(self.refused[drawn], p[drawn]))
        low, high = np.quantile(aucs, [0.025, 0.975])
        return float(low), float(high)

    def calibration(self, p: Floats) -> tuple[float, float, float, float]:
        """Mean probability, slope, Brier score, and expected calibration error over ten bins of equal size."""
        p = np.clip(p, 1e-6, 1 - 1e-6)
        logit = np.log(p / (1 - p)).reshape(-1, 1)
        slope = LogisticRegression(C=1e6).fit(logit, self.refused, sample_weight=self.weights).coef_[0, 0]
        brier = np.average((p - self.refused) ** 2, weights=self.weights)
        gaps = [
            abs(np.sum((p[part] - self.refused[part]) * self.weights[part]))
            for part in np.array_split(np.argsort(p, kind="stable"), 10)
        ]
        mean = np.average(p, weights=self.weights)
        return float(mean), float(slope), float(brier), float(sum(gaps) / self.weights.sum())


def main() -> None:
    """Print the table, or say why not."""
    folder = _folder()
    file, counts = folder / "cert_sample_2024.csv", sorted(folder.glob("*_counts_2021_2023.csv"))
    if not file.is_file() or len(counts) != len(COLUMNS):
        print(f"skipped: no CERT sample and count tables in {folder}")
        return
    lines = pd.read_csv(file, dtype="str", keep_default_na=False)
    refused = (lines["Review Decision"] == "Disagree").to_numpy()
    weights = np.where(refused, TRUE_RATE / refused.mean(), (1 - TRUE_RATE) / (1 - refused.mean()))
    sample = Sample(refused, lines["claim_control_number"].to_numpy(dtype=object), weights)
    priors, _ = build(counts)
    _print(_scores(sample, lines, priors), sample, priors)


def _folder() -> Path:
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    return Path(os.environ.get("DENIALRISK_SAMPLES", Path(__file__).parents[2] / "shared" / "data")) / "cert"


def _scores(sample: Sample, lines: pd.DataFrame, priors: Priors) -> dict[str, Floats]:
    level = np.log(priors.rate / (1 - priors.rate))
    log_odds = np.column_stack([_log_odds(priors, kind, lines) for kind in KINDS])
    added = log_odds.sum(axis=1)
    columns = [pd.factorize(lines[name], sort=True)[0] for name in (*COLUMNS.values(), "DRG")]
    codes = np.column_stack(columns).astype(np.float64)
    return {
        **{f"prior of {kind} alone": _probability(level + log_odds[:, n]) for n, kind in enumerate(KINDS)},
        "the four added up": _probability(level + added),
        "the same, slope and level fitted (CV)": sample.cross_validated(_logistic, added.reshape(-1, 1)),
        "the four weighed by logistic regression (CV)": sample.cross_validated(_logistic, log_odds),
        "LightGBM on the five codes (CV)": sample.cross_validated(_lightgbm(codes.shape[1]), codes),
        "LightGBM on the priors (CV)": sample.cross_validated(_lightgbm(0), log_odds),
        "LightGBM on codes and priors (CV)": sample.cross_validated(
            _lightgbm(codes.shape[1]), np.column_stack([codes, log_odds])
        ),
    }


def _log_odds(priors: Priors, kind: str, lines: pd.DataFrame) -> Floats:
    known = lines[COLUMNS[kind]].str.strip().map(priors.log_odds(kind))
    return np.asarray(known.fillna(0.0), dtype=np.float64)


def _probability(log_odds: Floats) -> Floats:
    return 1 / (1 + np.exp(-log_odds))


def _logistic(train: Floats, refused: npt.NDArray[np.bool_], weights: Floats, test: Floats) -> Floats:
    fitted = LogisticRegression(C=10.0).fit(train, refused, sample_weight=weights)
    return np.asarray(fitted.predict_proba(test)[:, 1])


def _lightgbm(codes: int) -> Fit:
    """LightGBM whose first ``codes`` features are categories."""

    def fit(train: Floats, refused: npt.NDArray[np.bool_], weights: Floats, test: Floats) -> Floats:
        data = lgb.Dataset(train, refused, weight=weights, categorical_feature=list(range(codes)))
        return np.asarray(lgb.train(LIGHTGBM, data, ROUNDS).predict(test))

    return fit


def _print(scores: dict[str, Floats], sample: Sample, priors: Priors) -> None:
    today = datetime.now().astimezone().date()
    print(f"{today}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    lines, claims = len(sample.refused), len(set(sample.claims))
    print(f"{lines:,} lines of {claims:,} claims of 2024, {sample.refused.mean():.1%} refused")
    print(f"priors of 2021-23: {priors.table.num_rows:,} levels, rate {priors.rate:.1%}")
    print(f"mean p, slope, Brier and ECE are weighted to the true rate, {TRUE_RATE:.1%}")
    print(f"CV: {FOLDS} folds with no claim on both sides, mean of {SEEDS} splits\n")
    print(f"{'':46}{'AUC':>6}  {'95% interval':14}{'mean p':>8}{'slope':>7}{'Brier':>8}{'ECE':>7}")
    for name, p in scores.items():
        low, high = sample.interval(p)
        mean, slope, brier, ece = sample.calibration(p)
        auc = roc_auc_score(sample.refused, p)
        print(f"{name:46}{auc:6.3f}  {low:.3f} to {high:.3f}{mean:8.3f}{slope:7.2f}{brier:8.4f}{ece:7.3f}")


if __name__ == "__main__":
    main()
