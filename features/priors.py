"""Cold start: how often reviewers refused such lines elsewhere, for claims whose payer's own past is still short.

The table is made by training/priors.py from reviewer decisions that are published, or from one's own counts; it is
given, never shipped. It holds the log-odds of a refusal by procedure, type of provider, type of bill and part of
Medicare, each against the rate of all lines, so that 0 means "as usual" and the four may be added up.

These are post-payment decisions on Medicare fee-for-service: they say which services are questioned, not what a payer
will do. The model learns how much they mean for its own claims. Without a table every feature is NaN.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from denialrisk.data.errors import InputError
from denialrisk.features.frames import Frames

Floats = npt.NDArray[np.float64]

KINDS: Final = ("procedure", "provider_type", "bill_type", "part")
NAMES: Final = (
    "prior_procedure_max",
    "prior_procedure_mean",
    "prior_provider_type",
    "prior_bill_type",
    "prior_part",
    "prior_sum",
)
"""The features, in log-odds; prior_sum adds the mean procedure and the others, what is not known counting 0."""

PART_B: Final = "1. Part B"
PART_DME: Final = "2. DME MAC"
PART_A: Final = "3. Part A(Excluding Inpatient Hospital PPS)"
PART_A_INPATIENT: Final = "4. Part A(Inpatient Hospital PPS)"
"""Parts as the CERT files write them."""

_FORMAT: Final = "denialrisk priors 1"
SCHEMA: Final = pa.schema(
    [
        pa.field("kind", pa.string(), nullable=False),
        pa.field("level", pa.string(), nullable=False),
        pa.field("lines", pa.int64(), nullable=False),
        pa.field("refused", pa.int64(), nullable=False),
        pa.field("log_odds", pa.float64(), nullable=False),
    ]
)
"""One row a level, sorted. The level "" is a line that has none, such as a stay that bills no procedure."""


@dataclass(frozen=True)
class Priors:
    """Log-odds of a refusal against that of all lines, by kind and level; ``rate`` is the share of all lines."""

    table: pa.Table
    rate: float

    def log_odds(self, kind: str) -> Mapping[str, float]:
        """By level of one of KINDS."""
        rows = self.table.filter(pc.equal(self.table["kind"], kind))
        return dict(zip(rows["level"].to_pylist(), rows["log_odds"].to_pylist(), strict=True))


NONE: Final = Priors(SCHEMA.empty_table(), float("nan"))
"""No priors were given."""


def save(priors: Priors, path: Path | BinaryIO) -> None:
    """Write the table as Parquet; the same table gives the same bytes."""
    about = json.dumps({"format": _FORMAT, "rate": priors.rate}, sort_keys=True)
    pq.write_table(priors.table.replace_schema_metadata({"denialrisk": about}), path, compression="zstd")


def load(path: Path) -> Priors:
    """Read what save() wrote; anything else is refused."""
    try:
        table = pq.read_table(path)
        about = json.loads((table.schema.metadata or {}).get(b"denialrisk", b"{}"))
    except (OSError, pa.ArrowInvalid, ValueError):
        about = {}
    if about.get("format") != _FORMAT:
        raise InputError(
            f"{path.name} is no table of priors",
            expected="a file that 'denialrisk priors build' wrote",
            do="Build it first, from the CERT files or from count tables.",
        )
    return Priors(table.replace_schema_metadata(None), about["rate"])


def lookup(priors: Priors, frames: Frames) -> dict[str, Floats]:
    """The features NAMES of a batch, each of shape (claims,); NaN where the table or the mapping says nothing."""
    procedure = _looked_up(priors.log_odds("procedure"), frames.lines["procedure"])
    claim = frames.lines["claim"].to_numpy()
    known = np.bincount(claim, ~np.isnan(procedure), frames.n)
    most = np.full(frames.n, np.nan)
    np.fmax.at(most, claim, procedure)
    total = np.bincount(claim, np.nan_to_num(procedure), frames.n)
    mean = np.divide(total, known, out=np.full(frames.n, np.nan), where=known > 0)
    bill_types, provider_types, parts = places(frames)
    found = {
        "prior_procedure_max": most,
        "prior_procedure_mean": mean,
        "prior_provider_type": _looked_up(priors.log_odds("provider_type"), provider_types),
        "prior_bill_type": _looked_up(priors.log_odds("bill_type"), bill_types),
        "prior_part": _looked_up(priors.log_odds("part"), parts),
    }
    added = [found[name] for name in NAMES[1:-1]]
    nothing = np.isnan(added).all(axis=0)
    found["prior_sum"] = np.where(nothing, np.nan, np.nansum(added, axis=0))
    return found


def _looked_up(log_odds: Mapping[str, float], levels: pd.Series) -> Floats:
    """Log-odds of each row; null is the level "" (a line without a procedure, a claim without a bill type)."""
    column = levels.astype("category")
    values = [*(log_odds.get(str(level), np.nan) for level in column.cat.categories), log_odds.get("", np.nan)]
    looked_up: Floats = np.array(values, dtype=np.float64)[column.cat.codes.to_numpy()]
    return looked_up


def places(frames: Frames) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Type of bill with its frequency, type of provider, and part of each claim, as the CERT files write them.

    "?" stands for a provider or part that the claim does not tell. The map is ``provider_types.csv``.
    """
    columns = [frames.header[name] for name in ("bill_type", "frequency_code", "taxonomy")]
    texts = [["", *column.cat.categories] for column in columns]
    shape = tuple(map(len, texts))
    row, distinct = pd.factorize(np.ravel_multi_index([column.cat.codes.to_numpy() + 1 for column in columns], shape))
    named = [
        _place(*(text[at] for text, at in zip(texts, place, strict=True)))
        for place in zip(*(each.tolist() for each in np.unravel_index(distinct, shape)), strict=True)
    ]
    bill_types, provider_types, parts = (_taken([place[at] for place in named], row) for at in range(3))
    return bill_types, provider_types, parts


def _taken(texts: list[str], row: npt.NDArray[np.intp]) -> pd.Series:
    place, distinct = pd.factorize(np.array(texts, dtype=object))
    return pd.Series(pd.Categorical.from_codes(place[row], categories=pd.Index(distinct, dtype="str")))


def _place(bill_type: str, frequency: str, taxonomy: str) -> tuple[str, str, str]:
    """What places() says of one claim; an original claim (1) where no frequency is given."""
    bill_type = bill_type.lstrip("0")
    whole = bill_type + (frequency or "1") if len(bill_type) == 2 else bill_type
    return whole, *_provider_and_part(whole[:2], taxonomy)


@dataclass(frozen=True)
class _Place:
    bill_type: str
    taxonomy: str
    provider_type: str
    part: str


@cache
def _places() -> tuple[_Place, ...]:
    file = Path(__file__).with_name("provider_types.csv")
    with file.open(newline="", encoding="utf-8") as lines:
        return tuple(_Place(**row) for row in csv.DictReader(lines))


def _provider_and_part(bill_type: str, taxonomy: str) -> tuple[str, str]:
    """By the longest taxonomy prefix among the rows of the bill type; bill type "" is a professional claim."""
    fits = [row for row in _places() if row.bill_type == bill_type and taxonomy.startswith(row.taxonomy)]
    best = max(fits, key=lambda row: len(row.taxonomy), default=_Place("", "", "?", "?" if bill_type else PART_B))
    return best.provider_type, best.part
