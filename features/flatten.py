"""From a batch of CLAIMS, with its nested lists, to the flat frames that rules and features read."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from denialrisk.data.schema import EVIDENCE
from denialrisk.features.frames import Frames
from denialrisk.features.past import of_batch
from denialrisk.features.rows import rows_of
from denialrisk.features.settings import settings

_CATEGORICAL = frozenset(
    {"code", "role", "system", "procedure", "unit_basis", "revenue_code", "modifier", "place_of_service", "bill_type"}
    | {"element", "state", "value", "side", "form", "payer_id", "payer_class", "responsibility", "frequency_code"}
    | {"taxonomy", "patient_sex", "kind", "author_role"}
)


def flatten(batch: pa.RecordBatch, evidence: pa.Table | None = None, past: pa.Table | None = None) -> Frames:
    """Flatten a batch of CLAIMS with the EVIDENCE of its claims and the PAST lines of its patients.

    Both may come in any order; rows of other claims and patients are ignored.
    """
    scalar = [name for name in batch.schema.names if name not in ("diagnoses", "lines", "notes")]
    header = _frame(pa.table({name: batch.column(name) for name in scalar}), money=("total_charge",))
    header["setting"] = settings(header["place_of_service"], header["bill_type"])
    diagnoses = _children(batch, "diagnoses")
    counted = diagnoses["role"].isin(["principal", "other"]).to_numpy(dtype=bool)
    before: npt.NDArray[np.int64] = np.cumsum(counted) - counted
    starts = np.searchsorted(diagnoses["claim"].to_numpy(), diagnoses["claim"].to_numpy())
    diagnoses["position"] = np.where(counted, before - before[starts] + 1, 0) if len(diagnoses) else 0
    lines = _children(batch, "lines", without=("modifiers", "pointers"))
    return Frames(
        header=header,
        diagnoses=diagnoses,
        lines=lines,
        modifiers=_grandchildren(batch, "lines", "modifiers", "modifier"),
        pointers=_grandchildren(batch, "lines", "pointers", "position"),
        notes=_children(batch, "notes", without=("text",)),
        evidence=_evidence(batch, evidence),
        past=of_batch(batch, past),
    )


def _frame(table: pa.Table, money: tuple[str, ...] = ()) -> pd.DataFrame:
    columns = {}
    for name in table.column_names:
        column = table.column(name)
        holes = pa.types.is_integer(column.type) and column.null_count
        if name in money or pa.types.is_decimal(column.type) or holes:
            column = column.cast(pa.float64())
        elif pa.types.is_date(column.type):
            column = column.cast(pa.timestamp("s"))
        elif name in _CATEGORICAL and not pa.types.is_dictionary(column.type):
            column = column.combine_chunks().dictionary_encode()
        columns[name] = column
    frame: pd.DataFrame = pa.table(columns).to_pandas()
    return frame


def _list(batch: pa.RecordBatch, name: str) -> tuple[npt.NDArray[np.int64], pa.StructArray]:
    """Claim number of each element of a nested list, and the elements."""
    column = batch.column(name)
    return pc.list_parent_indices(column).to_numpy(zero_copy_only=False).astype(np.int64), column.flatten()


def _children(batch: pa.RecordBatch, name: str, without: tuple[str, ...] = ()) -> pd.DataFrame:
    parent, items = _list(batch, name)
    names = [field.name for field in items.type if field.name not in without]
    frame = _frame(pa.table({child: items.field(child) for child in names}))
    frame.insert(0, "claim", parent)
    return frame


def _grandchildren(batch: pa.RecordBatch, name: str, inner: str, value: str) -> pd.DataFrame:
    parent, items = _list(batch, name)
    lists = items.field(inner)
    row = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64)
    frame = _frame(pa.table({value: lists.flatten()}))
    frame.insert(0, "claim", parent[row])
    frame.insert(1, "line", row)
    return frame


def _evidence(batch: pa.RecordBatch, evidence: pa.Table | None) -> pd.DataFrame:
    """Evidence of each claim; claims that share a number (a claim sent again) share what its notes say."""
    table = EVIDENCE.arrow.empty_table() if evidence is None else evidence
    ids = batch.column("claim_id").dictionary_encode()
    place = pc.index_in(table.column("claim_id"), value_set=ids.dictionary)
    table = table.drop_columns(["claim_id"])
    if place.null_count:
        keep = place.is_valid()
        table, place = table.filter(keep), place.filter(keep)
    claim = place.to_numpy().astype(np.int64)
    if (claim[1:] < claim[:-1]).any():
        order = np.argsort(claim, kind="stable")
        table, claim = table.take(pa.array(order)), claim[order]
    if len(ids.dictionary) < batch.num_rows:
        rows, claim = rows_of(claim, ids.indices.to_numpy(), len(ids.dictionary))
        table = table.take(pa.array(rows))
    frame = _frame(table)
    frame.insert(0, "claim", claim)
    return frame
