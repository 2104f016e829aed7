"""Shared by the X12 tests: the sample files, reading them, and a small well-formed 837 to vary."""

from __future__ import annotations

import io

import pyarrow as pa
import pytest
from samples import SAMPLES

from denialrisk.data.patients import PatientKeys
from denialrisk.data.quarantine import Quarantine
from denialrisk.data.schema import CLAIMS, REMITS
from denialrisk.data.x12.claims import read_claims
from denialrisk.data.x12.remits import ProviderAdjustments, read_remits

FOLDER = SAMPLES / "x12"
FILES = sorted(FOLDER.glob("*/*"))
KEYS = PatientKeys(b"a key for the tests only")

need_samples = pytest.mark.skipif(not FILES, reason=f"no sample files under {FOLDER} (they are not in the repository)")
each_sample = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[-40:])

HEADER = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260102*0900*^*00501*000000001*0*P*:~"
    "GS*HC*SENDER*RECEIVER*20260102*0900*1*X*005010X222A1~ST*837*0001*005010X222A1~"
    "BHT*0019*00*1*20260102*0900*CH~NM1*41*2*A*****46*1~NM1*40*2*B*****46*2~"
    "HL*1**20*1~PRV*BI*PXC*207Q00000X~NM1*85*2*CLINIC*****XX*1234567893~"
)
SUBSCRIBER = "HL*2*1*22*0~SBR*P*18*******MB~NM1*IL*1*DOE*JANE****MI*M1~DMG*D8*19500615*F~NM1*PR*2*PAYER*****PI*P001~"
CLAIM = (
    "CLM*A1*150***11:B:1*Y*A*Y*Y~DTP*431*D8*20251220~REF*G1*AUTH~HI*ABK:R531*ABF:I10~"
    "NM1*82*1*ROE*R****XX*1999999984~PRV*PE*PXC*225100000X~"
    "LX*1~SV1*HC:97110:GP:59*100*UN*2***1:2~DTP*472*D8*20251230~LX*2~SV1*HC:97530*50*UN*1***1~DTP*472*D8*20251231~"
)
TRAILER = "SE*30*0001~GE*1*1~IEA*1*000000001~"
FILE = HEADER + SUBSCRIBER + "".join(CLAIM.replace("A1", f"C{number}") for number in range(4)) + TRAILER
REMITTANCE = (
    "ISA*00*          *00*          *ZZ*S              *ZZ*R              *260102*0900*^*00501*000000001*0*P*:~"
    "GS*HP*S*R*20260102*0900*1*X*005010X221A1~ST*835*1~BPR*I*80*C*CHK************20260115~TRN*1*T1*1999~"
    "N1*PR*PAYER*XV*P001~LX*1~CLP*A1*1*150*80*20*MB*ICN*11*1~CAS*CO*45*50~SVC*HC:97110*150*80~DTM*472*20251230~"
    "CAS*PR*1*20~LQ*HE*N14~SE*12*1~GE*1*1~IEA*1*000000001~"
)


def claims_of(content: str | bytes, quarantine: Quarantine | None = None, **options: int) -> list[dict[str, object]]:
    data = content if isinstance(content, bytes) else content.encode()
    batches = list(read_claims(io.BytesIO(data), "file", KEYS, quarantine or Quarantine(), **options))
    return _rows(batches, CLAIMS.arrow)


def remits_of(
    content: str | bytes, quarantine: Quarantine | None = None, adjustments: ProviderAdjustments | None = None
) -> list[dict[str, object]]:
    data = content if isinstance(content, bytes) else content.encode()
    collector = ProviderAdjustments() if adjustments is None else adjustments
    return _rows(list(read_remits(io.BytesIO(data), "file", quarantine or Quarantine(), collector)), REMITS.arrow)


def _rows(batches: list[pa.RecordBatch], schema: pa.Schema) -> list[dict[str, object]]:
    table = pa.Table.from_batches(batches, schema=schema)
    table.validate(full=True)
    for field, column in zip(schema, table.columns, strict=True):
        assert field.nullable or column.null_count == 0, f"{field.name} is null where the schema forbids it"
    return table.to_pylist()


ROWS = claims_of(FILE)
