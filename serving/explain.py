"""One claim of a worklist in words: what moves its risk, what to do, and what that would be worth."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from denialrisk.data.errors import InputError
from denialrisk.serving.words import said
from denialrisk.serving.worklist import read

Row = Mapping[str, Any]


def find(worklist: Path, claim_id: str) -> list[dict[str, Any]]:
    """Rows of a claim in worklist.parquet (or the folder that holds it); more than one where it was sent again."""
    rows: list[dict[str, Any]] = read(worklist, claim_id).to_pylist()
    if not rows:
        raise InputError(
            f"no such claim in {worklist}",
            expected="a claim number of that worklist",
            do="Look it up in worklist.csv.",
        )
    return rows


def explained(row: Row) -> str:
    """The claim as text, lines of at most about 100 characters where its words allow."""
    payer = f"{row['payer_id'] or 'unknown'} ({row['payer_class'].replace('_', ' ')})"
    lines = [
        f"Claim {row['claim_id']}, payer {payer}, served {row['service_from']}, charge ${row['total_charge']:,}",
        f"Risk of first-pass denial {row['denial_probability']:.0%}: {row['risk_tier']}.",
        f"${row['dollars_at_risk']:,} expected to be denied. Rank {row['rank']:,}.",
    ]
    if row["reason_family"]:
        family = row["reason_family"].replace("_", " ")
        lines.append(f"If denied, most likely for: {family} ({row['reason_probability']:.0%}).")
    if row["abstain"]:
        lines.append(f"The model abstains: {row['abstain_why']}. Review by hand.")
    if row["holdout"]:
        lines.append("Held out: leave this claim as it is, it measures the model.")
    lines += ["", "Issues and fixes"] if row["issues"] else ["", "No issue found."]
    for place, issue in enumerate(row["issues"], start=1):
        lines += _issue(place, issue, row["denial_probability"])
    lines += _together(row)
    lines += ["", "What moves the risk (log-odds)", *_waterfall(row)]
    lines += ["", f"Model {row['model_version']}, rule pack {row['rule_pack']}, {row['code_set']}."]
    return "\n".join(lines)


def _issue(place: int, issue: Row, probability: float) -> list[str]:
    lines = [f"{place}. {issue['code']} {issue['title']} [{issue['severity']}]", f"   {issue['fix']}"]
    if issue["probability_after_fix"] is not None:
        lines.append(
            f"   Risk {probability:.0%} -> {issue['probability_after_fix']:.0%} if the record supports the fix."
        )
    if issue["contribution"]:
        lines.append(f"   Moves the risk by {100 * issue['contribution_points']:+.1f} points.")
    else:
        lines.append("   The model sees no risk in it for this claim; it is a coding fault all the same.")
    if issue["evidence"]:
        lines.append(f"   The notes: {'; '.join(said(each) for each in issue['evidence'])}.")
    return [*lines, f"   Authority: {issue['authority']}"]


def _together(row: Row) -> list[str]:
    if row["all_fixed_probability"] is None or not row["issues"]:
        return []
    lines = ["", f"With every issue fixed: {row['all_fixed_probability']:.0%}."]
    if 0 < row["fixes_enough"] < len(row["issues"]):
        enough = "first of them brings" if row["fixes_enough"] == 1 else f"first {row['fixes_enough']} of them bring"
        lines.append(f"The {enough} it below the medium tier.")
    return lines


def _waterfall(row: Row) -> list[str]:
    steps = [("base", row["base"])]
    steps += [(issue["code"], issue["contribution"]) for issue in row["issues"] if issue["contribution"]]
    steps += [(part["group"], part["contribution"]) for part in row["context"] if abs(part["contribution"]) >= 0.005]
    widest = max(abs(value) for _, value in steps) or 1.0
    bars = [f"  {name:26} {value:+6.2f} {'#' * round(24 * abs(value) / widest)}" for name, value in steps]
    return [*bars, f"  {'margin':26} {row['margin']:+6.2f}"]
