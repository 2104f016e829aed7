"""What a fix does to a claim, so that its features can be built again and the claim scored again.

An edit maps (frames, the rows the rule found) to frames. It works on all claims of the batch that have findings,
and leaves the others as they are. An edit never adds a diagnosis: it removes, reorders or replaces codes the claim
or the evidence already holds, completes an administrative field, or records that the provider has documented
something. What the record does not affirm becomes a question to the provider, and for scoring ``Resolve``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from denialrisk.features.frames import Frames, Rows


class Edit(Protocol):
    """A repair of the claims in which a rule found something."""

    def apply(self, frames: Frames, found: Rows) -> Frames:
        """The batch after the repair; ``found`` are the rule's rows in ``frames``."""
        ...


@dataclass(frozen=True)
class Resolve:
    """The provider answers, and claim and record then agree: the issue is gone, nothing else is known to change.

    The frames stay as they are; scoring clears the features of the issue.
    """

    def apply(self, frames: Frames, found: Rows) -> Frames:
        return frames


@dataclass(frozen=True)
class DropFound:
    """Remove the diagnoses or lines that the rule points at. Pointers to removed diagnoses go, the others follow."""

    def apply(self, frames: Frames, found: Rows) -> Frames:
        if found.frame == "lines":
            raise NotImplementedError("dropping lines")
        gone = frames.diagnoses[found.mask]
        pointers = frames.pointers
        for row in gone[["claim", "position"]].itertuples(index=False):
            same = pointers["claim"] == row.claim
            pointers = pointers[~(same & (pointers["position"] == row.position))]
        kept = frames.diagnoses[~found.mask].reset_index(drop=True)
        return frames.replace(diagnoses=kept, pointers=pointers.reset_index(drop=True))
