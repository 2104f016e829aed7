"""The table of adjustment reasons against cases written down apart from it, and what its file must be."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
import yaml

from denialrisk.data.errors import InputError
from denialrisk.data.reasons import FILE, decide, table, unknown_codes, unknown_told
from denialrisk.data.schema import REASON_FAMILIES, REMITS

CASES = yaml.safe_load(Path(__file__).with_name("reasons.yml").read_text())
WRITTEN = [(family, case) for family, kinds in CASES.items() for cases in kinds.values() for case in cases.split()]


def decided(cases: list[str]) -> list[int]:
    """Row of table() that decides each case, written GROUP-CARC+REMARK@FILING."""
    parts = [re.fullmatch(r"(\w\w)-(\w+)((?:\+\w+)*)(?:@(\w+))?", case) for case in cases]
    rows = [(n, part[1], part[2], part[4] or "") for n, part in enumerate(parts) if part]
    assert len(rows) == len(cases)
    remarks = [(n, rarc) for n, part in enumerate(parts) if part for rarc in part[3].split("+") if rarc]
    return decide(
        pd.DataFrame(rows, columns=["remit", "group", "carc", "filing"]),
        pd.DataFrame(remarks, columns=["remit", "rarc"]),
    ).tolist()


def test_every_case_is_decided_as_written_down() -> None:
    chosen = [table()[row] for row in decided([case for _, case in WRITTEN])]
    found = [reason.family if reason.denial else "no denial" for reason in chosen]
    wrong = {case: (said, got) for (said, case), got in zip(WRITTEN, found, strict=True) if said != got}
    assert not wrong


def test_every_row_of_the_table_decides_a_case() -> None:
    reached = set(decided([case for _, case in WRITTEN]))
    missing = [" ".join(filter(None, reason.key)) for row, reason in enumerate(table()) if row not in reached]
    assert not missing, f"add a case to tests/data/reasons.yml for {missing}"


def test_the_cases_name_families_and_stand_once() -> None:
    assert set(CASES) == {"no denial", *REASON_FAMILIES}
    assert len({case for _, case in WRITTEN}) == len(WRITTEN)


def test_every_row_says_its_source_in_our_own_few_words() -> None:
    assert len({reason.carc for reason in table()}) >= 120
    for reason in table():
        assert len(reason.words) <= 80, reason.key
        assert re.match(r"X12|RARC list 411|our policy|Noridian", reason.source), reason.key
    for licensed in ("deductible amount", "missing/incomplete/invalid", "claim/service", "non-covered charge"):
        assert licensed not in FILE.read_text().lower()


def test_the_more_exact_row_wins_whatever_the_order_of_remarks() -> None:
    assert decided(["CO-16+N706+M76"]) == decided(["CO-16+M76+N706"])
    assert table()[decided(["PR-96+N115"])[0]].key == ("96", "", "N115", "")
    assert table()[decided(["PR-96"])[0]].key == ("96", "PR", "", "")


def test_codes_that_no_row_names_are_reported() -> None:
    adjustment = {"level": "claim", "group": "CO", "amount": 1}
    remits = [
        {
            "claim_id": "A",
            "received_on": 0,
            "status": "1",
            "charge": 1,
            "paid": 0,
            "adjustments": [adjustment | {"reason": reason} for reason in ("45", "zz", "ZZ ")],
            "remarks": [],
        }
    ]
    assert unknown_codes(pa.Table.from_pylist(remits, schema=REMITS.arrow)) == {"ZZ": 2}
    assert unknown_codes(REMITS.arrow.empty_table()) == {}


def test_unknown_codes_are_told_with_what_they_count_as() -> None:
    assert unknown_told({}) == []
    assert unknown_told({"999": 1, "ZZ": 2}) == [
        (
            "3 adjustments of remits with 2 reason codes (CARC) that reasons.csv does not name: ZZ (2), 999 (1); "
            "counted as denied, family other"
        ),
    ]
    many = unknown_told({f"9{number}": 1 for number in range(10, 23)})[0]
    assert "919 (1) and 3 others; counted" in many


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("50,CO,,,yes,necessity,somewhere,words", "family is none of"),
        ("45,,,,no,other,somewhere,words", "family is given though it is no denial"),
        ("45,XX,,,no,,somewhere,words", "group is none of"),
        ("45,,,,perhaps,,somewhere,words", "denial is neither yes nor no"),
        ("45,,,,no,,,words", "source or words are empty"),
        ("45,,,,no", "has not 8 columns"),
        ("*,PR,,,no,,somewhere,words", "takes no group"),
        ("*,,,,yes,other,somewhere,words\n*,,,,yes,other,somewhere,words", "is decided twice"),
        ("45,,,,no,,somewhere,words", "no row for the codes that no row names"),
    ],
)
def test_a_faulty_file_is_refused_naming_the_line(tmp_path: Path, line: str, fault: str) -> None:
    file = tmp_path / "reasons.csv"
    file.write_text(f"{FILE.read_text().splitlines()[0]}\n{line}\n")
    with pytest.raises(InputError, match=re.escape(fault)):
        table(file)
