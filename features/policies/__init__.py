"""Payers' own policies as data: a file each, read into a rule with its own code, page, fix and cases.

A data team writes a file like those beside this module, puts it into ``policies`` under the user's home (add() checks
it and does so), and has one more issue. No Python. A file asks one thing, since an issue has one fix; a payer's
document that asks for three is three files with the same citation.

The keys: ``code`` (POL and digits), ``name``, ``title``, ``severity``, ``payers`` (``class`` or ``id``, a list),
``since`` and ``until`` (dates of service), ``procedures``, ``diagnoses`` and ``settings`` (which claims; leave out what
does not matter), ``asks`` (one of asks.ASKS), ``citation`` (``document`` and ``section``), ``why``, ``fix``, and
``cases`` (``fires`` and ``silent``, three each, in the shorthand of features/testing.py).
"""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Final

from denialrisk.data.errors import InputError
from denialrisk.data.home import home
from denialrisk.features.edits import Document
from denialrisk.features.frames import Frames
from denialrisk.features.policies.asks import ASKS, Policy, lines_of, visits
from denialrisk.features.policies.files import read
from denialrisk.features.rows import Mask, Rows
from denialrisk.features.rules.registry import Authority, Rule
from denialrisk.features.testing import claims

SHIPPED: Final = Path(__file__).parent


def rules() -> tuple[Rule, ...]:
    """A rule for every policy that ships and every one the user has added, by file name."""
    return tuple(map(rule_of, [*policies(SHIPPED), *policies(home() / "policies")]))


def policies(folder: Path) -> tuple[Policy, ...]:
    """The policies of a folder; none where there is no folder. InputError names file and key of what is wrong."""
    return tuple(read(path) for path in sorted(folder.glob("*.yml")))


def add(path: Path) -> Rule:
    """Check a policy file, its cases among the rest, and put it under the user's home. The rule it makes."""
    policy = read(path)
    taken = {each.code: each.file for each in (*policies(SHIPPED), *policies(home() / "policies"))}
    if taken.get(policy.code, path.name) != path.name:
        raise InputError(f"{path.name}: code {policy.code} is taken by {taken[policy.code]}", expected="a new code")
    rule = rule_of(policy)
    if wrong := wrong_cases(policy):
        raise InputError(f"{path.name}: cases do not come out as said: {'; '.join(wrong)}", do="Mend policy or case")
    (home() / "policies").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, home() / "policies" / path.name)
    return rule


def wrong_cases(policy: Policy) -> list[str]:
    """The ``why`` of each case of the file that fires when it should be silent, or the other way round."""
    cases = [(verdict, dict(case)) for verdict in ("fires", "silent") for case in policy.cases[verdict]]
    whys = [case.pop("why") for _, case in cases]
    fired = rule_of(policy).found(claims(*[case for _, case in cases])).claims
    pairs = zip(cases, whys, fired, strict=True)
    return [f"{why} ({verdict})" for (verdict, _), why, found in pairs if bool(found) != (verdict == "fires")]


def rule_of(policy: Policy) -> Rule:
    """The rule that a policy stands for."""
    ask = ASKS[policy.asks]
    edit = ask.edit(policy)
    return Rule(
        code=policy.code,
        name=policy.name,
        title=policy.title,
        severity=policy.severity,
        authority=Authority(policy.document, policy.section),
        since=policy.since,
        until=policy.until,
        reason_family=ask.reason_family,
        carc=ask.carc,
        rarc=ask.rarc,
        edit=edit,
        fix=policy.fix,
        asks="always" if isinstance(edit, Document) else "",
        find=partial(_find, policy),
        doc=_page(policy),
        family="policies",
        file=f"policies/{policy.file}",
        reads=tuple(policy.wants) if policy.asks == "elements" else (),
        knowledge=policy.knowledge,
        article=("A13", "A17"),
    )


def _find(policy: Policy, c: Frames) -> Rows:
    lacking = ASKS[policy.asks].lacks(policy, c) & _concerned(policy, c)
    if policy.asks == "therapy_cap":
        return (lines_of(policy, c) & ~c.modified("KX")).where(lacking)
    return lines_of(policy, c).where(lacking) if policy.procedures else c.with_claims(lacking)


def _concerned(policy: Policy, c: Frames) -> Mask:
    """Claims, shape (n,), that the policy speaks of: payer, diagnoses, setting, and visits so far."""
    concerned = c.header_is("payer_class", *policy.payer_classes) | c.header_is("payer_id", *policy.payer_ids)
    if policy.diagnoses:
        concerned = concerned & c.dx(*policy.diagnoses).claims
    if policy.settings:
        concerned = concerned & c.in_setting(*policy.settings)
    if policy.after_visits:
        concerned = concerned & (visits(policy, c) >= policy.after_visits)
    return concerned


def _page(policy: Policy) -> str:
    wants = ", ".join(policy.wants) if isinstance(policy.wants, tuple) else policy.wants
    asked = ASKS[policy.asks].words.format(wants=wants)
    scope = {
        "payer": ", ".join((*policy.payer_classes, *policy.payer_ids)),
        "procedures": ", ".join(policy.procedures) or "any",
        "diagnoses": ", ".join(policy.diagnoses) or "any",
        "settings": ", ".join(policy.settings) or "any",
        "earlier visits": f"{policy.after_visits} or more" if policy.after_visits else "any number",
    }
    concerns = "; ".join(f"{key} {value}" for key, value in scope.items())
    return f"""The payer's policy asks for {asked}, and the claim or its record does not have it.
It concerns: {concerns}.

Why it is denied: {policy.why}

What to do: {policy.fix}

Fires: {_whys(policy, "fires")}.
Does not fire: {_whys(policy, "silent")}."""


def _whys(policy: Policy, verdict: str) -> str:
    return "; ".join(str(case["why"]) for case in policy.cases[verdict])
