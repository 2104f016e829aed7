"""After the answers come back: what happened against what was said, and what has drifted.

Claims that were fixed because of the worklist cannot show whether it was right: their denials were prevented. They
are left out of the honest figures, which rest on claims nobody worked on; best is a share that was held out at random
(``denialrisk score --holdout 2%``). So are claims whose answers were known when the model was trained:
it has seen them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from denialrisk.data.counted import counted
from denialrisk.data.errors import InputError
from denialrisk.data.labels import label, summary
from denialrisk.features.coded import NOT_IN_FORCE
from denialrisk.training import drift
from denialrisk.training.bootstrap import Ranking, draws, interval
from denialrisk.training.evaluate import Figures

LEAST: Final = 200
"""Fewer answered, unworked claims than this give no verdict on the model."""
MOST_NEW: Final = 0.1
"""Share of the claims that may be of payers or procedures the model has not met, or outside the code releases."""
DRAWS: Final = 200
"""Bootstrap draws of claims, for the 95% interval of the AUC."""
BASIS: Final = ("held out", "not worked on")


@dataclass(frozen=True)
class Monitored:
    """What the answers say. ``verdict`` is fine, recalibrate, retrain, or too few answers; ``why`` says why."""

    verdict: str
    why: list[str]
    basis: str
    counts: dict[str, int]
    metrics: dict[str, float]
    tables: dict[str, pd.DataFrame]


def monitor(
    worklist: pa.Table, remits: pa.Table, trained: Mapping[str, Any], worked: Collection[str], maturity_days: int = 90
) -> Monitored:
    """Compare a worklist with the answers to it.

    ``trained`` is the bundle's ``about``: its ``reference`` (drift.py), ``roc_auc`` on its test slice, ``as_of``, the
    last day whose answers it has seen.
    ``worked`` are the claims that were changed because of the worklist.
    """
    labels = label(_as_claims(worklist), remits, maturity_days=maturity_days)
    claims = _joined(worklist, labels, worked, trained["as_of"])
    answered = claims[claims["denied"].notna()]
    if not len(answered):
        raise InputError(
            f"none of {counted(len(claims), 'claim')} of the worklist has an answer in the remits",
            expected="remits of the claims that were scored",
            do="Give later remits, or the worklist they belong to.",
        )
    basis, honest = _honest(answered)
    metrics = _figures(honest)
    tables = {
        "by_payer": _by(honest, "payer_id"),
        "by_issue": _by_issue(honest),
        "drift": drift.drift(trained["reference"], claims),
    }
    fired = {str(code): int(n) for code, n in claims["rule_flags"].explode().value_counts().items()}
    why = {
        "retrain": _retrain(metrics, trained, tables["drift"], claims),
        "recalibrate": _recalibrate(metrics),
        "look": _undated(claims)
        + [f"rule {code} fires no more" for code in drift.silent_rules(trained["reference"], fired, len(claims))],
    }
    verdict = next((name for name in ("retrain", "recalibrate") if why[name]), "fine")
    if len(honest) < LEAST:
        verdict = "too few answers"
        why["look"].append(
            f"{counted(len(honest), 'answered claim')} that nobody worked on and the model has not seen; "
            f"{LEAST} are needed"
        )
    counts = summary(labels) | {
        "worked_on": int(claims["worked"].sum()),
        "seen_in_training": int(claims["seen_in_training"].sum()),
        "judged": len(honest),
    }
    return Monitored(
        verdict, [reason for reasons in why.values() for reason in reasons], basis, counts, metrics, tables
    )


def _as_claims(worklist: pa.Table) -> pa.Table:
    """A worklist as the claims that labels are for. It names no patient, so a copy under another number is a claim."""
    return worklist.append_column("patient_key", pa.nulls(worklist.num_rows, pa.string()))


def _joined(worklist: pa.Table, labels: pa.Table, worked: Collection[str], as_of: str) -> pd.DataFrame:
    names = {*drift.NUMBERS, *drift.LEVELS, *drift.NEW, "claim_id", "holdout", "rule_flags", "code_set"}
    claims: pd.DataFrame = worklist.select(sorted(names)).to_pandas()
    claims["total_charge"] = claims["total_charge"].astype(np.float64)
    claims["denied"] = labels.column("denied").to_pandas().astype("boolean")
    claims["denied_amount"] = labels.column("denied_amount").to_pandas().astype(np.float64)
    claims["worked"] = claims["claim_id"].isin(worked)
    claims["seen_in_training"] = (pd.to_datetime(labels.column("known_on").to_pandas()) <= as_of).to_numpy(dtype=bool)
    return claims


def _honest(answered: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """The claims to judge the model by: the held out ones where they are enough, else all that nobody worked on."""
    honest = answered[~(answered["worked"] | answered["seen_in_training"])]
    held = honest[honest["holdout"]]
    return (BASIS[0], held) if len(held) >= LEAST and held["denied"].nunique() == 2 else (BASIS[1], honest)


def _figures(honest: pd.DataFrame) -> dict[str, float]:
    denied = honest["denied"].to_numpy(dtype=bool)
    figures = {"claims": float(len(honest)), "base_rate": float(denied.mean()) if len(honest) else np.nan}
    if denied.all() or not denied.any():
        return figures
    chance = honest["denial_probability"].to_numpy()
    figures |= Figures(denied, chance)()
    ranking = Ranking(denied, chance)
    aucs = [ranking.roc_auc(weight) for weight in draws(np.arange(len(honest)), 0, DRAWS)]  # no patient is known here
    figures["roc_auc_at_least"], figures["roc_auc_at_most"] = interval(np.array(aucs))
    top = honest.nlargest(max(1, len(honest) // 10), "denial_probability")
    dollars = honest["denied_amount"].sum()
    caught = top.loc[top["denied"].astype(bool), "denied_amount"].sum()
    return figures | {
        "predicted": float(honest["denial_probability"].mean()),
        "dollars_denied": float(dollars),
        "dollars_caught_in_top_tenth": float(caught / dollars) if dollars else np.nan,
    }


def _by(honest: pd.DataFrame, column: str) -> pd.DataFrame:
    """Claims of each level: how often denied, and how far above what was predicted."""
    groups = honest.groupby(column, dropna=False, observed=True)
    table = groups.agg(
        claims=("denied", "size"),
        denied=("denied", "mean"),
        predicted=("denial_probability", "mean"),
        dollars_denied=("denied_amount", "sum"),
    ).astype({"denied": float})
    table["excess"] = table["denied"] - table["predicted"]
    return table.sort_values("claims", ascending=False).reset_index()


def _by_issue(honest: pd.DataFrame) -> pd.DataFrame:
    """Claims with each issue, the most above what was predicted first."""
    table = _by(honest.explode("rule_flags").dropna(subset=["rule_flags"]), "rule_flags")
    return table.rename(columns={"rule_flags": "issue"}).sort_values("excess", ascending=False).reset_index(drop=True)


def _retrain(
    metrics: Mapping[str, float], trained: Mapping[str, Any], shifts: pd.DataFrame, claims: pd.DataFrame
) -> list[str]:
    why = []
    beyond_chance = metrics.get("roc_auc_at_most", np.nan) < trained["roc_auc"]
    if beyond_chance and metrics["roc_auc"] < trained["roc_auc"] - 0.05:
        why.append(f"AUC {metrics['roc_auc']:.3f}, when trained {trained['roc_auc']:.3f}")
    large = shifts.loc[shifts["verdict"] == "large shift", "column"]
    why += [f"{column} has shifted by far" for column in large]
    for column, what in (("payer_id", "payers"), ("main_procedure", "procedures")):
        new = drift.new_levels(trained["reference"], claims, column)
        if sum(new.values()) > MOST_NEW * len(claims):
            why.append(f"{len(new)} new {what} with {counted(sum(new.values()), 'claim')}")
    return why


def _undated(claims: pd.DataFrame) -> list[str]:
    """A code release that is not at hand: its claims are read by the nearest one."""
    count = int(claims["code_set"].str.endswith(NOT_IN_FORCE).sum())
    said = f"{counted(count, 'claim')} dated outside the ICD-10-CM releases at hand: load the release, and train again"
    return [said] if count > MOST_NEW * len(claims) else []


def _recalibrate(metrics: Mapping[str, float]) -> list[str]:
    if "calibration_slope" not in metrics:
        return []
    noise = np.sqrt(metrics["predicted"] * (1 - metrics["predicted"]) / metrics["claims"])
    gap = metrics["base_rate"] - metrics["predicted"]
    why = []
    if abs(gap) > max(3 * noise, 0.01):
        why.append(f"denied {metrics['base_rate']:.1%}, predicted {metrics['predicted']:.1%}")
    if not 0.75 <= metrics["calibration_slope"] <= 1.33 and metrics["claims"] >= 1000:
        why.append(f"calibration slope {metrics['calibration_slope']:.2f}")
    return why
