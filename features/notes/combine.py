"""Several notes of one claim, one verdict: whose statement counts when notes differ.

1. Causes and pareses are diagnoses: what a provider (physician, nurse practitioner, physician assistant) states
   outranks what a therapist or nurse states, whenever it was written.
2. Otherwise the later note wins. Notes without a date count as older than dated ones; within a day, or where no note
   has a date, the higher role wins, then the one that stands later in the claim.
3. Two notes of the same day and the same role that affirm and deny the same thing contradict each other: the state is
   ``contradicted``, and the words are those of the later one.
4. What a later note does not mention stays as the earlier note said it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from denialrisk.data.schema import EVIDENCE

_PROVIDERS: Final = (
    r"physician|\bmd\b|\bdo\b|doctor|surgeon|neurolog|hospitalist|attending|resident|practitioner|\bnp\b|\bpa\b|pa-c"
)
_THERAPISTS: Final = r"therap|\bpt\b|\bot\b|\bslp\b|speech"
_DIAGNOSES: Final = ("cause", "paresis", "cause_unknown")
_KEY: Final = ["claim_id", "element", "value", "side"]


def combine(evidence: pa.Table, batch: pa.RecordBatch) -> pa.Table:
    """One row per claim, element, value and side, by the rules above; evidence of other claims is kept as it is.

    ``evidence`` has EVIDENCE columns, ``batch`` CLAIMS columns. No statistic of the batch is used.
    """
    rows = evidence.select(["claim_id", "note_id", "element", "value", "side", "state"]).to_pandas()
    repeated = rows.duplicated(_KEY, keep=False).to_numpy()
    if not repeated.any():
        return evidence
    rows["row"] = np.arange(len(rows))
    rows = rows[repeated].merge(_notes(batch), on=["claim_id", "note_id"], how="left", sort=False)
    for column in ("rank", "day", "place"):
        rows[column] = rows[column].fillna(-1).astype("int64")
    rows["diagnosis_rank"] = rows["rank"].where(rows["element"].isin(_DIAGNOSES), 0)
    rows = rows.sort_values([*_KEY, "diagnosis_rank", "day", "rank", "place"], kind="stable", na_position="first")
    kept = ~repeated
    kept[rows.loc[~rows.duplicated(_KEY, keep="last"), "row"]] = True
    contradicted = np.zeros(len(kept), dtype=bool)
    contradicted[_contradicted(rows, rows.groupby(_KEY, dropna=False, sort=False))] = True
    state = pc.if_else(pa.array(contradicted), "contradicted", evidence.column("state")).cast(pa.string())
    index = EVIDENCE.arrow.get_field_index("state")
    return evidence.set_column(index, EVIDENCE.arrow.field("state"), state).filter(pa.array(kept))


def _notes(batch: pa.RecordBatch) -> pd.DataFrame:
    """Rank of author, day and place of every note of the batch."""
    column = batch.column("notes")
    notes = column.flatten()
    claim = batch.column("claim_id").take(pc.list_parent_indices(column))
    role = pd.Series(notes.field("author_role").to_pandas(), dtype="object").fillna("").astype(str).str.lower()
    rank = np.where(role.str.contains(_PROVIDERS), 2, np.where(role.str.contains(_THERAPISTS), 1, 0))
    day = notes.field("written_on").cast(pa.int32()).to_pandas().fillna(-1)
    frame = pd.DataFrame(
        {
            "claim_id": claim.to_pandas(),
            "note_id": notes.field("note_id").to_pandas(),
            "rank": rank,
            "day": day.astype("int64"),
            "place": np.arange(len(notes)),
        }
    )
    return frame.drop_duplicates(["claim_id", "note_id"], keep="last")


def _contradicted(rows: pd.DataFrame, groups: Any) -> list[int]:
    """Row numbers of verdicts that a note of the same day and role contradicts."""
    last_day, last_rank = groups["day"].transform("last"), groups["rank"].transform("last")
    rival = rows[(last_day >= 0) & (rows["day"] == last_day) & (rows["rank"] == last_rank)]
    rival = rival[rival.duplicated(_KEY, keep=False)]
    said = rival.assign(affirmed=rival["state"] == "present", denied=rival["state"] == "negated")
    either = said.groupby(_KEY, dropna=False, sort=False)[["affirmed", "denied"]].transform("any")
    both = (either["affirmed"] & either["denied"]).to_numpy(dtype=bool)
    numbers: list[int] = rival.loc[both].drop_duplicates(_KEY, keep="last")["row"].tolist()
    return numbers
