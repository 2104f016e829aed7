"""Earlier service lines of the same patients: what repeat tests, yearly totals and duplicates are judged by.

A claim alone does not show that the same line was billed last week. So the rules that need other claims of the
patient read a table of past lines, made once from a claims table, and joined to each claim of a batch by the keyed
patient hash. Only lines *submitted before* the claim are joined, so a claim's findings do not depend on which other
claims stand in its batch, and no remit is read. The table is data of the hospital: it is given beside the claims,
and never stored in a model. Where it is not given, those rules are silent.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from denialrisk.data.schema import LATER_SENDING, VOID, Column, Table

DAYS_KEPT: Final = 400
"""How far back a past line is joined: a little over the longest window that a rule asks for, a year."""

PAST: Final = Table(
    "past",
    "one service line of one claim, for the rules that look across a patient's claims",
    (
        Column("patient_key", pa.string(), "keyed hash of the patient"),
        Column("claim_id", pa.string(), "the claim the line belongs to"),
        Column("frequency_code", pa.string(), "frequency of that claim: 7 replaces, 8 voids", "absent on the claim"),
        Column("submitted_on", pa.date32(), "day the claim was submitted", "not yet submitted"),
        Column("service_on", pa.date32(), "date of service of the line"),
        Column("procedure", pa.string(), "CPT or HCPCS code"),
        Column("billing_npi", pa.string(), "billing provider NPI", "absent on the claim"),
        Column("charge", pa.float64(), "line charge, dollars"),
    ),
)


def past_lines(claims: pa.Table) -> pa.Table:
    """The PAST table of a CLAIMS table: its lines with a procedure, of claims with a patient key."""
    claims = claims.combine_chunks()
    lines = claims.column("lines")
    parent, items = pc.list_parent_indices(lines), pc.list_flatten(lines)
    owner = {
        name: claims.column(name).take(parent) for name in ("patient_key", "claim_id", "frequency_code", "submitted_on")
    }
    service = pc.coalesce(pc.struct_field(items, "service_on"), claims.column("service_from").take(parent))
    columns = {
        **owner,
        "service_on": service,
        "procedure": pc.struct_field(items, "procedure"),
        "billing_npi": claims.column("billing_npi").take(parent),
        "charge": pc.struct_field(items, "charge").cast(pa.float64()),
    }
    found = pa.table([columns[name] for name in PAST.arrow.names], schema=PAST.arrow)
    return found.filter(pc.and_(pc.is_valid(found["patient_key"]), pc.is_valid(found["procedure"])))


def of_batch(batch: pa.RecordBatch, past: pa.Table | None) -> pd.DataFrame:
    """Past lines of each claim of a batch: claim (row number), procedure, service_on, billing_npi, charge.

    A line is past if its claim was submitted before (on one day: has the smaller claim number) and its date of
    service lies no more than DAYS_KEPT days before the claim's and not after its last one. What a later claim, or this
    one, replaced or voided counts no more, and a void itself bills nothing.
    """
    if past is None:
        return _NONE.copy()
    keys = batch.column("patient_key")
    table = past.filter(pc.is_in(past["patient_key"], value_set=keys))
    mine = pa.table(
        {
            "claim": pa.array(range(batch.num_rows), pa.int64()),
            "patient_key": keys,
            "own_id": batch.column("claim_id"),
            "own_npi": batch.column("billing_npi"),
            "own_frequency": batch.column("frequency_code"),
            "own_submitted": batch.column("submitted_on").cast(pa.timestamp("s")),
            "from": batch.column("service_from").cast(pa.timestamp("s")),
            "to": batch.column("service_to").cast(pa.timestamp("s")),
        }
    ).filter(pc.is_valid(keys))
    both = mine.to_pandas().merge(_dated(table).to_pandas(), on="patient_key", how="inner")
    far_off = pd.Timestamp("2262-01-01")  # a claim not yet submitted comes after all that are
    then, now = both["submitted_on"].fillna(far_off), both["own_submitted"].fillna(far_off)
    earlier = (then < now) | ((then == now) & (both["claim_id"] < both["own_id"]))
    near = (both["service_on"] <= both["to"]) & ((both["from"] - both["service_on"]).dt.days <= DAYS_KEPT)
    both = both[earlier & near]
    kept = both[_stands(both)].sort_values(["claim", "service_on", "claim_id"], kind="stable", ignore_index=True)
    frame: pd.DataFrame = kept[["claim", "procedure", "service_on", "billing_npi", "charge"]]
    return frame.assign(procedure=frame["procedure"].astype("category"))


def _stands(lines: pd.DataFrame) -> pd.Series:
    """Past lines that no later sending took back.

    A sending replaces the one of the same claim number, and where the number is another the lines of the same provider,
    procedure and day.
    """
    sent = lines["submitted_on"].where(lines["frequency_code"].isin(LATER_SENDING))
    number = sent.groupby([lines["claim"], lines["claim_id"]]).transform("max")
    line = [lines[name] for name in ("claim", "billing_npi", "procedure", "service_on")]
    alike = sent.groupby(line, dropna=False).transform("max")
    taken_back = (lines["submitted_on"] < number) | (lines["submitted_on"] < alike)
    same_days = (lines["billing_npi"] == lines["own_npi"]) & (lines["service_on"] >= lines["from"])
    own = lines["own_frequency"].isin(LATER_SENDING) & ((lines["claim_id"] == lines["own_id"]) | same_days)
    stands: pd.Series = ~(taken_back | own | (lines["frequency_code"] == VOID))
    return stands


_NONE: Final = pd.DataFrame(
    {
        "claim": np.empty(0, dtype=np.int64),
        "procedure": pd.Categorical([], categories=pd.Index([], dtype="str")),
        "service_on": np.empty(0, dtype="datetime64[s]"),
        "billing_npi": pd.Series([], dtype="str"),
        "charge": np.empty(0),
    }
)


def _dated(table: pa.Table) -> pa.Table:
    for name in ("submitted_on", "service_on"):
        column = table[name].cast(pa.timestamp("s"))
        table = table.set_column(table.schema.get_field_index(name), name, column)
    return table
