"""Build cold-start priors from published reviewer decisions: the CERT files of CMS, or count tables made from them.

Two kinds of CSV are read, told apart by their columns. Other files of a folder are named as left out.

- **decisions**: one reviewed line a row, with the columns that CERT files have (``HCPCS Procedure Code``, ``Provider
  Type``, ``Type of Bill``, ``Part``, ``Review Decision``, which is Agree or Disagree; case and blanks do not matter);
- **counts**: ``level, lines_reviewed, disagree`` of one kind, told by the file's name: hcpcs, provider_type, tob, part.

Each level's rate is drawn towards the rate above it (a bill type to its facility and class, all others to the rate of
all lines) by ``PRIOR_LINES`` imaginary lines, and then set against that of all lines in log-odds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from denialrisk.data.errors import InputError
from denialrisk.features.priors import KINDS, SCHEMA, Priors

Floats = npt.NDArray[np.float64]

PRIOR_LINES: Final = 20.0
"""How many lines' worth of belief a level gives to the rate above it; as in features/history.py."""

DECISIONS: Final = {
    "hcpcsprocedurecode": "procedure",
    "providertype": "provider_type",
    "typeofbill": "bill_type",
    "part": "part",
}
COUNTS: Final = {"hcpcs": "procedure", "provider_type": "provider_type", "tob": "bill_type", "part": "part"}
_VERDICTS: Final = {"agree": 0, "disagree": 1}


@dataclass(frozen=True)
class Source:
    """What was read of one file: ``form`` is decisions, counts or "left out"; ``note`` says why or what."""

    name: str
    form: str
    lines: int
    note: str = ""


def build(paths: Iterable[Path]) -> tuple[Priors, tuple[Source, ...]]:
    """Priors of all the files given, folders read through, and what each file gave."""
    read = [_read(file) for file in _files(paths)]
    counts = pd.concat([table for table, _ in read]) if read else pd.DataFrame()
    sources = tuple(source for _, source in read)
    if counts.empty:
        raise InputError(
            "no reviewer decisions and no count tables found",
            expected="CSV files with the columns of the CERT files, or level, lines_reviewed, disagree",
            do="Give the CSV file that CMS publishes, or the folder it lies in.",
        )
    totals = counts.groupby(["kind", "level"])[["lines", "refused"]].sum()
    return _priors(totals), sources


def _files(paths: Iterable[Path]) -> list[Path]:
    found = []
    for path in paths:
        if not path.exists():
            raise InputError(f"{path.name} does not exist", expected="a CSV file or a folder", do="Check the path.")
        found += sorted(path.glob("*.csv")) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


_NOTHING: Final = pd.DataFrame({"kind": [], "level": [], "lines": [], "refused": []})


def _read(file: Path) -> tuple[pd.DataFrame, Source]:
    try:
        rows = pd.read_csv(file, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, OSError) as error:  # ValueError: of encoding, of CSV structure
        raise InputError(
            f"{file.name} cannot be read as CSV", expected="a comma-separated file in UTF-8", do="Save it so."
        ) from error
    rows.columns = ["".join(str(name).lower().split()).replace("_", "") for name in rows.columns]
    if "reviewdecision" in rows and DECISIONS.keys() <= set(rows.columns):
        return _of_decisions(file, rows)
    kind = next((kind for stem, kind in COUNTS.items() if file.name.lower().startswith(stem)), "")
    if kind and {"level", "linesreviewed", "disagree"} <= set(rows.columns):
        return _of_counts(file, kind, rows)
    return _NOTHING, Source(file.name, "left out", 0, "other columns, or a name that tells no kind")


def _of_decisions(file: Path, rows: pd.DataFrame) -> tuple[pd.DataFrame, Source]:
    verdict = rows["reviewdecision"].str.strip().str.lower().map(_VERDICTS)
    decided = rows[verdict.notna()].assign(refused=verdict.dropna().astype(np.int64))
    undecided = len(rows) - len(decided)
    counts = [
        _levels(kind, decided[column], pd.Series(1, index=decided.index), decided["refused"])
        for column, kind in DECISIONS.items()
    ]
    note = f"{undecided} lines with another decision than Agree and Disagree left out" if undecided else ""
    return pd.concat(counts), Source(file.name, "decisions", len(decided), note)


def _of_counts(file: Path, kind: str, rows: pd.DataFrame) -> tuple[pd.DataFrame, Source]:
    lines, refused = (pd.to_numeric(rows[name], errors="coerce") for name in ("linesreviewed", "disagree"))
    faulty = ~((refused >= 0) & (refused <= lines) & (lines % 1 == 0) & (refused % 1 == 0))
    if faulty.any():
        first = int(np.argmax(faulty.to_numpy())) + 2
        raise InputError(
            f"{file.name}: {faulty.sum()} rows with counts that cannot be, first in line {first}",
            expected="whole numbers, with disagree between 0 and lines_reviewed",
            do="Mend those rows.",
        )
    counts = _levels(kind, rows["level"], lines.astype(np.int64), refused.astype(np.int64))
    return counts, Source(file.name, "counts", int(lines.sum()), f"by {kind}")


def _levels(kind: str, level: pd.Series, lines: pd.Series, refused: pd.Series) -> pd.DataFrame:
    level = level.str.strip()
    if kind == "procedure":
        level = level.str.upper()
    if kind == "bill_type":
        level = level.str.lstrip("0")
    return pd.DataFrame({"kind": kind, "level": level, "lines": lines, "refused": refused})


def _priors(totals: pd.DataFrame) -> Priors:
    by_kind = {str(kind): part.droplevel("kind") for kind, part in totals.groupby(level="kind")}
    # Each kind counts every line once; one whose files were not all given counts fewer.
    whole = max(by_kind.values(), key=lambda counts: int(counts["lines"].sum())).sum()
    rate = float(whole["refused"] / whole["lines"]) if whole["lines"] else 0.0
    if not 0 < rate < 1:
        raise InputError(
            "every reviewed line has the same decision",
            expected="lines that reviewers agreed with, and lines that they did not",
            do="Give the whole file, not one decision's part of it.",
        )
    rows = pd.concat([_against_all(kind, counts, rate) for kind, counts in by_kind.items()])
    rows = rows.sort_values(["kind", "level"], ignore_index=True)
    return Priors(pa.Table.from_pandas(rows, schema=SCHEMA, preserve_index=False).replace_schema_metadata(None), rate)


def _against_all(kind: str, counts: pd.DataFrame, rate: float) -> pd.DataFrame:
    """Levels of one kind with their log-odds; for bill types also the facility and class alone, as ``13``."""
    above: Floats = np.full(len(counts), rate)
    if kind == "bill_type":
        place = counts.index.astype("str").str[:2]
        whole = counts.groupby(place).sum()
        above = _drawn(whole, above[: len(whole)])[whole.index.get_indexer(place)]
        new = whole[~whole.index.isin(counts.index)]
        counts, above = pd.concat([counts, new]), np.append(above, np.full(len(new), rate))
    smoothed = _drawn(counts, above)
    return pd.DataFrame(
        {
            "kind": kind,
            "level": counts.index.astype("str"),
            "lines": counts["lines"].to_numpy(),
            "refused": counts["refused"].to_numpy(),
            "log_odds": np.log(smoothed / (1 - smoothed)) - np.log(rate / (1 - rate)),
        }
    )


def _drawn(counts: pd.DataFrame, above: Floats) -> Floats:
    lines, refused = (counts[name].to_numpy(dtype=np.float64) for name in ("lines", "refused"))
    smoothed: Floats = (refused + PRIOR_LINES * above) / (lines + PRIOR_LINES)
    return smoothed


def strongest(priors: Priors, least_lines: int = 500, n: int = 5) -> Mapping[str, pd.DataFrame]:
    """By kind, the ``n`` levels with the highest log-odds among those of at least ``least_lines`` lines."""
    rows = priors.table.to_pandas()
    rows = rows[(rows["lines"] >= least_lines) & (rows["level"] != "")]
    return {
        kind: rows[rows["kind"] == kind].nlargest(n, "log_odds", keep="first").reset_index(drop=True) for kind in KINDS
    }
