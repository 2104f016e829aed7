"""How fast the rule pack reads claims: the whole pack over batches, and the same rules as a loop over claims.

    python benchmarks/rules.py [CLAIMS]

Claims have three diagnoses, three lines and eleven rows of evidence. Three rates, in claims a second:
- the pack over batches of 10,000, in one process and in one process a core: Frames.of and every rule. The processes
  run already, and read their share from an Arrow file on disk, which is part of the time;
- the pack over batches of one claim: the same code called claim by claim;
- five rules written by hand as a loop over claims held as Python objects, beside the same five of the pack.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import platform
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow as pa

from denialrisk.features.flatten import flatten
from denialrisk.features.rules.registry import pack
from denialrisk.features.testing import batch, evidence

BATCH = 10_000
DISTINCT = 2_000
SAYINGS = 11
HANDFUL = ("EXC01", "THE03", "BIL03", "SET03", "BIL08")

DIAGNOSES = (
    "R53.1",
    "M62.81",
    "R53.83",
    "G72.9",
    "I63.9",
    "I69.351",
    "G81.94",
    "I10",
    "E11.9",
    "E87.6",
    "R26.81",
    "G62.9",
)
LINES = ("99213", "99214", "95886", "95910", "97110 GP x2", "97530 GP", "97116", "70551", "36415", "97161 GP", "80053")
SAID = (
    "weakness", "weakness focal left", "fatigue", "strength reduced 4", "strength normal 5", "laterality left", "onset",
    "course progressive", "reflexes", "sensation", "gait", "function", "cause present stroke",
    "cause uncertain myopathy", "assessment", "plan", "signature", "test_rationale", "differential",
    "medication_review", "skilled_need",
)  # fmt: skip


def make(claims: int) -> tuple[pa.Table, pa.Table]:
    """A claims table and its evidence: DISTINCT different claims, repeated under new claim numbers."""
    dice = random.Random(7)
    kinds = [_claim(dice) for _ in range(min(DISTINCT, claims))]
    some, said = pa.Table.from_batches([batch(*kinds)]), evidence(*kinds)
    copies = -(-claims // len(kinds))
    tables = [(_renamed(some, copy), _renamed(said, copy)) for copy in range(copies)]
    return pa.concat_tables([each for each, _ in tables]).slice(0, claims), pa.concat_tables([e for _, e in tables])


def _claim(dice: random.Random) -> dict[str, Any]:
    claim: dict[str, Any] = {
        "diagnoses": dice.sample(DIAGNOSES, 3),
        "lines": dice.sample(LINES, 3),
        "evidence": dice.sample(SAID, SAYINGS),
        "payer_class": dice.choice(("medicare", "medicare_advantage", "commercial", "medicaid")),
        "submitted_on": dt.date(2026, 5, 20),
    }
    if dice.random() < 0.2:
        claim["bill_type"] = dice.choice(("111", "131", "211", "329"))
    return claim


def _renamed(table: pa.Table, copy: int) -> pa.Table:
    names = pa.array([f"{name}-{copy}" for name in table["claim_id"].to_pylist()])
    return table.set_column(table.schema.get_field_index("claim_id"), table.schema.field("claim_id"), names)


def read(claims: pa.Table, said: pa.Table) -> int:
    """Every rule over every batch; the number of findings, so that nothing is left undone."""
    findings = 0
    for start in range(0, claims.num_rows, BATCH):
        each = claims.slice(start, BATCH).combine_chunks().to_batches()[0]
        frames = flatten(each, said.slice(start * SAYINGS, BATCH * SAYINGS))  # a reader gives evidence by the batch
        findings += sum(int(rule.found(frames).claims.sum()) for rule in pack())
    return findings


def read_part(folder: str) -> int:
    """One process's share: the claims and the evidence of a folder."""
    claims, said = (pa.ipc.open_file(pa.memory_map(f"{folder}/{name}")).read_all() for name in ("claims", "evidence"))
    return read(claims, said)


def one_by_one(claims: pa.Table, said: pa.Table) -> int:
    """The same, in batches of one claim."""
    by_claim = {row: said.slice(row * SAYINGS, SAYINGS) for row in range(claims.num_rows)}
    return sum(read(claims.slice(row, 1), by_claim[row]) for row in range(claims.num_rows))


def by_hand(claims: list[dict[str, Any]]) -> int:
    """Five rules as one would write them in a loop over claims."""
    findings = 0
    for claim in claims:
        codes = {each["code"] for each in claim["diagnoses"]}
        findings += "R531" in codes and "M6281" in codes
        findings += any(
            line["procedure"] in ("97110", "97116", "97530", "97161")
            and not {"GP", "GO", "GN"} & set(line["modifiers"])
            for line in claim["lines"]
        )
        findings += claim["form"] == "professional" and any(
            line["units"] > {"97110": 6, "97530": 6, "95886": 4, "95910": 1}.get(line["procedure"], 999)
            for line in claim["lines"]
        )
        findings += (claim["bill_type"] or "").startswith("11") and claim["diagnoses"][0]["code"] == "R531"
        findings += claim["frequency_code"] in ("7", "8") and claim["original_reference"] is None
    return findings


def _rate(what: str, claims: int, seconds: float) -> float:
    print(f"{what:58} {claims / seconds:>12,.0f}")
    return claims / seconds


def main() -> None:
    """Print the table."""
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    table, said = make(claims)
    read(table.slice(0, 1000), said)  # tables of codes are read once, outside the clock
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    print(f"{len(pack())} rules, {claims:,} claims, {machine}, {dt.datetime.now(tz=dt.UTC):%Y-%m-%d}")
    print(f"{'':58} {'claims/s':>12}")
    started = time.perf_counter()
    read(table, said)
    whole = _rate("whole pack, batches of 10,000, one process", claims, time.perf_counter() - started)
    _in_processes(table, said)
    few = min(200, claims)
    started = time.perf_counter()
    one_by_one(table.slice(0, few), said)
    single = _rate("whole pack, claim by claim", few, time.perf_counter() - started)
    rows = table.to_pylist()
    started = time.perf_counter()
    by_hand(rows)
    _rate("five rules by hand, a loop over Python objects", claims, time.perf_counter() - started)
    rules = [rule for rule in pack() if rule.code in HANDFUL]
    started = time.perf_counter()
    for each in table.combine_chunks().to_batches(BATCH):
        frames = flatten(each)
        for rule in rules:
            assert rule.found(frames).claims.shape == (frames.n,)
    _rate("the same five of the pack, one process", claims, time.perf_counter() - started)
    print(f"batches over claim by claim: {whole / single:,.0f} times")


def _in_processes(table: pa.Table, said: pa.Table) -> None:
    cores = os.cpu_count() or 1
    share = -(-table.num_rows // cores)
    with tempfile.TemporaryDirectory() as scratch, multiprocessing.get_context("spawn").Pool(cores) as pool:
        small = _written(Path(scratch) / "small", table.slice(0, 1000), said.slice(0, 1000 * SAYINGS))
        parts = [
            _written(
                Path(scratch) / str(start), table.slice(start, share), said.slice(start * SAYINGS, share * SAYINGS)
            )
            for start in range(0, table.num_rows, share)
        ]
        pool.map(read_part, [small] * 4 * cores, chunksize=1)  # start the processes outside the clock
        started = time.perf_counter()
        pool.map(read_part, parts, chunksize=1)
        _rate(f"whole pack, {cores} processes", table.num_rows, time.perf_counter() - started)


def _written(folder: Path, claims: pa.Table, said: pa.Table) -> str:
    folder.mkdir()
    for name, table in (("claims", claims), ("evidence", said)):
        with pa.OSFile(str(folder / name), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    return str(folder)


if __name__ == "__main__":
    main()
