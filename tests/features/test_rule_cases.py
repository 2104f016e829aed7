"""Every case file in tests/cases: the claims under ``fires`` must fire their rule, those under ``silent`` must not."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from denialrisk.features.flatten import flatten
from denialrisk.features.rules.registry import pack
from denialrisk.features.testing import batch, claims, evidence, past

CASES = Path(__file__).parents[1] / "cases"
RULES = {rule.code: rule for rule in pack()}


@pytest.mark.parametrize("file", sorted(CASES.glob("*.yml")), ids=lambda file: file.stem)
def test_cases(file: Path) -> None:
    listed = yaml.safe_load(file.read_text())
    cases = [(verdict == "fires", case.pop("why"), case) for verdict in listed for case in listed[verdict]]
    fired = RULES[file.stem].found(claims(*[case for _, _, case in cases])).claims
    said = {why: bool(found) for (_, why, _), found in zip(cases, fired, strict=True)}
    assert said == {why: expected for expected, why, _ in cases}
    assert len(said) == len(cases), "two cases of one file have the same why"


def test_a_verdict_does_not_depend_on_the_batch() -> None:
    every = [
        {key: value for key, value in case.items() if key != "why"}
        for file in sorted(CASES.glob("*.yml"))
        for listed in yaml.safe_load(file.read_text()).values()
        for case in listed
    ]
    whole, said, before = batch(*every), evidence(*every), past(*every)
    together = flatten(whole, said, before)
    apart = [flatten(whole.slice(start, 97), said, before) for start in range(0, len(every), 97)]
    for rule in RULES.values():
        assert (
            np.concatenate([rule.found(part).claims for part in apart]).tolist() == rule.found(together).claims.tolist()
        ), rule.code
