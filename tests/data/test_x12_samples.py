"""Every sample file is read, and agrees with a naive second reading of its raw text that shares no code with ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from x12_samples import claims_of, each_sample, need_samples, remits_of

from denialrisk.data.quarantine import Quarantine
from denialrisk.data.x12.files import kinds_in, open_members
from denialrisk.data.x12.remits import ProviderAdjustments

DENTAL = "X224"


def raw_segments(path: Path) -> list[list[str]]:
    text = path.read_bytes().decode("latin-1")
    return [piece.strip().split(text[3]) + [""] * 20 for piece in text.split(text[105]) if piece.strip()]


def loops(segments: list[list[str]], opener: str, closers: set[str]) -> Iterator[tuple[list[list[str]], list[str]]]:
    """The segments of each claim or claim payment, with the last BHT or DTM*405 before it."""
    dated: list[str] = []
    current: list[list[str]] = []
    for segment in segments:
        if segment[0] == "BHT" or segment[:2] == ["DTM", "405"]:
            dated = segment
        if current and (segment[0] == opener or segment[0] in closers):
            yield current, dated
            current = []
        if segment[0] == opener or current:
            current.append(segment)


def day(text: str) -> date:
    return datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007 # dates have no zone


def days(loop: list[list[str]], name: str, *qualifiers: str, at: int = 3) -> list[date]:
    found = [s[at] for s in loop if s[0] == name and s[1] in qualifiers]
    return [day(part) for value in found for part in value.split("-")]


@need_samples
@each_sample
def test_each_claim_agrees_with_the_raw_segments(path: Path) -> None:
    segments = raw_segments(path)
    quarantine = Quarantine()
    rows = claims_of(path.read_bytes(), quarantine) if segments[2][1] == "837" else []
    raw = list(loops(segments, "CLM", {"HL", "SE"}))
    assert len(raw) == sum(segment[0] == "CLM" for segment in segments)
    if DENTAL in path.read_text():
        assert rows == []
        assert quarantine.counts()["claim"] == len(raw)
        return
    assert len(rows) == len(raw)
    assert quarantine.counts().get("claim", 0) == 0
    for row, (loop, bht) in zip(rows, raw, strict=True):
        clm = loop[0]
        assert row["claim_id"] == clm[1]
        assert row["total_charge"] == Decimal(clm[2])
        assert row["submitted_on"] == day(bht[4])
        services = [(s, 2 if s[0] == "SV1" else 3) for s in loop if s[0] in {"SV1", "SV2"}]
        lines = row["lines"]
        assert [line["charge"] for line in lines] == [Decimal(s[at]) for s, at in services]
        assert [line["units"] for line in lines] == [float(s[at + 2]) for s, at in services]
        assert [line["unit_basis"] for line in lines] == [s[at + 1] for s, at in services]
        composites = [[*re.split("[:<>]", s[at - 1]), ""] for s, at in services]
        assert [line["procedure"] or "" for line in lines] == [composite[1] for composite in composites]
        assert [line["modifiers"] for line in lines] == [[m for m in c[2:6] if m] for c in composites]
        statement, served = days(loop, "DTP", "434"), days(loop, "DTP", "472")
        assert row["service_from"] == min(statement or served)
        assert row["service_to"] == max(statement or served)
        assert [row["onset_on"]] == (days(loop, "DTP", "431") or [None])
        assert [row["admitted_on"]] == (days(loop, "DTP", "435") or [None])
        codes = [re.split("[:<>]", value)[:2] for s in loop if s[0] == "HI" for value in s[1:] if value]
        expected = [c.replace(".", "") for q, c in codes if q in {"ABK", "BK", "ABF", "BF", "BN", "BJ", "ABJ"}]
        assert [diagnosis["code"] for diagnosis in row["diagnoses"]] == expected


@need_samples
@each_sample
def test_each_remit_agrees_with_the_raw_segments(path: Path) -> None:
    segments = raw_segments(path)
    quarantine, adjustments = Quarantine(), ProviderAdjustments()
    rows = remits_of(path.read_bytes(), quarantine, adjustments) if segments[2][1] == "835" else []
    raw = list(loops(segments, "CLP", {"LX", "PLB", "SE"}))
    assert len(rows) == len(raw) == sum(segment[0] == "CLP" for segment in segments)
    for row, (loop, dtm) in zip(rows, raw, strict=True):
        clp = loop[0]
        assert (row["claim_id"], row["status"]) == (clp[1], clp[2])
        assert (row["charge"], row["paid"]) == (Decimal(clp[3]), Decimal(clp[4]))
        assert row["patient_responsibility"] == (Decimal(clp[5]) if clp[5] else None)
        assert row["received_on"] == day(dtm[2])
        claim_day, line_days = days(loop, "DTM", "232", at=2), days(loop, "DTM", "472", "150", at=2)
        assert row["service_from"] == (claim_day[0] if claim_day else min(line_days, default=None))
        triples = [(s[1], s[at], Decimal(s[at + 1])) for s in loop if s[0] == "CAS" for at in range(2, 20, 3) if s[at]]
        assert [(a["group"], a["reason"], a["amount"]) for a in row["adjustments"]] == triples
        remarks = [s[2] for s in loop if s[0] == "LQ"] + [s[3] for s in loop if s[0] == "MOA"]
        assert row["remarks"] == remarks
    plb = [Decimal(s[at]) for s in segments if s[0] == "PLB" for at in range(4, 16, 2) if s[at]]
    assert adjustments.table()["amount"].to_pylist() == plb


@need_samples
@each_sample
def test_the_kind_is_that_of_the_transactions(path: Path) -> None:
    for name, stream in open_members(path, Quarantine()):
        assert name == path.name
        assert kinds_in(stream) == {segment[1] for segment in raw_segments(path) if segment[0] == "ST"}
