"""One summary per note: names and values of the annotation guide (docs/notes.md), from the evidence alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from denialrisk.features.notes.findings import Finding
from denialrisk.features.notes.text import is_current


def summarize(rows: Sequence[Finding]) -> dict[str, Any]:
    """Element values of one note, from its findings.

    >>> summarize([])["weakness_status"], summarize([])["plan"]
    ('not_mentioned', 'absent')
    """
    by: dict[str, list[Finding]] = {}
    for row in rows:
        by.setdefault(row.element, []).append(row)
    weakness = _weakness(by.get("weakness", []))
    affirmed = weakness == "affirmed"
    cause, term = _etiology(by.get("cause", [])) if affirmed else ("not_mentioned", None)
    return {
        "weakness_status": weakness,
        "fatigue_status": _fatigue(by.get("fatigue", [])),
        "strength_exam": _strength(by.get("strength", [])),
        "min_grade": min((row.number for row in by.get("strength", []) if row.number is not None), default=None),
        "laterality": _laterality(by.get("laterality", [])) if affirmed else "none",
        "distribution": _distribution(by) if affirmed else "not_documented",
        "onset_or_duration": _documented(by, "onset") if affirmed else "not_documented",
        "course": _documented(by, "course") if affirmed else "not_documented",
        "reflexes": _documented(by, "reflexes"),
        "sensation": _documented(by, "sensation"),
        "gait_or_function": _documented(by, "gait", "function", "falls"),
        "cranial_nerves": _documented(by, "cranial_nerves"),
        "tone_or_atrophy": _documented(by, "tone_atrophy"),
        "etiology": cause,
        "etiology_term": term,
        "hemiparesis_or_paralysis": _paresis(by.get("paresis", [])),
        "tests": "ordered_or_resulted" if "tests" in by else "not_mentioned",
        "assessment": _present(by, "assessment"),
        "plan": _present(by, "plan"),
        "therapy_goals": _present(by, "therapy_goals", "therapy_frequency"),
    }


def _documented(by: dict[str, list[Finding]], *elements: str) -> str:
    return "documented" if any(element in by for element in elements) else "not_documented"


def _present(by: dict[str, list[Finding]], *elements: str) -> str:
    return "present" if any(element in by for element in elements) else "absent"


def _weakness(rows: list[Finding]) -> str:
    states = {row.state for row in rows}
    if any(map(is_current, states)):
        return "affirmed"
    if "negated" in states:
        return "negated"
    return "historical_or_family_only" if "historical" in states else "not_mentioned"


def _fatigue(rows: list[Finding]) -> str:
    if not rows:
        return "not_mentioned"
    return "affirmed" if is_current(rows[-1].state) else "negated"


def _strength(rows: list[Finding]) -> str:
    values = {row.value for row in rows}
    return "reduced" if "reduced" in values else "normal" if "normal" in values else "not_documented"


def _laterality(rows: list[Finding]) -> str:
    sides = {row.side for row in rows}
    if "bilateral" in sides or {"left", "right"} <= sides:
        return "bilateral"
    return "left" if "left" in sides else "right" if "right" in sides else "none"


def _distribution(by: dict[str, list[Finding]]) -> str:
    values = {row.value for row in by.get("distribution", [])}
    one_sided = _laterality(by.get("laterality", [])) in ("left", "right")
    for value in ("proximal", "distal"):
        if value in values:
            return value
    if "generalized" in values and not one_sided:
        return "generalized"
    return "focal" if "focal" in values else "generalized" if "generalized" in values else "not_documented"


def _etiology(rows: list[Finding]) -> tuple[str, str | None]:
    for state, word in (("present", "affirmed"), ("uncertain", "uncertain"), ("negated", "ruled_out")):
        for row in rows:
            if row.state == state:
                return word, row.value
    return "not_mentioned", None


def _paresis(rows: list[Finding]) -> str:
    states = {row.state for row in rows}
    if "present" in states or ("uncertain" in states and "negated" not in states):
        return "affirmed"
    return "negated" if "negated" in states else "historical" if "historical" in states else "not_mentioned"
