"""A question to the provider about one claim: what the record says, and an open question. Never an answer.

Written to the joint practice brief of AHIMA and ACDIS on compliant provider queries (2022): clinical indicators from
this record, no diagnosis that the record does not hold, no leading wording, no word about payment. It asks only what
the provider alone can settle, and each thing once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from textwrap import fill
from typing import Any, Final

from denialrisk.data.schema import ELEMENTS
from denialrisk.features.documentation import CompleteGroup, demands
from denialrisk.features.edits import Document, Resolve
from denialrisk.features.rules.registry import Asks, Rule, by_code

MOST_GAPS: Final = 6
"""How many missing items one query lists, the first of the worklist's order: a long list is not answered."""

_OPENING: Final = """Documentation query

Claim number: {claim_id}
Date of service: {service_from}"""

_CLOSING: Final = """Please answer by an addendum to the record, dated and signed, from your own clinical judgement. No
particular answer is wished for; "cannot be determined" is an answer."""

NOT_FOUND: Final = (
    "The record was not found to address the following. Where it was assessed, please document what was found:"
)
UNCLEAR: Final = "The record is not clear on the following. Please document what was found at this encounter:"
CONDITION: Final = (
    "Please state the condition, or conditions, for which this care was given and which explain the findings, as "
    "specifically as you can; or that the cause is not established."
)

QUESTIONS: Final[Mapping[str, str]] = {
    "note_against_code": CONDITION,
    "sequence": CONDITION,
    "setting": CONDITION,
    "specificity": "Please state the condition treated as specifically as the findings allow, with its side and, where "
    "it applies, the patient's dominant hand.",
    "uncertain_diagnosis": "Please state whether the condition reported was established in this encounter, remains "
    "uncertain, or was ruled out.",
    "excludes": "Please state whether the conditions reported together are one condition or separate ones, and which "
    "of them was found.",
    "necessity": "Please state the clinical findings and the reasoning for which the services were ordered.",
}
"""An open question for each family of issues in which the provider's answer settles what is to be reported."""

Issue = Mapping[str, Any]


def query(row: Mapping[str, Any]) -> str | None:
    """The query for one worklist row; None where no issue needs the provider, and the coder can settle them all."""
    issues = _open(row["issues"])
    questions = _questions(issues)
    if not questions:
        return None
    parts = [_OPENING.format(claim_id=row["claim_id"], service_from=row["service_from"])]
    parts.append(_indicators(_concerned(row["issues"], issues, CONDITION in questions)))
    for number, (question, subjects) in enumerate(questions.items(), start=1):
        listed = [f"   - {subject}" for subject in list(dict.fromkeys(subjects))[:MOST_GAPS]]
        parts.append("\n".join([fill(f"{number}. {question}", 100, subsequent_indent="   "), *listed]))
    return "\n\n".join([*parts, _CLOSING]) + "\n"


def _open(issues: Iterable[Issue]) -> list[Issue]:
    """Issues whose words ask the provider; where there are none, those that a coder may settle or else ask about."""
    asking = [(_asks(by_code()[issue["code"]], issue), issue) for issue in issues]
    always = [issue for asks, issue in asking if asks == "always"]
    return always or [issue for asks, issue in asking if asks]


def _asks(rule: Rule, issue: Issue) -> Asks:
    """Whether the words said of an issue ask: those of the fix, or the question where the record affirms none."""
    return "always" if rule.ask and issue["fix"] == rule.ask else rule.asks


def _questions(issues: Iterable[Issue]) -> dict[str, list[str]]:
    """Each question once, with the subjects it is about."""
    asked: dict[str, list[str]] = {}
    for issue in issues:
        for question, subjects in _asked(by_code()[issue["code"]], issue):
            asked.setdefault(question, []).extend(subjects)
    return asked


def _asked(rule: Rule, issue: Issue) -> list[tuple[str, list[str]]]:
    """What to ask about an issue; nothing where the claim alone is at fault, or its items are issues of their own."""
    if isinstance(rule.edit, CompleteGroup):
        return []
    if rule.family == "documentation":
        return _about_the_record(rule)
    if isinstance(rule.edit, Document):
        said = {each["element"] for each in issue["evidence"] if each["state"] == "present"}
        missing = [_wording()[element] for element in rule.edit.elements if element not in said]
        return [(NOT_FOUND, missing)] if missing else []
    needs_answer = rule.ask or isinstance(rule.edit, Resolve)
    return [(QUESTIONS[rule.family], [])] if needs_answer and rule.family in QUESTIONS else []


def _about_the_record(rule: Rule) -> list[tuple[str, list[str]]]:
    """What to ask about an item of documentation."""
    if rule.request and rule.request.act:
        return [(f"Please {rule.request.what}.", [])]
    if rule.request:
        return [(NOT_FOUND if isinstance(rule.edit, Document) else UNCLEAR, [rule.request.what])]
    return [(UNCLEAR, [element.replace("_", " ") for element in rule.reads])] if rule.reads else []


@cache
def _wording() -> dict[str, str]:
    """How a missing element is asked for: in the words of the item that wants it, the first of several."""
    words: dict[str, str] = {}
    items = [item for item in demands().items.values() if not item.act]
    for own in (True, False):  # an element that an item asks to be written; then one that it only accepts
        for item in items:
            for element in item.written if own else item.elements:
                words.setdefault(element, item.ask)
    return {element: element.replace("_", " ") for element in ELEMENTS} | words


_STATES: Final = {
    "present": "",
    "negated": "not found",
    "uncertain": "suspected",
    "historical": "in the past",
    "contradicted": "contradictory",
    "absent": "not addressed",
}


def _concerned(every: Iterable[Issue], asked: Iterable[Issue], condition: bool) -> list[Mapping[str, Any]]:
    """Evidence on what is asked; with a question for the condition, the causes that the record itself names."""
    causes = [each for issue in every for each in issue["evidence"] if condition and each["element"] == "cause"]
    return [each for issue in asked for each in issue["evidence"]] + causes


def _indicators(evidence: Iterable[Mapping[str, Any]]) -> str:
    """What the notes say, a line an element: no diagnosis but the record's own."""
    found: dict[str, list[str]] = {}
    notes: list[str] = []
    for each in evidence:
        found.setdefault(each["element"].replace("_", " "), []).append(_finding(each))
        notes.append(each["note_id"] or "")
    if not found:
        return "Clinical indicators found in the record: none on what is asked below."
    where = ", ".join(note for note in dict.fromkeys(notes) if note)
    head = f"Clinical indicators found in the record{f' (note {where})' if where else ''}:"
    return "\n".join([head, *(f"   - {element}: {'; '.join(dict.fromkeys(said))}" for element, said in found.items())])


def _finding(record: Mapping[str, Any]) -> str:
    grade = None if record["number"] is None else f"{record['number']:g}" + " of 5" * (record["element"] == "strength")
    words = [record["side"], record["value"], grade, _STATES[record["state"]]]
    return " ".join(word.replace("_", " ") for word in words if word) or "stated"
