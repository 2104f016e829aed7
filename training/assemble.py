"""From a training set to a bundle: booster, calibration, reasons, and what the bundle says of itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from denialrisk import __version__
from denialrisk.features.fingerprint import fingerprint
from denialrisk.serving.bundle import NO_LEVEL, Bundle, Support, Thresholds, tables_digest
from denialrisk.serving.worklist import code_set, rule_pack
from denialrisk.training.calibrate import calibrate, recentred
from denialrisk.training.config import Config
from denialrisk.training.dataset import Dataset
from denialrisk.training.fit import boost, fit_reasons, later_predictor, rounds


def make_bundle(data: Dataset, config: Config) -> Bundle:
    """Fit on the fit slice; calibrate on its later folds, as boosters of earlier claims predicted them."""
    fit_rows = data.part("fit")
    heads, denied, matrix = data.heads_of(fit_rows), data.denied(fit_rows), data.matrix[fit_rows]
    trees = rounds(matrix, denied, heads["submitted_on"].to_numpy(), data.features, config)
    held = np.isin(fit_rows, data.part("calibration"))
    alone = replace(config, threads=1)  # side by side on a thread each, they are done sooner than in turn
    with ThreadPoolExecutor(config.threads) as pool:
        predicted = pool.submit(data.predict_folds, later_predictor(data, trees, alone))
        boosted = pool.submit(boost, matrix, denied, data.features, trees, alone)
        why = pool.submit(
            fit_reasons, matrix[denied], heads["reason_family"].to_numpy(dtype=object)[denied], held[denied],
            data.features, alone,
        )  # fmt: skip
        (calibration_rows, margin), booster, reasons = predicted.result(), boosted.result(), why.result()
    answered = data.denied(calibration_rows)
    fold = np.repeat(np.arange(len(data.slices.folds)), [each.later.sum() for each in data.slices.folds])
    calibration, _ = calibrate(recentred(margin, answered, fold), answered, config.seed)
    return Bundle(
        booster=booster.model_to_string(),
        features=data.features,
        tables=data.tables,
        calibration=calibration,
        thresholds=Thresholds(config.high, config.medium),
        support=_support(data, config),
        reasons=reasons,
        about=_versions(data)
        | {
            "tables": tables_digest(data.tables),
            "seed": config.seed,
            "fit_claims": len(fit_rows),
            "trees": booster.num_trees(),
        },
    )


def _versions(data: Dataset) -> dict[str, object]:
    """What read the claims, and the days that tell what the model can know."""
    return {
        "version": __version__,
        "rule_pack": rule_pack(),
        "read_by": dict(fingerprint()),
        "code_set": code_set(),
        "as_of": str(data.as_of),
        "calibration_from": str(data.slices.calibration_from.date()),
        "test_from": str(data.slices.test_from.date()),
    }


def _support(data: Dataset, config: Config) -> Support:
    """Training claims behind each level of each category."""
    fit_rows = data.part("fit")
    counts: dict[str, dict[str, int]] = {}
    for column, feature in enumerate(data.features):
        if feature.categorical:
            codes = data.matrix[fit_rows, column]
            levels = data.tables.levels[feature.name]
            seen = np.bincount(codes[~np.isnan(codes)].astype(np.int64), minlength=len(levels) + 1)
            counts[feature.name] = {level: int(seen[place]) for place, level in enumerate(levels, start=1)}
            counts[feature.name][NO_LEVEL] = int(np.isnan(codes).sum())
    return Support(config.abstain_below, counts)
