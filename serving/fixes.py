"""What each fix would be worth: edit the claim, build its features again through the same function, score again.

By law 4 a fix never raises risk. Three things see to it: issue features are monotone in the model; what the claim
*is* (context) stays as it was; and an edit is not allowed to light another issue (tests/test_edits.py holds every
edit to that), so issue features are taken at no more than their value before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from denialrisk.features.build import issue_matrix
from denialrisk.features.edits import Edit, Resolve, apply_apart
from denialrisk.features.frames import Rows
from denialrisk.features.rules.registry import pack
from denialrisk.serving.scorer import Scored, Scorer

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Fixes:
    """One entry per issue found on a claim, sorted by claim, most saving first.

    ``after`` and ``after_all_so_far`` are NaN where the claim is below the floor. ``all_fixed`` (claims,) likewise;
    ``enough`` (claims,) is the smallest number of issues, taken in order, whose fixes bring the claim below the
    medium threshold: 0 where it is there already, -1 where all of them do not.
    """

    claim: Ints
    rule: Ints
    after: Floats
    after_all_so_far: Floats
    all_fixed: Floats
    enough: Ints


def fixes(scorer: Scorer, scored: Scored, floor: float) -> Fixes:
    """Re-score every issue of the claims whose probability is at least ``floor``."""
    kinds = _kinds(scored)
    ordered = np.argsort(kinds, kind="stable")
    place, claim = np.nonzero(np.array([scored.built.flags[pack()[number].code] for number in ordered]))
    rule = ordered[place]
    worth = scored.probability[claim] >= floor
    edited = _edited(scorer, scored, kinds, claim[worth], rule[worth])
    alone = np.full(len(claim), np.nan)
    probability = partial(scorer.probability, scored)
    alone[worth] = probability(claim[worth], edited)
    after = np.minimum(alone, scored.probability[claim])  # sums round, by 1e-16

    saving = np.nan_to_num(scored.probability[claim] - after, nan=-1.0)
    order = np.lexsort((rule, -scored.contributions[claim, rule], -saving, claim))
    row_of = np.cumsum(worth) - 1  # row in ``edited`` of each pair, before the sorting
    claim, rule, after, so_far, worth = claim[order], rule[order], after[order], alone[order], worth[order]
    so_far[worth] = _so_far(probability, claim[worth], edited, row_of[order][worth], so_far[worth])
    return Fixes(claim, rule, after, so_far, *_per_claim(scorer, scored, floor, claim, so_far))


def _kinds(scored: Scored) -> Ints:
    """A number for each rule: the same where edits are equal and findings are of one frame, the last for Resolve."""
    kinds: dict[tuple[Edit, str], int] = {}
    return np.array([
        len(pack()) if isinstance(each.edit, Resolve)
        else kinds.setdefault((each.edit, scored.built.found[each.code].frame), len(kinds))
        for each in pack()
    ])  # fmt: skip


def _edited(scorer: Scorer, scored: Scored, kinds: Ints, claim: Ints, rule: Ints) -> Floats:
    """Issue features of each (claim, issue) pair after that issue's edit, shape (pairs, issue features).

    Pairs are sorted by the kind of their rule. A pair is a claim of its own: the claims of all pairs are taken, those
    of one kind are edited together, and then the features of all are built at once.
    """
    number_of = {each.code: number for number, each in enumerate(pack())}
    owner = np.array([number_of[feature.owner] for feature in scored.built.features if feature.issue], dtype=np.int64)
    issues = _rows(scored.built.matrix[:, : len(owner)], claim)
    changed = int(np.searchsorted(kinds[rule], len(pack())))
    for number in np.unique(rule[changed:]):
        issues[np.ix_(rule == number, owner == number)] = 0.0
    if changed:
        starts = np.searchsorted(kinds[rule[:changed]], np.unique(kinds[rule[:changed]]))
        parts = [slice(*ends) for ends in zip(starts, [*starts[1:], changed], strict=True)]
        edits = [_edit(scored, claim[part], rule[part]) for part in parts]
        after = apply_apart(scored.frames.take(claim[:changed]), edits)
        fired = {pack()[number].code for number in np.unique(rule)}  # an edit lights no other
        before = issues[:changed]
        np.minimum(issue_matrix(after, scorer.bundle.tables, fired), before, out=before)
    return issues


def _rows(matrix: Floats, rows: Ints) -> Floats:
    """Some rows of a matrix that lies in memory by column, as it does."""
    return np.take(matrix.T, rows, axis=1).T


def _edit(scored: Scored, claim: Ints, rule: Ints) -> tuple[Edit, Rows]:
    """The edit of some pairs of one kind, sorted by rule, and what their rules found in their claims."""
    numbers = np.unique(rule).tolist()
    found = [scored.built.found[pack()[number].code].take(claim[rule == number]) for number in numbers]
    return pack()[numbers[0]].edit, Rows.joined(found)


def _so_far(
    probability: Callable[[Ints, Floats], Floats], claim: Ints, edited: Floats, row: Ints, alone: Floats
) -> Floats:
    """Risk after the first, the first two, ... fixes of each claim: its pairs are neighbours, in that order.

    ``row`` is the row in ``edited`` of each pair, ``alone`` the risk after each fix by itself, which is what the first
    one of a claim needs.
    """
    several = np.flatnonzero(np.bincount(claim, minlength=1)[claim] > 1)
    claim, running = claim[several], _rows(edited, row[several])
    place = np.arange(len(claim)) - np.searchsorted(claim, claim)
    for step in range(1, int(place.max(initial=0)) + 1):
        rows = np.flatnonzero(place == step)
        running[rows] = np.minimum(_rows(running, rows), _rows(running, rows - 1))
    so_far = alone.copy()
    later = place > 0
    so_far[several[later]] = probability(claim[later], _rows(running, np.flatnonzero(later)))
    return so_far


def _per_claim(scorer: Scorer, scored: Scored, floor: float, claim: Ints, so_far: Floats) -> tuple[Floats, Ints]:
    """Risk with all issues fixed, and how many fixes in order are enough."""
    n, goal = scored.frames.n, scorer.bundle.thresholds.medium
    all_fixed = np.where(scored.probability >= floor, scored.probability, np.nan)
    all_fixed[claim] = so_far  # rows are in order, so the last prefix of each claim stays
    short = np.bincount(claim[so_far >= goal], minlength=n)  # fixes in order that are not yet enough
    enough = np.where(short < np.bincount(claim, minlength=n), short + 1, -1)
    enough[np.isnan(all_fixed)] = -1
    enough[scored.probability < goal] = 0
    return all_fixed, enough
