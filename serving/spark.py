"""Scoring on Spark: the same function over Arrow batches, in every worker, with identical bytes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from denialrisk.data.schema import CLAIMS, WORKLIST
from denialrisk.data.tabular import conform

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from denialrisk.serving.scorer import Scorer


def score(claims: DataFrame, bundle: Path, as_of: dt.date | None = None) -> DataFrame:
    """Rows of WORKLIST for a Spark data frame of CLAIMS, ranks not yet given (they are 0).

    ``bundle`` is a folder that every worker can read. ``denialrisk`` must be installed on the workers. Cast dates to
    date and money to decimal or double; nested columns are arrays of structs. To rank, order by ``risk_tier``,
    ``dollars_at_risk`` and ``denial_probability``. ``as_of`` is the day on which claims with no submission date will be
    submitted; today unless given, the same day for all workers.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    from denialrisk.serving.batch import today

    return claims.mapInArrow(score_batches(bundle, as_of or today()), from_arrow_schema(WORKLIST.arrow))


def score_batches(
    bundle: Path, as_of: dt.date | None = None
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """The function that Spark runs on each partition: CLAIMS batches to WORKLIST batches."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from denialrisk.serving.batch import Options, score_batch

        options = Options(as_of=as_of)
        for batch in batches:
            if batch.num_rows:
                yield from score_batch(_scorer(bundle), conform(batch, CLAIMS, "claims"), options=options).to_batches()

    return run


@cache
def _scorer(bundle: Path) -> Scorer:
    """Once in each worker process: read the bundle and make its tables. Spark gives each process one core."""
    from denialrisk.serving.bundle import load
    from denialrisk.serving.scorer import Scorer

    return Scorer(load(bundle), threads=1)
