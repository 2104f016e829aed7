"""The cases of the rules: claims in shorthand under ``fires`` and ``silent``, of tests/cases and of our policies."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from denialrisk.features.policies import SHIPPED, policies

Case = dict[str, Any]

FOLDER = Path(__file__).parent / "cases"
LISTED = sorted(file.stem for file in FOLDER.glob("*.yml"))
"""Rules that have a file of cases; those of a policy stand in the policy."""


@cache
def reasoned(code: str) -> dict[str, list[Case]]:
    """The cases of a rule by verdict, each with its ``why``; none where the rule has no file."""
    file = FOLDER / f"{code}.yml"
    if file.is_file():
        return dict(yaml.safe_load(file.read_text(encoding="utf-8")))
    return dict(_of_policies().get(code, {"fires": [], "silent": []}))


@cache
def _of_policies() -> dict[str, dict[str, list[Case]]]:
    return {policy.code: policy.cases for policy in policies(SHIPPED)}


def cases(code: str, verdict: str) -> list[Case]:
    """The claims of a rule under a verdict, as features/testing.py takes them."""
    return [{key: value for key, value in case.items() if key != "why"} for case in reasoned(code)[verdict]]
