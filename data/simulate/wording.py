"""Which wording an element of the record takes, from the facts alone; the wordings are data (phrases/*.yml)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from denialrisk.data.simulate.encounters import Encounter
from denialrisk.data.simulate.patients import ADULT

DISTRACTORS: Final = frozenset(
    {"opening", "complaint", "vitals", "general", "body", "ros", "pain", "other_problem", "interval", "past",
     "med_list", "family", "social", "response", "nerves", "ros_long", "exam_long", "narrative",
     "therapy_setting"}
)  # fmt: skip
"""Elements that every note may hold: they state no fact that a payer weighs."""


_OF_CHILDREN: Final = frozenset({"social", "narrative", "med_list", "past", "assessment.other", "problem_list"})
"""Wordings that a child's record has in words of its own."""


def wording(element: str, encounter: Encounter) -> str:
    """Key of the phrase bank for an element of this encounter, or "" if the record does not say it."""
    key = _wording(element, encounter)
    return f"{key}.child" if key in _OF_CHILDREN and encounter.age < ADULT else key


def _wording(element: str, encounter: Encounter) -> str:
    facts = encounter.facts
    special = _SPECIAL.get(element)
    if special is not None:
        return special(encounter)
    if element in DISTRACTORS or element in facts.says:
        return element
    return ""


def _strength(encounter: Encounter) -> str:
    facts = encounter.facts
    if facts.strength == "missing":
        return "strength.ungraded" if facts.onset_days % 4 == 1 else ""
    if "strength" not in facts.says:
        return ""
    if facts.strength == "normal":
        return "strength.normal"
    return f"strength.reduced.{facts.region}"


def _assessment(encounter: Encounter) -> str:
    facts = encounter.facts
    if "assessment" not in facts.says:
        return ""
    if facts.paresis and facts.cause_state == "affirmed":
        return "assessment.residual" if facts.cause == "old_stroke" else "assessment.paresis"
    if facts.paresis and not facts.cause:
        return "assessment.paresis_alone"
    return f"assessment.{facts.cause_state}"


def _denies(encounter: Encounter) -> str:
    facts = encounter.facts
    if facts.complaint in ("fatigue", "numbness"):
        return f"denies.{facts.complaint}"
    return "denies.generalized" if facts.region == "generalized" and facts.complaint == "weakness" else "denies.other"


def _by_kind(element: str, *kinds: str) -> Callable[[Encounter], str]:
    def key(encounter: Encounter) -> str:
        if element not in encounter.facts.says:
            return ""
        return f"{element}.{encounter.setting if encounter.setting in kinds else 'other'}"

    return key


def _by_focus(element: str) -> Callable[[Encounter], str]:
    def key(encounter: Encounter) -> str:
        if element not in encounter.facts.says:
            return ""
        return f"{element}.{'focal' if encounter.facts.region == 'focal' else 'other'}"

    return key


def _only(*needed: str, key: str = "") -> Callable[[Encounter], str]:
    """The element only where the record says all that is needed, so that it cannot stand in for what is missing."""
    return lambda e: key if set(needed) <= e.facts.says else ""


def _plain_or_function(element: str, needed: str = "") -> Callable[[Encounter], str]:
    """Therapy words: about tasks and walking only where the record is meant to show function at all."""

    def key(encounter: Encounter) -> str:
        says = encounter.facts.says
        if needed and needed not in says:
            return ""
        return f"{element}.{'function' if says & {'function', 'gait'} else 'plain'}"

    return key


def _skilled(encounter: Encounter) -> str:
    return "maintenance" if encounter.facts.maintenance else _plain_or_function("skilled", "skilled")(encounter)


def _progress(encounter: Encounter) -> str:
    if encounter.facts.maintenance or "progress" not in encounter.facts.says:
        return ""
    if encounter.visit > 1:
        return "progress.report"
    return "progress.goals" if {"goals", "function"} <= encounter.facts.says else "progress.plain"


def _plan(encounter: Encounter) -> str:
    if "plan" not in encounter.facts.says:
        return ""
    return "plan.therapy" if encounter.setting in ("therapy", "skilled_nursing", "home_health") else "plan.visit"


def _cranial(encounter: Encounter) -> str:
    if encounter.facts.region == "facial":
        return "cranial.facial"
    return "cranial.intact" if "cranial" in encounter.facts.says else ""


def _true_weakness(encounter: Encounter) -> str:
    facts = encounter.facts
    return "true_weakness" if "true_weakness" in facts.says and facts.complaint == "weakness" else ""


def _historical(encounter: Encounter) -> str:
    return "historical" if encounter.facts.onset_days % 7 == 0 and encounter.facts.chronic else ""


_SPECIAL: Final[dict[str, Callable[[Encounter], str]]] = {
    "complaint": lambda e: f"complaint.{e.facts.complaint}.{e.facts.region}",
    "strength": _strength,
    "assessment": _assessment,
    "assessment_other": _only("assessment", "plan", key="assessment.other"),
    "labs_block": lambda e: "labs_block" if e.facts.workup else "",
    "problem_list": _only("assessment", "plan", key="problem_list"),
    "differential": _only("assessment", "differential", key="differential"),
    "counsel": _only("plan", key="counsel"),
    "plan": _plan,
    "denies": _denies,
    "historical": _historical,
    "cranial": _cranial,
    "comparison": _by_focus("comparison"),
    "focal_sign": _by_focus("focal_sign"),
    "tests": _by_kind("tests", "electrodiagnostic", "imaging"),
    "rationale": _by_kind("rationale", "electrodiagnostic", "imaging"),
    "severity": lambda e: "severity" if "severity" in e.facts.says else "severity.minor",
    "goals": _plain_or_function("goals", "goals"),
    "plan_of_care": _only("goals", "frequency", key="plan_of_care"),
    "skilled": _skilled,
    "treatment": _plain_or_function("treatment"),
    "therapy_flow": _plain_or_function("therapy_flow"),
    "progress": _progress,
    "true_weakness": _true_weakness,
    "gait_again": _only("gait", key="gait"),
}
