"""What a simulated world looks like: rates, ceilings, and how often each cause acts. For docs, tests, calibration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from sklearn.metrics import roc_auc_score


def rates(truth_file: Path, procedures: pd.Series | None = None) -> dict[str, object]:
    """Figures on the first submissions of a world: denial rates, the oracle, the causes.

    ``procedures`` (index claim_id) adds the AUC of a past payer x procedure rate: the first two thirds of the claims
    give the rates, the last third is ranked by them.
    """
    truth = pq.read_table(truth_file).to_pandas()
    first = truth[truth["kind"] == "original"].reset_index(drop=True)
    by_payer = first.groupby("payer_id")["denied"].mean()
    figures: dict[str, object] = {
        "claims": len(truth),
        "first submissions": len(first),
        "denied": float(first["denied"].mean()),
        "denied by payer": (float(by_payer.min()), float(by_payer.max())),
        "oracle AUC": float(roc_auc_score(first["denied"], first["denial_probability"])),
        "oracle AUC, cause-free part only": float(roc_auc_score(first["denied"], first["all_repaired_probability"])),
        "with a cause": float((first["causes"].map(len) > 0).mean()),
        "denied with a decisive cause": float(first.loc[first["denied"], "cause"].notna().mean()),
        "decisive cause is the strongest": _strongest_decides(first),
    }
    if procedures is not None:
        figures["payer x procedure AUC"] = _past_rate(first, procedures)
    return figures


def table(figures: Mapping[str, object]) -> str:
    """The figures as lines of a Markdown table."""
    rows = [f"| {name} | {_shown(value)} |" for name, value in figures.items()]
    return "\n".join(["| figure | value |", "|---|---|", *rows])


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return " to ".join(map(_shown, value))
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _strongest_decides(first: pd.DataFrame) -> float:
    """Among denied claims with a decisive cause: how often repairing that cause lowers the probability most."""
    decided = first[first["cause"].notna()]
    best = [min(causes, key=lambda c: float(c["probability_repaired"]))["cause"] for causes in decided["causes"]]
    return float(np.mean(np.asarray(best) == decided["cause"].to_numpy()))


def _past_rate(first: pd.DataFrame, procedures: pd.Series) -> float:
    cells = first["payer_id"] + first["claim_id"].map(procedures).fillna("")
    cut = len(first) * 2 // 3
    past, overall = first["denied"].iloc[:cut], float(first["denied"].iloc[:cut].mean())
    seen = past.groupby(cells.iloc[:cut]).agg(["sum", "count"])
    rate = (seen["sum"] + 20 * overall) / (seen["count"] + 20)
    return float(roc_auc_score(first["denied"].iloc[cut:], cells.iloc[cut:].map(rate).fillna(overall)))


def causes(truth_file: Path) -> pd.DataFrame:
    """One row per cause: claims that have it, how many of them were denied, and how often it decided."""
    truth = pq.read_table(truth_file).to_pandas()
    first = truth[truth["kind"] == "original"]
    names = first["causes"].map(lambda found: [entry["cause"] for entry in found])
    each = first.assign(each=names).explode("each").dropna(subset="each")
    table = each.groupby("each").agg(claims=("denied", "size"), denied=("denied", "mean"))
    table["decided"] = first["cause"].value_counts().reindex(table.index).fillna(0).astype(int)
    ordered: pd.DataFrame = table.sort_values("claims", ascending=False)
    return ordered


def first_procedures(claims: Path) -> pd.Series:
    """First billed procedure (or revenue code) of each claim in a folder of 837 files; index claim_id."""
    found: dict[str, str] = {}
    for path in sorted(claims.glob("*.837")):
        claim = ""
        for segment in path.read_text(encoding="ascii").split("~\n"):
            parts = segment.split("*")
            if parts[0] == "CLM":
                claim = parts[1]
            elif parts[0] == "SV1" and claim not in found:
                found[claim] = parts[1].split(":")[1]
            elif parts[0] == "SV2" and claim not in found:
                found[claim] = parts[2].split(":")[1] if parts[2] else parts[1]
    return pd.Series(found)
