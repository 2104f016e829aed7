"""What a long command says while it runs."""

from pathlib import Path

import pyarrow as pa
import pytest
from rich.progress import Progress

from denialrisk.cli.progress import Steps, Units
from denialrisk.data import tabular
from denialrisk.data.schema import CLAIMS
from denialrisk.features.inputs import Claims
from denialrisk.features.testing import batch


def _said(progress: Progress) -> list[str]:
    return [Units().render(task).plain for task in progress.tasks]


def test_a_step_says_how_many_how_fast_and_how_long() -> None:
    now = [0.0]
    progress = Progress(get_time=lambda: now[0])
    steps = Steps(progress)
    steps("getting ready", 0)
    now[0] = 5.0
    steps("scoring claims", 0)
    assert _said(progress) == ["", ""]
    now[0] = 15.0
    steps("scoring claims", 500)
    assert _said(progress) == ["", "500, 50/s"]
    steps("scoring claims", 500, 4_000)
    assert _said(progress) == ["", "1,000 of 4,000, 100/s, 0:00:30 left"]
    steps.end()
    assert _said(progress) == ["", "1,000 of 1,000, 100/s"]
    assert progress.finished


def test_the_number_of_claims_is_told_by_the_bytes_read(tmp_path: Path) -> None:
    one = batch({"claim_id": "1"})
    many = one.take(pa.array([0] * 50_000)).set_column(
        one.schema.get_field_index("claim_id"), one.schema.field("claim_id"), pa.array(map(str, range(50_000)))
    )
    tabular.write_table(tmp_path / "claims.parquet", [many], CLAIMS)
    claims = Claims([tmp_path / "claims.parquet"], None)
    assert claims.expected() is None
    told = [claims.expected() for _ in claims]
    assert told == pytest.approx([50_000] * 3, rel=0.01)
    assert claims.expected() == 50_000


def test_of_x12_files_too(world: Path) -> None:
    claims = Claims(sorted((world / "claims").glob("*2026-0[56].837")), None)
    given = sum(part.num_rows for part in claims)
    assert claims.expected() == given > 0
