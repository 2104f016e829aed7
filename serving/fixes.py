"""What each fix would be worth: edit the claim, build its features again through the same function, score again.

By law 4 a fix never raises risk. Three things see to it: issue features are monotone in the model; what the claim
*is* (context) stays as it was; and an edit is not allowed to light another issue (tests/features/test_edits.py holds
every edit to that), so issue features are taken at no more than their value before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from denialrisk.features.build import issue_matrix
from denialrisk.features.edits import Edit, Resolve, apply_apart
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import pack
from denialrisk.serving.scorer import Scored, Scorer

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Fixes:
    """One entry per issue found on a claim, sorted by claim, most saving first.

    ``after`` is the risk after that fix alone, ``all_fixed`` (claims,) after all of a claim's; both are NaN where the
    claim is below the floor. ``needed`` says which issues are the few whose fixes together bring their claim below the
    medium threshold: none where it is there already, or where all its fixes do not bring it there.
    """

    claim: Ints
    rule: Ints
    after: Floats
    needed: npt.NDArray[np.bool_]
    all_fixed: Floats


def fixes(scorer: Scorer, scored: Scored, floor: float) -> Fixes:
    """Re-score every issue of the claims whose probability is at least ``floor``."""
    kinds = _kinds(scored)
    ordered = np.argsort(kinds, kind="stable")
    place, claim = np.nonzero(np.array([scored.built.flags[pack()[number].code] for number in ordered]))
    rule = ordered[place]
    before = scored.probability[claim]
    worth = before >= floor
    edited = _edited(scorer, scored, kinds, claim[worth], rule[worth])
    probability = partial(scorer.probability, scored)
    after = np.full(len(claim), np.nan)
    after[worth] = np.minimum(probability(claim[worth], edited), before[worth])  # sums round, by 1e-16

    saving = np.nan_to_num(before - after, nan=-1.0)
    order = np.lexsort((rule, -scored.contributions[claim, rule], -saving, claim))
    row_of = np.cumsum(worth) - 1  # row in ``edited`` of each pair, before the sorting
    claim, rule, after, worth = claim[order], rule[order], after[order], worth[order]
    tried = Tried(probability, claim[worth], _rows(edited, row_of[order][worth]), after[worth])
    all_fixed = np.where(scored.probability >= floor, scored.probability, np.nan)
    all_fixed[tried.claim] = tried.together()
    goal = scorer.thresholds.medium
    needed = np.zeros(len(claim), dtype=bool)
    needed[worth] = tried.few(goal, ((scored.probability >= goal) & (all_fixed < goal))[tried.claim])
    return Fixes(claim, rule, after, needed, all_fixed)


def _kinds(scored: Scored) -> Ints:
    """A number for each rule: the same where edits are equal and findings are of one frame.

    Rules whose edit leaves the claim as it is (Resolve) have ``_unedited()``, which is above all others.
    """
    kinds: dict[tuple[Edit, str], int] = {}
    return np.array([
        _unedited() if isinstance(each.edit, Resolve)
        else kinds.setdefault((each.edit, scored.built.found[each.code].frame), len(kinds))
        for each in pack()
    ])  # fmt: skip


def _unedited() -> int:
    return len(pack())  # there are no more kinds than rules


def _edited(scorer: Scorer, scored: Scored, kinds: Ints, claim: Ints, rule: Ints) -> Floats:
    """Issue features of each (claim, issue) pair after that issue's edit, shape (pairs, issue features).

    Pairs are sorted by the kind of their rule. A pair is a claim of its own: the claims of all pairs are taken, those
    of one kind are edited together, and then the features of all are built at once.
    """
    number_of = {each.code: number for number, each in enumerate(pack())}
    owner = np.array([number_of[feature.owner] for feature in scored.built.features if feature.issue], dtype=np.int64)
    issues = _rows(scored.built.matrix[:, : len(owner)], claim)
    changed = int(np.searchsorted(kinds[rule], _unedited()))  # pairs before this place have an edit to apply
    for number in np.unique(rule[changed:]):  # of the others the rule's own features are silent
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


@dataclass(frozen=True)
class Tried:
    """Fixes that were tried alone: pairs of a claim and an issue, sorted by claim, most saving first.

    ``issues`` (pairs, issue features) are the features after each fix; several fixes of a claim leave each feature at
    the least of what they leave it at alone.
    """

    probability: Callable[[Ints, Floats], Floats]
    claim: Ints
    issues: Floats
    after: Floats

    def together(self) -> Floats:
        """Risk of each pair's claim after all its fixes, shape (pairs,)."""
        of, start, own, pairs = np.unique(self.claim, return_index=True, return_inverse=True, return_counts=True)
        risk = self.after[start]
        most_first = np.argsort(-pairs, kind="stable")
        several = most_first[: np.count_nonzero(pairs > 1)]
        least = _rows(self.issues, start[several])
        for more in range(1, int(pairs.max(initial=1))):
            left = slice(np.count_nonzero(pairs > more))
            np.minimum(least[left], _rows(self.issues, start[several[left]] + more), out=least[left])
        risk[several] = self.probability(of[several], least)
        return risk[own]

    def few(self, goal: float, among: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """The few pairs that together bring each claim among some below ``goal``, where all its pairs do.

        One by one: the fix that saves most alone, then each time the one that saves most beside those taken. The first
        fixes of the list would do, too, but often one of them mends what an earlier one has mended.
        """
        taken = np.zeros(len(self.claim), dtype=bool)
        pairs = np.flatnonzero(among)
        risk, together = self.after[pairs], _rows(self.issues, pairs)
        while len(pairs):
            claim = self.claim[pairs]
            best = np.lexsort((risk, claim))[np.unique(claim, return_index=True)[1]]  # a pair of each claim
            taken[pairs[best]] = True
            own = np.searchsorted(claim[best], claim)
            left = np.flatnonzero((risk[best] >= goal)[own] & ~taken[pairs])
            together = np.minimum(_rows(self.issues, pairs[left]), _rows(together, best[own[left]]))
            pairs = pairs[left]
            risk = self.probability(self.claim[pairs], together)
        return taken
