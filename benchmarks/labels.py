"""How fast claims are labelled from remits, and their past rates fitted and looked up, in one process.

    python benchmarks/labels.py [CLAIMS]

The tables are drawn at random: one remit for 95 of 100 claims, one to four adjustments on each, a remark on each.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from denialrisk.data.labels import label, summary
from denialrisk.data.schema import MONEY, REMITS
from denialrisk.features import alike, history

CLAIMS = 1_000_000
ANSWERED = 0.95
FIRST_DAY, DAYS = 20_000, 600
T = TypeVar("T")


def main() -> None:
    """Print how long each step takes."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    rng = np.random.default_rng(0)
    claims = draw_claims(n, rng)
    remits = draw_remits(claims.slice(0, int(n * ANSWERED)), rng)
    keys = draw_keys(claims, rng)
    print(f"{datetime.now().astimezone().date()}, {platform.machine()}, {os.cpu_count()} cores, {n:,} claims")
    labels = timed("label", n, lambda: label(claims, remits))
    print(", ".join(f"{name} {count:,}" for name, count in summary(labels).items() if count))
    tables = timed("fit past rates", n, lambda: history.fit(keys, labels))
    rows = sum(len(level.key) for level in tables.levels.values())
    print(
        f"past rates: {rows:,} rows; peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB"
    )


def timed(name: str, n: int, step: Callable[[], T]) -> T:
    wall, cpu = time.perf_counter(), time.process_time()
    result = step()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:16} {wall:6.1f} s ({cpu:.1f} s of processor time), {n / wall:,.0f} claims/s")
    return result


def draw_claims(n: int, rng: np.random.Generator) -> pa.Table:
    """The header columns that labels read."""
    day = rng.integers(FIRST_DAY, FIRST_DAY + DAYS, n)
    return pa.table(
        {
            "claim_id": [f"C{number:09d}" for number in range(n)],
            "form": rng.choice(["professional", "institutional"], n, p=[0.88, 0.12]),
            "payer_id": rng.choice([f"P{payer}" for payer in range(14)], n),
            "responsibility": rng.choice(["primary", "secondary"], n, p=[0.97, 0.03]),
            "billing_npi": rng.choice([f"1{provider:09d}" for provider in range(60)], n),
            "frequency_code": rng.choice(["1", "7"], n, p=[0.95, 0.05]),
            "original_reference": pa.nulls(n, pa.string()),
            "patient_key": rng.integers(0, n // 3 + 1, n).astype("str"),
            "service_from": days(day),
            "service_to": days(day),
            "submitted_on": days(day + 5),
            "total_charge": money(rng.integers(5_000, 90_000, n)),
        }
    )


def draw_remits(claims: pa.Table, rng: np.random.Generator) -> pa.Table:
    """One remit for each claim, 20 to 60 days after its submission."""
    n = claims.num_rows
    ends = np.append(0, np.cumsum(rng.integers(1, 5, n))).astype(np.int32)
    total = int(ends[-1])
    codes = ["45", "1", "2", "253", "16", "50", "97", "197"]
    adjustments = pa.StructArray.from_arrays(
        [
            pa.array(["line"] * total),
            pa.array(np.ones(total, dtype=np.int16)),
            pa.nulls(total, pa.string()),
            pa.array(rng.choice(["CO", "CO", "CO", "PR", "OA"], total)),
            pa.array(rng.choice(codes, total, p=[0.5, 0.2, 0.18, 0.05, 0.02, 0.02, 0.02, 0.01])),
            money(rng.integers(100, 2_000, total)),
        ],
        fields=list(REMITS.arrow.field("adjustments").type.value_type),
    )
    sent = claims["submitted_on"].cast(pa.int32()).to_numpy()
    charge = claims["total_charge"]
    given = {
        "claim_id": claims["claim_id"],
        "received_on": days(sent + rng.integers(20, 61, n)),
        "payer_id": claims["payer_id"],
        "status": pa.array(["1"] * n),
        "filing_code": pa.array(["12"] * n),
        "payer_claim_number": claims["claim_id"],
        "service_from": claims["service_from"],
        "charge": charge,
        "paid": money((charge.cast(pa.float64()).to_numpy() * 60).astype(np.int64)),
        "adjustments": pa.ListArray.from_arrays(pa.array(ends), adjustments),
        "remarks": pa.ListArray.from_arrays(
            pa.array(np.arange(n + 1, dtype=np.int32)), pa.array(rng.choice(["M76", "N706", "MA01", "MA130"], n))
        ),
    }
    columns = [given.get(field.name, pa.nulls(n, field.type)) for field in REMITS.arrow]
    return pa.table(columns, names=REMITS.arrow.names)


def draw_keys(claims: pa.Table, rng: np.random.Generator) -> pd.DataFrame:
    """What alike.keys() gives of claims, without making whole claims of them."""
    n = claims.num_rows
    sizes = {"family": 30, "procedure": 300, "diagnosis": 60, "rendering": 2_000}
    drawn = {name: rng.choice([f"{name}{level}" for level in range(size)], n) for name, size in sizes.items()}
    drawn |= {"payer": claims["payer_id"].to_numpy(), "billing": claims["billing_npi"].to_numpy()}
    levels: dict[str, list[object]] = {"unauthorized": ["yes", *[None] * 9], "late": ["60", "90", None]}
    drawn |= {name: rng.choice(np.array(values, dtype=object), n) for name, values in levels.items()}
    assert set(drawn) == set(alike.COLUMNS)
    authorized, sent = rng.random(n) < 0.1, claims["submitted_on"].to_numpy()
    return pd.DataFrame(drawn, dtype=object).assign(authorized=authorized, submitted_on=sent)


def days(numbers: npt.NDArray[np.int64]) -> pa.Array:
    return pa.array(numbers.astype(np.int32)).cast(pa.date32())


def money(cents: npt.NDArray[np.int64]) -> pa.Array:
    """Cents as decimal dollars: a 128-bit integer of hundredths is the decimal's own representation."""
    return pa.Array.from_buffers(MONEY, len(cents), [None, pa.py_buffer(np.stack([cents, cents >> 63], axis=1))])


if __name__ == "__main__":
    main()
