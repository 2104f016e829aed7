"""What is really so: one row per claim, which no reader of the files can know. For evaluation only."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from denialrisk.data.schema import MONEY
from denialrisk.data.simulate.adjudicate import Decision
from denialrisk.data.simulate.defects import Defect
from denialrisk.data.simulate.encounters import Encounter

TRUTH: Final = pa.schema(
    [
        pa.field("claim_id", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("replaces", pa.string()),
        pa.field("submitted_on", pa.date32(), nullable=False),
        pa.field("payer_id", pa.string(), nullable=False),
        pa.field("setting", pa.string(), nullable=False),
        pa.field("denial_probability", pa.float64(), nullable=False),
        pa.field("denied", pa.bool_(), nullable=False),
        pa.field("answered", pa.bool_(), nullable=False),
        pa.field("cause", pa.string()),
        pa.field("cause_knowledge", pa.list_(pa.string()), nullable=False),
        pa.field(
            "causes",
            pa.list_(
                pa.struct(
                    [
                        pa.field("cause", pa.string(), nullable=False),
                        pa.field("knowledge", pa.list_(pa.string()), nullable=False),
                        pa.field("probability_repaired", pa.float64(), nullable=False),
                    ]
                )
            ),
            nullable=False,
        ),
        pa.field("all_repaired_probability", pa.float64(), nullable=False),
        pa.field("charge", MONEY, nullable=False),
        pa.field("denied_amount", MONEY, nullable=False),
    ]
)
"""``kind`` is original, duplicate, resubmission or secondary; ``replaces`` names the claim that was sent before.
``cause`` is the defect that decided a denial (null: paid, or denied for a reason that is in no file). ``causes`` are
all defects of the claim, each with the probability of denial if it alone were repaired; their ``knowledge`` names the
lines of the coding knowledge that a rule's ``knowledge`` also names. ``answered`` says whether a remittance came
before the end. Amounts are dollars."""


class TruthFile:
    """Writes truth.parquet a block at a time."""

    def __init__(self, path: Path, book: Mapping[str, Defect]) -> None:
        self._writer = pq.ParquetWriter(path, TRUTH)
        self._book = book
        self._rows: list[dict[str, Any]] = []

    def add(self, claim: Encounter, decision: Decision, denied_amount: Decimal, *, answered: bool) -> None:
        """The truth of one claim."""
        causes = [
            {"cause": name, "knowledge": list(self._book[name].knowledge), "probability_repaired": probability}
            for name, probability in zip(claim.defects, decision.repaired, strict=True)
        ]
        self._rows.append(
            {
                "claim_id": claim.claim_id,
                "kind": claim.kind,
                "replaces": claim.replaces or None,
                "submitted_on": claim.submitted_on,
                "payer_id": claim.payer.id,
                "setting": claim.setting,
                "denial_probability": decision.probability,
                "denied": decision.denied,
                "answered": answered,
                "cause": decision.cause or None,
                "cause_knowledge": list(self._book[decision.cause].knowledge) if decision.cause else [],
                "causes": causes,
                "all_repaired_probability": decision.all_repaired,
                "charge": claim.charge,
                "denied_amount": denied_amount,
            }
        )

    def flush(self) -> None:
        """Write what has been added as one row group."""
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, TRUTH))
            self._rows = []

    def close(self) -> None:
        """Write the rest and close."""
        self.flush()
        self._writer.close()
