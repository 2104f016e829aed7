"""BIL06."""

import numpy as np

from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.billing.bundles import REPEATED, copies
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="BIL06",
    title="One line billed twice on the claim",
    severity="error",
    authority=Authority(
        "Medicare Claims Processing Manual, chapter 1", "section 120, exact duplicates, as trade pages report it"
    ),
    since="2015-10-01",
    reason_family="duplicate_bundling",
    carc=("18",),
    edit=DropFound(),
    fix="Remove the second line, or add 76 or 77 if the service was repeated.",
    knowledge=("W66",),
)
def line_twice(c: Frames) -> Rows:
    """The same procedure, date and practitioner stand on two lines, and no modifier says that the service was repeated.

    Why it is denied: the second line is taken for a copy of the first.

    What to do: remove it. If the service was repeated, add 76 (same practitioner) or 77 (another).

    Fires: 97110 GP twice on one day.
    Does not fire: the second line carries 76, 77, 59 or a side; or the lines have different dates.
    """
    again = copies(c)
    one_day = c.days("service_from", "service_to") == 0
    dated = ~np.isnat(c.column("lines", "service_on")) | one_day[c.column("lines", "claim")]
    return c.pick("lines", again & dated) & ~c.modified(*REPEATED)
