"""Every case file in tests/cases: the claims under ``fires`` must fire their rule, those under ``silent`` must not."""

import numpy as np
import pytest
from case_files import LISTED, cases, reasoned

from denialrisk.features.flatten import flatten
from denialrisk.features.rules.registry import by_code, pack
from denialrisk.features.testing import batch, claims, evidence, past


@pytest.mark.parametrize("code", LISTED)
def test_cases(code: str) -> None:
    expected = [(case["why"], verdict == "fires") for verdict, listed in reasoned(code).items() for case in listed]
    given = [case for verdict in reasoned(code) for case in cases(code, verdict)]
    fired = by_code()[code].found(claims(*given)).claims
    said = {why: bool(found) for (why, _), found in zip(expected, fired, strict=True)}
    assert said == dict(expected)
    assert len(said) == len(expected), "two cases of one file have the same why"


def test_a_verdict_does_not_depend_on_the_batch() -> None:
    every = [case for code in LISTED for verdict in reasoned(code) for case in cases(code, verdict)]
    whole, said, before = batch(*every), evidence(*every), past(*every)
    together = flatten(whole, said, before)
    apart = [flatten(whole.slice(start, 97), said, before) for start in range(0, len(every), 97)]
    for rule in pack():
        assert (
            np.concatenate([rule.found(part).claims for part in apart]).tolist() == rule.found(together).claims.tolist()
        ), rule.code
