"""One batch of claims to rows of the worklist: the function that the nightly job, the served model and Spark call."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from denialrisk.features.notes import read_coded
from denialrisk.serving import page
from denialrisk.serving.fixes import fixes
from denialrisk.serving.scorer import Scorer
from denialrisk.serving.worklist import worklist

Claims = TypeVar("Claims", pa.RecordBatch, pa.Table)


@dataclass(frozen=True)
class Options:
    """How to score.

    - ``floor``: claims below this probability are not scored again after each fix; there is little to win
    - ``capacity``: share of claims that reviewers can work, for the high tier to hold; None for the bundle's threshold
    - ``holdout``: share of claims to leave unreviewed, so that the model can be judged on them later
    - ``with_quotes``: put the notes' own words on the page (patient data)
    - ``shown``: how many claims the page holds
    - ``as_of``: the day on which claims with no submission date will be submitted; None for the day of the run
    """

    floor: float = 0.10
    capacity: float | None = None
    holdout: float = 0.0
    with_quotes: bool = False
    shown: int = page.SHOWN
    as_of: dt.date | None = None


def score_batch(
    scorer: Scorer,
    batch: pa.RecordBatch,
    past: pa.Table | None = None,
    given: pa.Table | None = None,
    options: Options = Options(),
) -> pa.Table:
    """One batch of CLAIMS to rows of WORKLIST, in the batch's order, ranks not yet given."""
    as_of = options.as_of or today()
    scored = scorer.score(
        _submitted(batch, as_of), read_coded(batch, given), None if past is None else _submitted(past, as_of)
    )
    return worklist(scorer, scored, fixes(scorer, scored, options.floor), batch, options.holdout)


def today() -> dt.date:
    """The day by this machine's clock, where it stands."""
    return dt.datetime.now().astimezone().date()


def _submitted(table: Claims, as_of: dt.date) -> Claims:
    """A table with the day of submission filled in where there is none yet."""
    at = table.schema.get_field_index("submitted_on")
    days = pc.fill_null(table.column(at), pa.scalar(as_of))
    return table.set_column(at, table.schema.field(at), days)
