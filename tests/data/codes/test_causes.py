"""The shared list of causes: every term is used the same by notes, rules and simulated payers."""

import pytest

from denialrisk.data.codes.causes import Cause, causes
from denialrisk.data.codes.patterns import matches


@pytest.mark.parametrize("cause", causes().values(), ids=lambda cause: cause.term)
def test_cause_names_codes(cause: Cause) -> None:
    assert cause.title
    assert cause.codes or cause.term == "other"
    assert all(matches(pattern, pattern.split("-")[0].replace(".", "")) for pattern in cause.codes)


@pytest.mark.parametrize(
    ("term", "code"),
    [("stroke", "I69351"), ("medication", "T380X5A"), ("als", "G1221"), ("multiple_sclerosis", "G35D")],
)
def test_cause_covers_code(term: str, code: str) -> None:
    assert any(matches(pattern, code) for pattern in causes()[term].codes)
