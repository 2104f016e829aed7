"""From 837 and 835 files to labels: what the simulated payers decided is what is read back, to the cent."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from x12_samples import KEYS

from denialrisk.data.labels import label, summary
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.schema import CLAIMS, REMITS
from denialrisk.data.simulate import simulate
from denialrisk.data.x12.claims import read_claims
from denialrisk.data.x12.remits import ProviderAdjustments, read_remits

N = 800


@pytest.fixture(scope="module")
def read_back(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict[str, object], dict[str, object]]]:
    """Each claim's label beside the truth about it."""
    world: Path = tmp_path_factory.mktemp("world")
    simulate(N, 4, world)
    claims, remits = [], []
    for file in sorted((world / "claims").iterdir()):
        claims += read_claims(io.BytesIO(file.read_bytes()), file.name, KEYS, Quarantine())
    for file in sorted((world / "remits").iterdir()):
        remits += read_remits(io.BytesIO(file.read_bytes()), file.name, Quarantine(), ProviderAdjustments())
    labels = label(
        pa.Table.from_batches(claims, schema=CLAIMS.arrow), pa.Table.from_batches(remits, schema=REMITS.arrow)
    )
    assert summary(labels)["claims"] == N
    truth = {row["claim_id"]: row for row in pq.read_table(world / "truth.parquet").to_pylist()}
    return [(row, truth[row["claim_id"]]) for row in labels.to_pylist()]


def test_labels_are_what_the_payers_decided(read_back: list[tuple[dict[str, object], dict[str, object]]]) -> None:
    labelled = [(said, true) for said, true in read_back if said["denied"] is not None]
    assert len(labelled) > 0.8 * N
    assert sum(bool(said["denied"]) for said, _ in labelled) > 0.05 * N
    for said, true in labelled:
        assert (said["denied"], float(str(said["denied_amount"]))) == (
            true["denied"],
            float(str(true["denied_amount"])),
        )


def test_what_is_no_first_pass_has_no_label(read_back: list[tuple[dict[str, object], dict[str, object]]]) -> None:
    why = {(true["kind"], said["why_none"]) for said, true in read_back}
    assert {reason for kind, reason in why if kind == "resubmission"} == {"resubmission"}
    assert {reason for kind, reason in why if kind == "secondary"} == {"secondary_payer"}
    assert all(said["why_none"] for said, true in read_back if not true["answered"])
