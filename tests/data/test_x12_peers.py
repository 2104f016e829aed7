"""Three other readers agree with ours on every sample file that they can read.

pyx12 validates by the guides: it looks up a guide by the versions of ISA and GS together, and has none for 222A2 and
223A3, so those two are rewritten for it. openx12 assumes ``*``, ``:`` and ``~``. oxedi reads 835 only. Where a peer
finds no lines in a claim, their absence is not compared. Each test states how many claims and lines were compared, so
that a peer that stops reading anything is noticed.
"""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openx12
import oxedi
import pytest
import pyx12.error_handler
import pyx12.map_if
import pyx12.params
from pyx12.errors import EngineError
from pyx12.x12context import X12ContextReader
from x12_samples import FILES, claims_of, need_samples, remits_of

pytestmark = need_samples
load_map_file = functools.cache(pyx12.map_if.load_map_file)
PARAMS = pyx12.params.params()
Item = tuple[tuple[object, ...], list[tuple[object, ...]]]


@pytest.fixture(autouse=True)
def _guides_are_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """pyx12 parses a guide's XML for every file, which takes longer than all the rest."""
    monkeypatch.setattr(pyx12.map_if, "load_map_file", load_map_file)


def of_kind(kind: str) -> list[Path]:
    return [path for path in FILES if f"ST*{kind}*" in path.read_text()]


def declared_separator(path: Path) -> bool:
    """Whether composites are written as ISA16 says; the peers lose them where not."""
    text = path.read_text()
    return text[104] != ":" or not re.search(r"\*(HC|BK)>", text)


def ours(path: Path) -> list[Item]:
    """Claim number, charge, and procedure and charge of each line."""
    return [
        ((row["claim_id"], row["total_charge"]), [(line["procedure"], line["charge"]) for line in row["lines"]])
        for row in claims_of(path.read_bytes())
    ]


def our_remits(path: Path) -> list[Item]:
    """Claim number, status, charge and payment, and each adjustment."""
    return [
        (
            (row["claim_id"], row["status"], row["charge"], row["paid"]),
            [(a["group"], a["reason"], a["amount"]) for a in row["adjustments"]],
        )
        for row in remits_of(path.read_bytes())
    ]


def compared(paths: list[Path], peer: Callable[[Path], list[Item]], own: Callable[[Path], list[Item]]) -> list[int]:
    """Claims and lines compared, over the files of which the peer reads anything."""
    claims = lines = 0
    for path in paths:
        theirs = peer(path)
        if not theirs:
            continue
        for (head, inner), (own_head, own_inner) in zip(theirs, own(path), strict=True):
            assert own_head == head, path.name
            if inner:
                assert own_inner == inner, path.name
            claims, lines = claims + 1, lines + len(inner)
    return [claims, lines]


def pyx12_text(path: Path) -> str:
    text = path.read_text(encoding="latin-1").replace("X222A2", "X222A1").replace("X223A3", "X223A2")
    version = "00401" if "*004010X" in text else "00501"
    repetition = "U" if version == "00401" else "^"
    component = text[104] if declared_separator(path) else ">"
    return f"{text[:82]}{repetition}*{version}{text[89:104]}{component}{text[105:]}"


def pyx12_nodes(path: Path, loop: str) -> Iterator[Any]:
    reader = X12ContextReader(PARAMS, pyx12.error_handler.errh_null(), io.StringIO(pyx12_text(path)))
    return (node for node in reader.iter_segments(loop) if node.id == loop)


def pyx12_claims(path: Path) -> list[Item]:
    def service(line: Any) -> tuple[object, ...]:
        if line.exists("SV1"):
            return line.get_value("SV101-2"), Decimal(line.get_value("SV102"))
        return line.get_value("SV202-2"), Decimal(line.get_value("SV203"))

    def lines(claim: Any) -> list[tuple[object, ...]]:
        return [service(line) for line in claim.select("2400") if line.exists("SV1") or line.exists("SV2")]

    def item(claim: Any) -> Item:
        return (claim.get_value("CLM01"), Decimal(claim.get_value("CLM02"))), lines(claim)

    try:
        return [item(claim) for claim in pyx12_nodes(path, "2300")]
    except EngineError:  # a dental guide, two guides in one file, a pointer with decimals
        return []


def pyx12_remits(path: Path) -> list[Item]:
    def adjustments(node: Any) -> Iterator[tuple[object, ...]]:
        for cas in node.select("CAS"):
            for at in range(2, 20, 3):
                if reason := cas.get_value(f"CAS{at:02}"):
                    yield cas.get_value("CAS01"), reason, Decimal(cas.get_value(f"CAS{at + 1:02}"))

    def item(node: Any) -> Item:
        status, *dollars = (node.get_value(f"CLP{at:02}") for at in (2, 3, 4))
        of_lines = (triple for line in node.select("2110") for triple in adjustments(line))
        return (node.get_value("CLP01"), status, *map(Decimal, dollars)), [*adjustments(node), *of_lines]

    return [item(node) for node in pyx12_nodes(path, "2100")]


def openx12_can(text: str) -> bool:
    return text[104] == ":" and not re.search(r"\*(HC|BK)>|~\s*SV3", text)


def openx12_claims(path: Path) -> list[Item]:
    text = path.read_text()
    if not openx12_can(text):
        return []
    institutional = "SV2*" in text  # its institutional reader takes the revenue code for the composite
    claims = (openx12.x837i if institutional else openx12.x837p).parse(text).claims
    return [
        (
            (claim["claim_number"], cents(claim["amount"])),
            [] if institutional else [(line["cpt_code"], cents(line["charge"])) for line in claim["services"]],
        )
        for claim in claims
    ]


def openx12_remits(path: Path) -> list[Item]:
    def item(claim: Any) -> Item:
        head = (claim["patient_control_number"], claim["claim_status"])
        levels = [claim, *claim.get("services", [])]
        return (
            (*head, cents(claim["total_claim_charge"]), cents(claim["claim_payment_amount"])),
            [(a["group"], a["reason"], cents(a["amount"])) for level in levels for a in level.get("adjustments", [])],
        )

    text = path.read_text()
    return [item(claim) for claim in openx12.x835.parse(text).claims] if openx12_can(text) else []


def cents(amount: float) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def oxedi_remits(path: Path) -> list[Item]:
    tables = oxedi.parse(path.read_bytes()).tables
    adjustments = list(tables["adjustments"].to_pandas().itertuples())

    def item(claim: Any) -> Item:
        own = [a for a in adjustments if a.claim == claim.row]
        return (
            (claim.claim_id.decode(), claim.claim_status.decode(), claim.charge_amount, claim.payment_amount),
            [(a.group_code.decode(), a.reason_code.decode(), a.amount) for a in own],
        )

    return [item(claim) for claim in tables["claims"].to_pandas().itertuples()]


@pytest.mark.parametrize(("peer", "expected"), [(pyx12_claims, [58, 114]), (openx12_claims, [47, 116])])
def test_claims_agree(peer: Callable[[Path], list[Item]], expected: list[int]) -> None:
    assert compared(of_kind("837"), peer, ours) == expected


@pytest.mark.parametrize(
    ("peer", "expected"), [(pyx12_remits, [12, 22]), (openx12_remits, [7, 13]), (oxedi_remits, [12, 22])]
)
def test_remits_agree(peer: Callable[[Path], list[Item]], expected: list[int]) -> None:
    assert compared(of_kind("835"), peer, our_remits) == expected
