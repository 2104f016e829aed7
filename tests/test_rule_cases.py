"""Every case file in tests/cases: the claims under ``fires`` must fire their rule, those under ``silent`` must not."""

from pathlib import Path

import pytest
import yaml

from denialrisk.features.rules.registry import pack
from denialrisk.features.testing import claims

CASES = Path(__file__).parent / "cases"
RULES = {rule.code: rule for rule in pack()}


def _cases() -> list[object]:
    found = []
    for file in sorted(CASES.glob("*.yml")):
        for verdict, listed in yaml.safe_load(file.read_text()).items():
            for case in listed:
                why = case.pop("why")
                found.append(pytest.param(file.stem, verdict, case, id=f"{file.stem}-{verdict}-{why}"))
    return found


@pytest.mark.parametrize(("code", "verdict", "case"), _cases())
def test_case(code: str, verdict: str, case: dict[str, object]) -> None:
    assert RULES[code].found(claims(case)).claims.tolist() == [verdict == "fires"]
