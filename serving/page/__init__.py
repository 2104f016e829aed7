"""The worklist as one self-contained HTML page: style, script and data in one file, nothing loaded from elsewhere.

Text from outside reaches the page as JSON and is put into it as text nodes only (page.js), so no claim can bring
markup along.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from denialrisk.serving.words import Quotes, place, said

SHOWN: Final = 5_000
"""The page holds the first so many claims; the Parquet and CSV files hold all."""

_HERE = Path(__file__).parent


def write(first: pa.Table, total: int, target: Path, quotes: Quotes | None = None) -> None:
    """Write worklist.html of the first rows of a worklist of ``total`` claims.

    ``quotes`` gives the words of the evidence of each claim (words.py); the page has none without it.
    """
    rows = [row for batch in first.to_batches(1_000) for row in batch.to_pylist()]
    _write(_data(rows, total, quotes or {}), target)


def write_rows(rows: list[dict[str, Any]], target: Path) -> None:
    """Write a page of a few claims."""
    _write(_data(rows, len(rows), {}), target)


def _write(data: dict[str, Any], target: Path) -> None:
    page = (_HERE / "page.html").read_text(encoding="utf-8")
    for name in ("page.css", "page.js"):
        page = page.replace(f"/*{name}*/", (_HERE / name).read_text(encoding="utf-8"))
    page = page.replace("/*data*/", _embedded(data))
    target.write_text(page, encoding="utf-8")


def _embedded(data: dict[str, Any]) -> str:
    """JSON that cannot end the script element it stands in, nor be read as markup."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _data(rows: list[dict[str, Any]], total: int, quotes: Quotes) -> dict[str, Any]:
    rules: dict[str, dict[str, str]] = {}
    fixes: dict[str, int] = {}  # words once, however many issues have them
    for row in rows:
        for issue in row["issues"]:
            rules.setdefault(issue["code"], {name: issue[name] for name in ("title", "severity", "authority")})
            fixes.setdefault(issue["fix"], len(fixes))
    about = {name: rows[0][name] if rows else "" for name in ("model_version", "rule_pack", "code_set")}
    return {
        "total": total,
        "about": about,
        "rules": rules,
        "fixes": list(fixes),
        "claims": [_claim(row, fixes, quotes.get(row["claim_id"], {})) for row in rows],
    }


def _claim(row: dict[str, Any], fixes: dict[str, int], quotes: dict[str, str]) -> dict[str, Any]:
    return {
        "rank": row["rank"],
        "id": row["claim_id"],
        "payer": row["payer_id"] or "",
        "class": row["payer_class"].replace("_", " "),
        "provider": row["billing_npi"] or "",
        "served": row["service_from"].isoformat(),
        "charge": float(row["total_charge"]),
        "risk": _short(row["denial_probability"]),
        "tier": row["risk_tier"],
        "dollars": float(row["dollars_at_risk"]),
        "reason": (row["reason_family"] or "").replace("_", " "),
        "reasonRisk": _short(row["reason_probability"]),
        "abstain": row["abstain_why"] or "",
        "heldOut": row["holdout"],
        "allFixed": _short(row["all_fixed_probability"]),
        "enough": row["fixes_enough"],
        "base": _short(row["base"]),
        "context": [[part["group"], _short(part["contribution"])] for part in row["context"]],
        "issues": [
            {
                "code": issue["code"],
                "fix": fixes[issue["fix"]],
                "adds": _short(issue["contribution"]),
                "points": _short(issue["contribution_points"]),
                "after": _short(issue["probability_after_fix"]),
                "where": [said(each) for each in issue["evidence"]],
                "words": [quotes[place(each)] for each in issue["evidence"] if place(each) in quotes],
            }
            for issue in row["issues"]
        ],
    }


def _short(number: float | None) -> float | None:
    return None if number is None else round(number, 6)
