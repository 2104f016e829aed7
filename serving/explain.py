"""One claim of a worklist in words: what moves its risk, what to do, and what that would be worth."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import fill
from typing import Any, Final

from denialrisk.data.errors import InputError
from denialrisk.serving import words
from denialrisk.serving.worklist import read

Row = Mapping[str, Any]

WIDTH: Final = 100
SEEN: Final = 0.005
"""What two decimals show; smaller contributions are added up."""


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
    """The claim as text, in lines of at most WIDTH characters."""
    payer = f"{row['payer_id'] or 'unknown'} ({row['payer_class'].replace('_', ' ')})"
    lines = [
        f"Claim {row['claim_id']}, payer {payer}, served {row['service_from']}, charge ${row['total_charge']:,}",
        f"Risk of first-pass denial {row['denial_probability']:.0%}: {row['risk_tier']}.",
        f"${row['dollars_at_risk']:,} of charges at risk. Rank {row['rank']:,}.",
    ]
    if row["reason_family"]:
        family = row["reason_family"].replace("_", " ")
        lines.append(f"If denied, most likely for: {family} ({row['reason_probability']:.0%}).")
    if row["abstain"]:
        lines.append(f"The model abstains: {row['abstain_why']}. Review by hand.")
    if row["holdout"]:
        lines.append("Held out: send this claim as it is, it measures the model.")
    lines += ["", "Issues and fixes"] if row["issues"] else ["", "No issue found."]
    for place, issue in enumerate(row["issues"], start=1):
        lines += _issue(place, issue, row)
    lines += _together(row)
    lines += ["", "What moves the risk (log-odds)", *_waterfall(row)]
    lines += ["", f"Model {row['model_version']}, rule pack {row['rule_pack']}, {row['code_set']}."]
    return "\n".join(lines)


def _issue(place: int, issue: Row, row: Row) -> list[str]:
    said = [issue["fix"]]
    if issue["probability_after_fix"] is not None:
        said.append(f"{_afterwards(row, issue['probability_after_fix'])} if the record supports the fix.")
    if issue["contribution"]:
        said.append(f"Moves the risk by {100 * issue['contribution_points']:+.1f} points.")
    else:
        said.append("The model sees no risk in it for this claim; it is a coding fault all the same.")
    if issue["evidence"]:
        said.append(f"The notes: {'; '.join(words.said(each) for each in issue['evidence'])}.")
    said.append(f"Authority: {issue['authority']}")
    heading = f"{place}. {issue['code']} {issue['title']} [{issue['severity']}]"
    return [heading, *(fill(each, WIDTH, initial_indent="   ", subsequent_indent="   ") for each in said)]


def _afterwards(row: Row, probability: float) -> str:
    """What the risk would be, and what that is worth."""
    before = row["denial_probability"]
    saved = (before - probability) * float(row["total_charge"])
    return f"Risk {before:.0%} -> {probability:.0%}, ${saved:,.0f} less at risk,"


def _together(row: Row) -> list[str]:
    if row["all_fixed_probability"] is None or not row["issues"]:
        return []
    lines = ["", f"{_afterwards(row, row['all_fixed_probability'])} with every issue fixed."]
    few = row["fixes_enough"]
    if 0 < len(few) < len(row["issues"]):
        enough = f"{few[0]} alone brings" if len(few) == 1 else f"{', '.join(few)} together bring"
        lines.append(fill(f"{enough} it below the medium tier.", WIDTH))
    return lines


def _waterfall(row: Row) -> list[str]:
    parts = [(issue["code"], issue["contribution"]) for issue in row["issues"]]
    parts += [(part["group"], part["contribution"]) for part in row["context"]]
    steps = [("base", row["base"]), *(part for part in parts if abs(part[1]) >= SEEN)]
    rest = sum(value for _, value in parts if abs(value) < SEEN)
    steps += [("the rest", rest)] if abs(rest) >= SEEN else []
    widest = max(abs(value) for _, value in steps) or 1.0
    bars = [f"  {name:26} {value:+6.2f} {'#' * round(24 * abs(value) / widest)}".rstrip() for name, value in steps]
    return [*bars, f"  {'margin':26} {row['margin']:+6.2f}"]
