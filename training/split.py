"""Fit and test slices by submission date, and within the fit slice the later folds on which it is calibrated."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.data.counted import counted
from denialrisk.data.errors import InputError
from denialrisk.training.config import Config

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class CalibrationFold:
    """A span of time within the fit slice: its claims, and the ``earlier`` ones from which they are predicted."""

    start: pd.Timestamp
    earlier: Mask
    later: Mask


@dataclass(frozen=True)
class Split:
    """Row masks of the slices, and how many labelled rows each rule left out.

    The model learns from ``fit`` and is judged on ``test``. ``calibration`` are the claims of all ``folds``: a part
    of ``fit``, but each is predicted by a booster that learned from earlier claims alone. No claim was submitted
    within ``embargo_days`` before what is predicted from it.
    """

    fit: Mask
    calibration: Mask
    test: Mask
    folds: tuple[CalibrationFold, ...]
    calibration_from: pd.Timestamp
    test_from: pd.Timestamp
    left_out: dict[str, int]
    embargo_days: int


def split(heads: pd.DataFrame, config: Config) -> Split:
    """Split labelled claims. ``heads`` has ``submitted_on``, ``known_on``, ``patient_key`` and ``denied`` (null: none).

    What is learned from loses the claims whose answer was not yet known, or that were submitted within the embargo or
    the run-out, when what is predicted began. A patient with claims on both sides stays on one of them, drawn by lot.
    """
    day = heads["submitted_on"]
    answered = (heads["denied"].notna() & day.notna()).to_numpy(dtype=bool)
    run_out = _run_out_days(heads[answered], config)
    labelled = answered & (day <= heads["known_on"].max() - pd.Timedelta(days=run_out)).to_numpy()
    _check(heads["denied"][labelled], int(answered.sum()), run_out, config)
    test_from = _day_at(day[labelled], 1 - config.test_share)
    test = labelled & (day >= test_from).to_numpy()
    left_out = {"young": int(answered.sum() - labelled.sum())}
    embargo = max(config.embargo_days, run_out)
    fit, left_out["fit_embargo"] = _known_before(heads, labelled & ~test, test_from, embargo)
    fit, test, left_out["fit_patient_later"], left_out["test_patient_earlier"] = _apart(heads, fit, test)
    _require_both_answers(heads, "fit", fit)
    _require_both_answers(heads, "test", test)
    folds = tuple(_folds(heads, fit, embargo, config))
    calibration = np.logical_or.reduce([fold.later for fold in folds])
    _require_both_answers(heads, "calibration", calibration)
    return Split(fit, calibration, test, folds, folds[0].start, test_from, left_out, embargo)


def _run_out_days(answered: pd.DataFrame, config: Config) -> int:
    """Days after which the answers that are there are denials as often as all answers will be; 0 where that is at once.

    Told by claims that are old enough for their late answers to be at hand: of those answered within so many days the
    share of denials may differ from that of all by ``run_out`` of it, and by two standard errors.
    """
    old = answered["submitted_on"] <= answered["known_on"].max() - pd.Timedelta(days=config.maturity_days)
    known = answered[old]
    days = (known["known_on"] - known["submitted_on"]).dt.days
    by_day = known["denied"].astype(float).groupby(days).agg(["sum", "size"]).cumsum()
    if by_day.empty:
        return 0
    within, claims = by_day["sum"] / by_day["size"], by_day["size"].iloc[-1]
    whole = within.iloc[-1]
    error = np.sqrt(whole * (1 - whole) * (1 / by_day["size"] - 1 / claims))
    tilted = (within - whole).abs() > config.run_out * whole + 2 * error
    settled = int(by_day.index[np.flatnonzero(tilted)[-1] + 1]) if tilted.any() else 0  # on its last day it always is
    return min(settled, config.maturity_days)


def _folds(heads: pd.DataFrame, fit: Mask, embargo: int, config: Config) -> list[CalibrationFold]:
    """The last ``calibration_share`` of the fit slice, in as many folds as ``calibration_folds``."""
    day = heads["submitted_on"]
    shares = np.linspace(1 - config.calibration_share, 1, config.calibration_folds + 1)
    starts = [_day_at(day[fit], share) for share in shares[:-1]]
    folds = []
    for start, end in pairwise([*starts, day[fit].max() + pd.Timedelta(days=1)]):
        later = fit & ((day >= start) & (day < end)).to_numpy()
        earlier, _ = _known_before(heads, fit & (day < start).to_numpy(), start, embargo)
        earlier, later, *_ = _apart(heads, earlier, later)
        if later.any():  # few days may hold all claims of two folds
            _require_both_answers(heads, "earlier fit", earlier)
            folds.append(CalibrationFold(start, earlier, later))
    return folds


def _require_both_answers(heads: pd.DataFrame, name: str, rows: Mask) -> None:
    if heads["denied"][rows].nunique() < 2:
        raise InputError(
            f"the {name} slice has {counted(int(rows.sum()), 'claim')}, all with the same answer",
            expected="paid and denied claims in each slice",
            do="Give claims and remits over a longer time.",
        )


def _day_at(days: pd.Series, share: float) -> pd.Timestamp:
    """The day before which so large a share of the claims was submitted."""
    return pd.Timestamp(days.sort_values().iloc[min(int(share * len(days)), len(days) - 1)])


def _check(denied: pd.Series, answered: int, run_out: int, config: Config) -> None:
    if len(denied) < config.least_claims or int(denied.sum()) < config.least_denials:
        young = answered - len(denied)
        late = (
            f"; {young:,} submitted in the last {counted(run_out, 'day')}, of which answers still come" if young else ""
        )
        raise InputError(
            f"{counted(len(denied), 'labelled claim')}, {int(denied.sum()):,} of them denied{late}",
            expected=f"at least {config.least_claims} labelled claims and {config.least_denials} denials",
            do="Check that claims and remits match ('denialrisk ingest' prints how many joined), or give more history.",
        )


def _known_before(heads: pd.DataFrame, rows: Mask, start: pd.Timestamp, embargo: int) -> tuple[Mask, int]:
    early = heads["submitted_on"] < start - pd.Timedelta(days=embargo)
    kept = rows & (early & (heads["known_on"] < start)).to_numpy()
    return kept, int(rows.sum() - kept.sum())


def _apart(heads: pd.DataFrame, earlier: Mask, later: Mask) -> tuple[Mask, Mask, int, int]:
    """Both sides without a patient in common, and how many claims each lost.

    The lot falls by the patient's key, the same in every run. Were it always the earlier claims that went, those who
    keep coming would be missing where the model learns, and too many where it is judged; they are not denied as often
    as the others.
    """
    patient, keys = pd.factorize(heads["patient_key"])  # -1 where there is none
    everyone = np.arange(len(keys))
    shared = np.isin(everyone, patient[earlier]) & np.isin(everyone, patient[later])
    learned = pd.util.hash_array(keys.to_numpy(dtype=object)) % 2 == 0
    fit = earlier & ~np.append(shared & ~learned, False)[patient]  # -1 takes the last
    test = later & ~np.append(shared & learned, False)[patient]
    return fit, test, int(earlier.sum() - fit.sum()), int(later.sum() - test.sum())
