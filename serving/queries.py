"""A question to the provider about one claim: what the record says, and an open question. Never an answer.

Written to the joint practice brief of AHIMA and ACDIS on compliant provider queries (2022): clinical indicators from
this record, no diagnosis that the record does not hold, no leading wording, no word about payment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from denialrisk.features.documentation import CompleteGroup
from denialrisk.features.edits import Document, Resolve
from denialrisk.features.rules.registry import Rule, pack
from denialrisk.serving.words import said

_OPENING = """Documentation query

Claim number: {claim_id}
Date of service: {service_from}

The record of this encounter was reviewed. Please clarify it where your clinical judgement allows."""

_CLOSING = """Please answer by an addendum to the record, dated and signed. If you cannot say, please write that it
cannot be determined. This query asks for your own clinical judgement; no particular answer is wished for."""

NOT_FOUND: Final = (
    "The record was not found to address the following. Where it was assessed, please document what was found."
)
UNCLEAR: Final = "The record is not clear on the following. Please document what was found at this encounter."

QUESTIONS: Final[Mapping[str, str]] = {
    "note_against_code": "Please state the condition, or conditions, that explain the findings above, as specifically "
    "as you can; or that the cause is not established.",
    "specificity": "Please state the condition above as specifically as the findings allow, with its side and, where "
    "it applies, the patient's dominant hand.",
    "uncertain_diagnosis": "Please state whether the condition above was established in this encounter, remains "
    "uncertain, or was ruled out.",
    "excludes": "Please state whether the conditions reported together are one condition or separate ones.",
    "necessity": "Please state the clinical findings and the reasoning for which the services above were ordered.",
    "sequence": "Please state the condition, or conditions, to which the findings above are due; or that the cause is "
    "not established.",
    "setting": "Please state the condition that, after study, was chiefly responsible for this service.",
}
"""An open question for each family of issues in which the provider's answer settles what is to be reported."""


def query(row: Mapping[str, Any]) -> str | None:
    """The query for one worklist row; None where no issue needs the provider, and the coder can settle them all."""
    rules = {rule.code: rule for rule in pack()}
    asked: dict[str, list[str]] = {}
    for issue in row["issues"]:
        question, subjects = _question(rules[issue["code"]])
        if question:
            asked.setdefault(question, []).extend(subjects)
    if not asked:
        return None
    parts = [_OPENING.format(claim_id=row["claim_id"], service_from=row["service_from"]), _indicators(row)]
    for number, (question, subjects) in enumerate(asked.items(), start=1):
        listed = [f"   - {subject}" for subject in dict.fromkeys(subjects)]
        parts.append("\n".join([f"{number}. {question}", *listed]))
    return "\n\n".join([*parts, _CLOSING]) + "\n"


_ASKED: Final = re.compile(r"Ask the \w+ to (document )?(?P<what>.+?)\.?$")


def _question(rule: Rule) -> tuple[str | None, list[str]]:
    """What to ask for an issue, and the subjects to name; (None, []) where the claim alone is at fault."""
    asked = _ASKED.match(rule.fix)
    if isinstance(rule.edit, Document) and asked:
        return NOT_FOUND, [asked["what"]]
    if isinstance(rule.edit, CompleteGroup):
        return NOT_FOUND, []  # its items are issues of their own
    if isinstance(rule.edit, Resolve) and rule.family == "documentation":
        return UNCLEAR, [asked["what"]] if asked else [element.replace("_", " ") for element in rule.reads]
    if isinstance(rule.edit, Document | Resolve) and rule.family in QUESTIONS:
        return QUESTIONS[rule.family], []
    return None, []


def _indicators(row: Mapping[str, Any]) -> str:
    found = sorted({said(each) for issue in row["issues"] for each in issue["evidence"]})
    if not found:
        return "Clinical indicators found in the record: none in the elements concerned."
    return "\n".join(["Clinical indicators found in the record:", *(f"   - {each}" for each in found)])
