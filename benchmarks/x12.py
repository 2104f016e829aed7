"""How fast 837P files are read, beside pyx12 and openx12 on the same file in the same run.

    python benchmarks/x12.py [CLAIMS]

The peers get the first claims of the same file only, as many as the table says, because pyx12 would take minutes.
Each reader does what it is made for: ours makes batches of the claims table, with money as decimals, dates, ages and
patient keys; openx12 makes dicts with money as floats; pyx12 validates against the guide and makes a tree.
"""

from __future__ import annotations

import io
import os
import platform
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version

import openx12
import pyx12.error_handler
import pyx12.params
from pyx12.x12context import X12ContextReader

from denialrisk.data.patients import PatientKeys
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.x12.claims import read_claims

CLAIMS = 50_000
CLAIMS_FOR_OPENX12 = 5_000
CLAIMS_FOR_PYX12 = 300
PROCEDURES = ("99213", "99214", "97110", "97112", "97530", "97161", "95886", "95910", "99284", "G0151")
DIAGNOSES = ("R531", "M6281", "R5383", "G729", "I10", "E119", "I69351", "M545", "G7000", "R2689")


def professional_file(claims: int, seed: int = 1) -> str:
    """A 5010 837P file: one billing provider, a subscriber loop for each claim, one to four lines, one to six codes."""
    draw = random.Random(seed)
    body = [segment for number in range(claims) for segment in _claim(number, draw)]
    head = [
        "ST*837*0001*005010X222A1",
        "BHT*0019*00*0123*20260105*1023*CH",
        "NM1*41*2*BILLING SERVICE*****46*TGJ23",
        "PER*IC*JERRY*TE*3055552222*EX*231",
        "NM1*40*2*RECEIVER*****46*66783JJT",
        "HL*1**20*1",
        "PRV*BI*PXC*207Q00000X",
        "NM1*85*2*CLINIC*****XX*1234567893",
        "N3*234 SEAWAY ST",
        "N4*MIAMI*FL*331110000",
        "REF*EI*587654321",
    ]
    transaction = [*head, *body]
    segments = [
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*1023*^*00501*000000907*0*P*:",
        "GS*HC*SENDER*RECEIVER*20260105*1023*1*X*005010X222A1",
        *transaction,
        f"SE*{len(transaction) + 1}*0001",
        "GE*1*1",
        "IEA*1*000000907",
    ]
    return "~\n".join(segments) + "~\n"


def _claim(number: int, draw: random.Random) -> Iterator[str]:
    served = date(2025, 1, 1) + timedelta(days=draw.randrange(360))
    born = date(1935, 1, 1) + timedelta(days=draw.randrange(25_000))
    charges = [draw.randrange(2_000, 40_000) for _ in range(draw.randrange(1, 5))]
    codes = draw.sample(DIAGNOSES, draw.randrange(1, 7))
    pointers = ":".join(str(place) for place in range(1, min(4, len(codes)) + 1))
    yield f"HL*{number + 2}*1*22*0"
    yield f"SBR*P*18*******{draw.choice(('MB', 'MC', 'CI', 'BL', 'HM', '16'))}"
    yield f"NM1*IL*1*DOE*JANE*A***MI*{draw.randrange(10**9):09}A"
    yield "N3*236 N MAIN ST"
    yield "N4*MIAMI*FL*33413"
    yield f"DMG*D8*{born:%Y%m%d}*{draw.choice('FM')}"
    yield f"NM1*PR*2*PAYER*****PI*P{draw.randrange(14):05}"
    yield f"CLM*C{number:09}*{sum(charges) / 100:.2f}***11:B:1*Y*A*Y*Y"
    if draw.random() < 0.3:
        yield f"DTP*431*D8*{served - timedelta(days=draw.randrange(60)):%Y%m%d}"
    if draw.random() < 0.2:
        yield "REF*G1*AUTH123"
    yield "HI*" + "*".join(("ABF:" if place else "ABK:") + code for place, code in enumerate(codes))
    yield f"NM1*82*1*ROE*RICHARD****XX*{1_000_000_000 + draw.randrange(60)}"
    yield "PRV*PE*PXC*225100000X"
    for line, charge in enumerate(charges, 1):
        yield f"LX*{line}"
        yield f"SV1*HC:{draw.choice(PROCEDURES)}:GP*{charge / 100:.2f}*UN*{draw.randrange(1, 5)}***{pointers}"
        yield f"DTP*472*D8*{served:%Y%m%d}"
        yield f"REF*6R*{number}L{line}"


def ours(text: str) -> int:
    """Claims-table batches, from bytes."""
    batches = read_claims(io.BytesIO(text.encode()), "benchmark", PatientKeys(b"of the benchmark"), Quarantine())
    return sum(batch.num_rows for batch in batches)


def openx12_reader(text: str) -> int:
    """Claims as dicts."""
    return len(openx12.x837p.parse(text).claims)


def pyx12_reader(text: str) -> int:
    """Claims as validated trees, of which nothing is read yet."""
    reader = X12ContextReader(pyx12.params.params(), pyx12.error_handler.errh_null(), io.StringIO(text))
    return sum(node.id == "2300" for node in reader.iter_segments("2300"))


def rate(read: Callable[[str], int], claims: int, repeats: int) -> float:
    """Claims a second, the best of some runs; fails when a reader finds another number of claims than there are."""
    text = professional_file(claims)
    best = 0.0
    for _ in range(repeats):
        start = time.perf_counter()
        found = read(text)
        best = max(best, claims / (time.perf_counter() - start))
        if found != claims:
            raise SystemExit(f"{read.__name__} found {found} of {claims} claims")
    return best


def main() -> None:
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    readers: tuple[tuple[str, Callable[[str], int], int, int], ...] = (
        ("denialrisk", ours, claims, 3),
        (f"openx12 {version('openx12')}", openx12_reader, min(claims, CLAIMS_FOR_OPENX12), 3),
        (f"pyx12 {version('pyx12')}", pyx12_reader, min(claims, CLAIMS_FOR_PYX12), 1),
    )
    rates = {name: rate(read, share, repeats) for name, read, share, repeats in readers}
    today = datetime.now(tz=UTC).date()
    print(f"837P claims read a second, one process; {today}, {machine()}")
    print(f"{'reader':<16}{'claims read':>12}{'claims/s':>12}{'ours is':>10}")
    for name, _, share, _ in readers:
        print(f"{name:<16}{share:>12,}{rates[name]:>12,.0f}{rates['denialrisk'] / rates[name]:>9.1f}x")


def machine() -> str:
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"


if __name__ == "__main__":
    main()
