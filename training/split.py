"""Fit, calibration and test slices by submission date: what a team could have known, in the order it was known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.data.errors import InputError
from denialrisk.training.config import Config

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Split:
    """Row masks of the three slices, and how many labelled rows each rule left out."""

    fit: Mask
    calibration: Mask
    test: Mask
    calibration_from: pd.Timestamp
    test_from: pd.Timestamp
    left_out: dict[str, int]


def split(heads: pd.DataFrame, config: Config) -> Split:
    """Split labelled claims. ``heads`` has ``submitted_on``, ``known_on``, ``patient_key`` and ``denied`` (null: none).

    An earlier slice loses the claims whose answer was not yet known, or that were submitted within the embargo, when
    the next slice began, and the claims of patients who also stand in a later slice.
    """
    labelled = (heads["denied"].notna() & heads["submitted_on"].notna()).to_numpy(dtype=bool)
    _check(heads["denied"][labelled], config)
    day = heads["submitted_on"]
    test_from = _day_at(day[labelled], 1 - config.test_share)
    calibration_from = _day_at(day[labelled], 1 - config.test_share - config.calibration_share)
    test = labelled & (day >= test_from).to_numpy()
    calibration = labelled & ((day >= calibration_from) & (day < test_from)).to_numpy()
    fit = labelled & (day < calibration_from).to_numpy()
    left_out = {}
    calibration, left_out["calibration_embargo"] = _known_before(heads, calibration, test_from, config)
    fit, left_out["fit_embargo"] = _known_before(heads, fit, calibration_from, config)
    calibration, left_out["calibration_patient_later"] = _without_patients_of(heads, calibration, test)
    fit, left_out["fit_patient_later"] = _without_patients_of(heads, fit, test | calibration)
    for name, part in (("fit", fit), ("calibration", calibration), ("test", test)):
        if heads["denied"][part].nunique() < 2:
            raise InputError(
                f"the {name} slice has {int(part.sum())} claims, all with the same answer",
                expected="paid and denied claims in each slice",
                do="Give claims and remits over a longer time.",
            )
    return Split(fit, calibration, test, calibration_from, test_from, left_out)


def _day_at(days: pd.Series, share: float) -> pd.Timestamp:
    """The day before which so large a share of the claims was submitted."""
    return pd.Timestamp(days.sort_values().iloc[min(int(share * len(days)), len(days) - 1)])


def _check(denied: pd.Series, config: Config) -> None:
    if len(denied) < config.least_claims or int(denied.sum()) < config.least_denials:
        raise InputError(
            f"{len(denied)} labelled claims, {int(denied.sum())} of them denied",
            expected=f"at least {config.least_claims} labelled claims and {config.least_denials} denials",
            do="Check that claims and remits match ('denialrisk ingest' prints how many joined), or give more history.",
        )


def _known_before(heads: pd.DataFrame, rows: Mask, start: pd.Timestamp, config: Config) -> tuple[Mask, int]:
    early = heads["submitted_on"] < start - pd.Timedelta(days=config.embargo_days)
    kept = rows & (early & (heads["known_on"] < start)).to_numpy()
    return kept, int(rows.sum() - kept.sum())


def _without_patients_of(heads: pd.DataFrame, rows: Mask, later: Mask) -> tuple[Mask, int]:
    patients = heads["patient_key"]
    again = patients.notna() & patients.isin(patients[later])
    kept = rows & ~again.to_numpy(dtype=bool)
    return kept, int(rows.sum() - kept.sum())
