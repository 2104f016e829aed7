"""validate(): every kind of violation at once, with counts and rows, and never a value."""

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialrisk.data.errors import InputError
from denialrisk.data.schema import CLAIMS, EVIDENCE, TABLES
from denialrisk.data.validate import check, validate
from denialrisk.features.testing import batch

SECRET = "Marguerite Oldcastle"


def _table(n: int = 3) -> pa.Table:
    shorthand = {"diagnoses": ["R53.1"], "lines": ["97110 GP"], "notes": ["text"]}
    return pa.Table.from_batches([batch(*[shorthand] * n)])


def _with(**changes: Any) -> pa.Table:
    """The sound table with the second row changed; a function is applied to the row's value."""
    rows = _table().to_pylist()
    for name, change in changes.items():
        if callable(change):
            change(rows[1][name])
        else:
            rows[1][name] = change
    return pa.Table.from_pylist(rows, schema=CLAIMS.arrow)


def test_sound_tables_have_no_violation() -> None:
    assert validate(_table(), CLAIMS) == []
    for spec in TABLES:
        assert validate(spec.arrow.empty_table(), spec) == []


@pytest.mark.parametrize(
    ("table", "column", "found"),
    [
        (_with(claim_id=None), "claim_id", "null"),
        (_with(patient_age=-1), "patient_age", "below 0"),
        (_with(patient_age=91), "patient_age", "above 90"),
        (_with(patient_sex=SECRET), "patient_sex", "value outside the closed set"),
        (_with(diagnoses=None), "diagnoses", "null"),
        (_with(diagnoses=lambda d: d[0].update(role=SECRET)), "diagnoses.role", "value outside the closed set"),
        (_with(lines=lambda lines: lines[0].update(units=None)), "lines.units", "null"),
        (_with(lines=lambda lines: lines[0].update(modifiers=[None])), "lines.modifiers", "null in the list"),
        (_with(lines=lambda lines: lines[0].update(pointers=[0])), "lines.pointers", "below 1"),
        (_with(notes=lambda notes: notes[0].update(text=None)), "notes.text", "null"),
        (_with(diagnoses=lambda d: d.append(None)), "diagnoses", "null in place of a record"),
    ],
)
def test_each_bad_value_is_found_in_its_row(table: pa.Table, column: str, found: str) -> None:
    violations = validate(table, CLAIMS)
    assert [(v.column, v.found, v.count, v.rows) for v in violations] == [(column, found, 1, (2,))]
    assert SECRET not in str(violations)


def test_all_violations_come_at_once_and_check_raises_them() -> None:
    table = _with(claim_id=None, patient_sex=SECRET).drop_columns(["form"])
    table = table.append_column("patient_name", pa.array([SECRET] * 3))
    table = table.set_column(table.column_names.index("service_to"), "service_to", pa.array(["x"] * 3))
    columns = [violation.column for violation in validate(table, CLAIMS)]
    assert columns == ["claim_id", "form", "patient_name", "patient_sex", "service_to"]
    with pytest.raises(InputError) as raised:
        check(table, CLAIMS)
    assert all(column in str(raised.value) for column in columns)
    assert SECRET not in str(raised.value)
    check(_table(), CLAIMS)


def test_encoding_does_not_matter_but_inner_columns_do() -> None:
    table = _table()
    encoded = table.set_column(0, "claim_id", table["claim_id"].cast(pa.large_string()).dictionary_encode())
    assert validate(encoded, CLAIMS) == []
    rows = [{**row, "diagnoses": [{"code": "R531", "rank": 1}]} for row in table.to_pylist()]
    narrow = pa.Table.from_pylist(rows)
    names = {violation.column for violation in validate(narrow, CLAIMS)}
    assert {"diagnoses.role", "diagnoses.system", "diagnoses.rank"} <= names


@given(st.lists(st.one_of(st.none(), st.integers(-5, 5)), max_size=30), st.integers(0, 2))
def test_counts_and_rows_agree_with_a_plain_loop(starts: list[int | None], cut: int) -> None:
    rows = [
        {"claim_id": "c", "element": "gait", "state": None if (start or 0) > 3 else "present", "start": start}
        for start in starts
    ]
    table = pa.Table.from_pylist(rows, schema=EVIDENCE.arrow)
    table = pa.concat_tables([table.slice(0, cut), table.slice(cut)])  # chunks must not matter
    found = {violation.column: violation for violation in validate(table, EVIDENCE)}
    for column, bad in (
        ("start", [row for row, start in enumerate(starts, 1) if start is not None and start < 0]),
        ("state", [row for row, start in enumerate(starts, 1) if (start or 0) > 3]),
    ):
        assert (found[column].count, found[column].rows) == (len(bad), tuple(bad[:5])) if bad else column not in found
