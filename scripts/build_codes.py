"""Build the ICD-10-CM table that denialrisk ships from CMS's own Tabular List.

    python scripts/build_codes.py [TABULAR.xml]

Without an argument it takes the April 1 2026 file that lies in the development dependency simple-icd-10-cm.
That update is taken to hold for the whole of fiscal year 2026: the October 2025 release is not packaged publicly, the
update only adds codes, so the error it can make is to call a code valid some months early.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import sys
from pathlib import Path

from denialrisk.data.codes.releases import write
from denialrisk.data.codes.tabular import read_tabular

CODES = Path(__file__).resolve().parents[1] / "data" / "codes"
HOLDS = (dt.date(2025, 10, 1), dt.date(2026, 9, 30))


def packaged_tabular() -> Path:
    """The Tabular List inside simple-icd-10-cm."""
    spec = importlib.util.find_spec("simple_icd_10_cm")
    if spec is None or spec.origin is None:
        sys.exit("simple-icd-10-cm is not installed: pip install '.[dev]', or give the path of a tabular XML")
    return next((Path(spec.origin).parent / "data").glob("icd10c-tabular-*.xml"))


def main() -> None:
    """Write data/codes/icd10cm-2026-april.parquet."""
    xml = Path(sys.argv[1]) if len(sys.argv) > 1 else packaged_tabular()
    path = write(read_tabular(xml), CODES, "2026 April", HOLDS, f"CMS {xml.name}")
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
