"""The worklist as a flat CSV: one row a claim, its first five issues in columns of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from denialrisk.data.schema import WORKLIST
from denialrisk.data.spreadsheets import neutral

ISSUES: Final = 5
_ISSUE_COLUMNS: Final = (
    "code", "title", "severity", "contribution", "contribution_points", "probability_after_fix", "fix", "authority",
)  # fmt: skip
_NESTED: Final = ("issues", "context", "rule_flags")


def flatten(table: pa.Table) -> pd.DataFrame:
    """Worklist rows with issue_1_code ... issue_5_authority in place of the nested lists; text neutralised."""
    plain = table.drop_columns(list(_NESTED)).to_pandas()
    issues = table.column("issues").to_pylist()
    for number in range(ISSUES):
        for column in _ISSUE_COLUMNS:
            values = [row[number][column] if number < len(row) else None for row in issues]
            plain[f"issue_{number + 1}_{column}"] = values
    plain["rule_flags"] = [" ".join(codes) for codes in table.column("rule_flags").to_pylist()]
    for name in plain.columns:
        plain[name] = plain[name].map(lambda each: neutral(each) if isinstance(each, str) else each)
    rounded: pd.DataFrame = plain.round(6)
    return rounded


def columns() -> list[str]:
    """Columns of the CSV, in order."""
    return list(flatten(WORKLIST.arrow.empty_table()).columns)


def write(worklist: Path, target: Path) -> None:
    """Write worklist.csv from worklist.parquet, batch by batch."""
    with target.open("w", encoding="utf-8", newline="") as sink:
        sink.write(",".join(columns()) + "\r\n")
        for batch in pq.ParquetFile(worklist).iter_batches(20_000):
            flatten(pa.Table.from_batches([batch])).to_csv(sink, header=False, index=False, lineterminator="\r\n")
