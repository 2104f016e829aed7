"""One batch of claims in, one batch of scores out: the same function in a loop, in a pool, in Spark.

No state, and no statistic of the batch: a claim's score does not depend on the claims beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from denialrisk.features.build import CONTEXT_GROUPS, Built, build
from denialrisk.features.flatten import flatten
from denialrisk.features.frames import Frames
from denialrisk.features.rules.registry import pack
from denialrisk.serving.bundle import NO_LEVEL, Bundle, Thresholds
from denialrisk.serving.contributions import Explainer, Margins

Floats = npt.NDArray[np.float64]

ABSTAIN_ON: Final = ("payer", "main_procedure", "setting")
"""Category features on which the model says that it knows too little."""


@dataclass(frozen=True)
class Scored:
    """Scores of a batch of n claims. ``contributions`` has one column per entry of ``Scorer.owners``, log-odds."""

    frames: Frames
    built: Built
    contributions: Floats
    base: float
    margin: Floats
    probability: Floats
    reason: npt.NDArray[np.object_]
    reason_probability: Floats
    abstain_why: npt.NDArray[np.object_]


class Scorer:
    """Scores batches with one bundle; make it once, it reads the model's trees into tables.

    ``capacity`` is the share of claims that reviewers can work: the high tier then begins at the risk that so many
    claims of the bundle's reference had, so tiers still depend on no other claim of the batch.
    """

    def __init__(self, bundle: Bundle, threads: int = 2, capacity: float | None = None) -> None:
        self.bundle = bundle
        self.thresholds = bundle.thresholds if capacity is None else _at_capacity(bundle, capacity)
        self.owners = (*(rule.code for rule in pack()), *CONTEXT_GROUPS)
        place = {owner: at for at, owner in enumerate(self.owners)}
        self.groups = np.array([place[feature.owner] for feature in bundle.features], dtype=np.int64)
        self.explainer = Explainer(bundle.booster, self.groups, threads)
        self._reason_margins = None if bundle.reasons is None else Margins(bundle.reasons.booster, threads)

    def score(self, batch: pa.RecordBatch, evidence: pa.Table | None = None, past: pa.Table | None = None) -> Scored:
        """Score a CLAIMS batch with the EVIDENCE of its notes and the PAST lines of its patients."""
        frames = flatten(batch, evidence, past)
        built = build(frames, self.bundle.tables)
        explained = self.explainer.explain(built.matrix)
        values = np.zeros((frames.n, len(self.owners)))
        values[:, : explained.values.shape[1]] = explained.values
        margin = explained.base + values.sum(axis=1)
        reason, reason_probability = self._reasons(built.matrix)
        return Scored(
            frames=frames,
            built=built,
            contributions=values,
            base=explained.base,
            margin=margin,
            probability=self.bundle.calibration.probability(margin),
            reason=reason,
            reason_probability=reason_probability,
            abstain_why=self._abstain(built),
        )

    def probability(self, scored: Scored, claim: npt.NDArray[np.int64], issues: Floats) -> Floats:
        """Probability of some claims with other values of the issue features, which come first; shape (edits,)."""
        change = self.explainer.change(scored.built.matrix, claim, issues)
        return self.bundle.calibration.probability(scored.margin[claim] + change)

    def _reasons(self, matrix: Floats) -> tuple[npt.NDArray[np.object_], Floats]:
        """The most probable reason family of each claim if it is denied, and its probability; None and NaN without."""
        if self.bundle.reasons is None or self._reason_margins is None:
            return np.full(len(matrix), None, dtype=object), np.full(len(matrix), np.nan)
        chances = self.bundle.reasons.chances(self._reason_margins.of(matrix))
        best = chances.argmax(axis=1)
        families = np.array(self.bundle.reasons.families, dtype=object)
        return families[best], chances[np.arange(len(matrix)), best]

    def _abstain(self, built: Built) -> npt.NDArray[np.object_]:
        """Why the model has too little support for each claim, or None."""
        why = np.full(len(built.matrix), None, dtype=object)
        column = {feature.name: at for at, feature in enumerate(built.features)}
        for name in reversed(ABSTAIN_ON):
            codes, said = built.matrix[:, column[name]], name.replace("_", " ")
            few = ~self._enough(name)[_places(codes, len(self.bundle.tables.levels[name]))]
            why[few] = f"{said} seen in fewer than {self.bundle.support.least} training claims"
            why[few & np.isnan(codes)] = f"no {said}, as in fewer than {self.bundle.support.least} training claims"
        return why

    def _enough(self, name: str) -> npt.NDArray[np.bool_]:
        """Whether enough training claims stand behind a category's other levels (never), each level, and no level."""
        seen = self.bundle.support.counts.get(name, {})
        levels = (*self.bundle.tables.levels[name], NO_LEVEL)
        return np.array([False, *(seen.get(level, 0) >= self.bundle.support.least for level in levels)])


def _at_capacity(bundle: Bundle, share: float) -> Thresholds:
    risks = bundle.about["reference"]["numbers"]["denial_probability"]  # percentiles, lowest first
    high = float(np.interp(1 - share, np.linspace(0, 1, len(risks)), risks))
    return Thresholds(high, min(bundle.thresholds.medium, high))


def _places(codes: Floats, levels: int) -> npt.NDArray[np.int64]:
    """Where the codes of a category (features/context.py) stand in Scorer._enough()."""
    return np.where(np.isnan(codes), levels + 1, codes).astype(np.int64)
