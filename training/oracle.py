"""On simulated payers only: how far the model is from the truth that made the answers, and whether it names causes.

The truth never touches training. These figures say how much of what can be known was learned, on simulated payers;
they say nothing about real ones.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from sklearn.metrics import roc_auc_score

from denialrisk.data.counted import counted
from denialrisk.data.errors import InputError
from denialrisk.features.rules.registry import pack
from denialrisk.training.evaluate import bins, calibration_error

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


COLUMNS: Final = ("claim_id", "submitted_on", "denial_probability", "cause", "cause_knowledge")
"""What is read of the truth."""


def require_truth(file: Path) -> None:
    """Raise InputError where a file is no truth of a simulated world; its rows are not read."""
    try:
        known = set(pq.read_schema(file).names)
    except FileNotFoundError:
        fault = "is not there"
    except (pa.ArrowException, OSError):
        fault = "cannot be read as Parquet"
    else:
        absent = [name for name in COLUMNS if name not in known]
        fault = f"lacks the columns {', '.join(absent)}" if absent else ""
    if fault:
        raise InputError(
            f"{file} {fault}",
            expected="the truth of a simulated world",
            do="Give the truth.parquet that 'denialrisk simulate' wrote, or leave --truth out.",
        )


def truth_of(file: Path, claim_ids: pd.Series, more: tuple[str, ...] = ()) -> pd.DataFrame:
    """The truth of claims' first sendings, row for row with ``claim_ids``; a file of another world is refused.

    Holds COLUMNS, and ``more`` of the file's columns.
    """
    truth = pq.read_table(file, columns=[*COLUMNS, *more]).to_pandas()
    first = truth.sort_values("submitted_on", kind="stable").drop_duplicates("claim_id").set_index("claim_id")
    missing = ~claim_ids.isin(first.index)
    if missing.any():
        raise InputError(
            f"{file.name} knows nothing of {int(missing.sum()):,} of {counted(len(claim_ids), 'claim')}",
            expected="the truth of the simulated world that the claims are from",
            do="Give the truth.parquet that 'denialrisk simulate' wrote beside these claims.",
        )
    rows: pd.DataFrame = first.loc[claim_ids].reset_index()
    return rows


def against_oracle(truth: pd.DataFrame, denied: Bools, probability: Floats) -> dict[str, float]:
    """How near the model comes to the true probability on the same claims.

    ``oracle_auc`` and ``share_of_oracle``: AUC of the true probability, and the share of its lead over chance that the
    model reaches. ``oracle_calibration_error``: what the true probability shows beside these answers, which is what
    their drawing adds to anyone's. ``calibration_error_of_truth``: the model's, with the true probability in place of
    the answers, so that nothing is drawn.
    """
    true = truth["denial_probability"].to_numpy(dtype=np.float64)
    every = np.ones(len(true))
    oracle = float(roc_auc_score(denied, true))
    reached = float(roc_auc_score(denied, probability))
    return {
        "oracle_auc": oracle,
        "share_of_oracle": (reached - 0.5) / (oracle - 0.5),
        "oracle_calibration_error": calibration_error(denied, true, bins(true), every),
        "calibration_error_of_truth": calibration_error(true, probability, bins(probability), every),
    }


def cause_hits(truth: pd.DataFrame, denied: Bools, contributions: Floats, flags: Bools) -> dict[str, float]:
    """How often the true cause of a denial is the first issue, and among the first three, and what chance would give.

    ``contributions`` and ``flags`` have one column per rule of the pack: what each issue adds in log-odds, and whether
    its rule fired. Issues of a claim are those that fired, in order of contribution. Counted over denied claims that
    have a decisive cause; a rule names a cause when they share an entry of the coding knowledge.
    """
    rules = pack()
    rows = np.flatnonzero(denied & truth["cause"].notna().to_numpy())
    if not len(rows):
        return {}
    first = three = chance_first = chance_three = 0.0
    for row in rows:
        cause = set(truth["cause_knowledge"].iloc[row])
        fired = np.flatnonzero(flags[row])
        order = fired[np.argsort(-contributions[row, fired], kind="stable")]
        right = [not cause.isdisjoint(rules[issue].knowledge) for issue in order]
        first += any(right[:1])
        three += any(right[:3])
        chance_first += _chance(len(right), sum(right), 1)
        chance_three += _chance(len(right), sum(right), 3)
    n = len(rows)
    return {
        "denied_with_cause": float(n),
        "cause_first": first / n,
        "cause_in_three": three / n,
        "cause_first_by_chance": chance_first / n,
        "cause_in_three_by_chance": chance_three / n,
    }


def _chance(issues: int, right: int, drawn: int) -> float:
    """Probability that at least one of ``drawn`` issues, drawn at random from ``issues``, is among ``right``."""
    miss = 1.0
    for taken in range(min(drawn, issues)):
        miss *= max(issues - right - taken, 0) / (issues - taken)
    return 1.0 - miss
