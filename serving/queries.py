"""A question to the provider about one claim: what the record says, and an open question. Never an answer.

Written to the joint practice brief of AHIMA and ACDIS on compliant provider queries (2022): clinical indicators from
this record, no diagnosis that the record does not hold, no leading wording, no word about payment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from denialrisk.serving.words import said

_OPENING = """Documentation query

Claim: {claim_id}
Date of service: {service_from}

The record of this encounter was reviewed. Please clarify it where your clinical judgement allows."""

_CLOSING = """Please answer by an addendum to the record, dated and signed. If you cannot say, please write that it
cannot be determined. This query asks for your own clinical judgement; no particular answer is wished for."""

QUESTIONS: Mapping[str, str] = {
    "documentation": "The record was not found to address the following. Was it assessed, and if so, what was found?",
    "note_against_code": "Please state the condition, or conditions, that explain the findings above, as specifically "
    "as you can; or that the cause is not established.",
    "specificity": "Please state the condition above as specifically as the findings allow, with its side and, where "
    "it applies, the patient's dominant hand.",
    "uncertain_diagnosis": "Please state whether the condition above was established in this encounter, remains "
    "uncertain, or was ruled out.",
    "excludes": "Please state whether the conditions coded together are one condition or separate ones.",
    "necessity": "Please state the clinical findings and the reasoning for which the services above were ordered.",
    "therapy": "Please describe function, objective measures and the need for a therapist's skills in this interval.",
}
"""An open question for each family of issues that a provider, and not a coder alone, has to answer."""


def query(row: Mapping[str, Any], families: Mapping[str, str]) -> str | None:
    """The query for one worklist row; None where no issue needs the provider. ``families`` gives each code's family."""
    asked: dict[str, list[Mapping[str, Any]]] = {}
    for issue in row["issues"]:
        if families[issue["code"]] in QUESTIONS:
            asked.setdefault(families[issue["code"]], []).append(issue)
    if not asked:
        return None
    parts = [_OPENING.format(claim_id=row["claim_id"], service_from=row["service_from"]), _indicators(row)]
    for number, (family, issues) in enumerate(asked.items(), start=1):
        subject = [f"   - {issue['title']}" for issue in issues] if family == "documentation" else []
        parts.append("\n".join([f"{number}. {QUESTIONS[family]}", *subject]))
    return "\n\n".join([*parts, _CLOSING]) + "\n"


def _indicators(row: Mapping[str, Any]) -> str:
    found = sorted({said(each) for issue in row["issues"] for each in issue["evidence"]})
    if not found:
        return "Clinical indicators found in the record: none in the elements concerned."
    return "\n".join(["Clinical indicators found in the record:", *(f"   - {each}" for each in found)])
