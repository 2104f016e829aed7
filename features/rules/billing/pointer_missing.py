"""BIL09."""

import numpy as np

from denialrisk.features.edits import PointAt
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.weakness import SYMPTOMS


@rule(
    code="BIL09",
    title="Line without a valid diagnosis pointer",
    severity="review",
    authority=Authority("837P implementation guide", "SV107 diagnosis code pointers", confirmed=False),
    since="2015-10-01",
    reason_family="provider_billing",
    carc=("16",),
    edit=PointAt(*SYMPTOMS),
    fix="Point the line at the diagnosis it was done for.",
    rarc=("M76",),
    knowledge=("W67",),
    article=("A16",),
)
def pointer_missing(c: Frames) -> Rows:
    """A line of a professional claim points at no diagnosis, or at a position that the claim does not have.

    Why it is denied: the payer cannot see for what the service was done, and sends the claim back as incomplete.

    What to do: point the line at the diagnosis that the record gives as its reason.

    Fires: one diagnosis, and a line that points at the second.
    Does not fire: every line points at a diagnosis that is there; or an institutional claim, which has no pointers.
    """
    listed = np.bincount(c.diagnoses["claim"].to_numpy(), c.diagnoses["position"].to_numpy() > 0, minlength=c.n)
    at, line = c.pointers["position"].to_numpy(), c.pointers["line"].to_numpy()
    valid = (at >= 1) & (at <= listed[c.pointers["claim"].to_numpy()])
    pointing, astray = np.zeros(len(c.lines), dtype=bool), np.zeros(len(c.lines), dtype=bool)
    pointing[line[valid]] = True
    astray[line[~valid]] = True
    professional = c.header_is("form", "professional")
    return c.pick("lines", ~pointing | astray).where(professional & (listed > 0))
