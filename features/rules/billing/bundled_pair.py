"""BIL01."""

from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.billing.bundles import bundled
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="BIL01",
    title="Services not paid together on one day",
    severity="error",
    authority=Authority("CMS NCCI", "procedure-to-procedure edits, practitioner services"),
    since="2020-01-01",
    reason_family="duplicate_bundling",
    carc=("97", "4"),
    edit=DropFound(),
    fix="Remove the bundled line, or add 59 or X if the record shows separate services.",
    rarc=("N519",),
    knowledge=("W61",),
)
def bundled_pair(c: Frames) -> Rows:
    """Two lines of one day form an NCCI pair, and no modifier says that they were separate services.

    How far it sees: the pairs shipped are a few of therapy. CMS's quarterly file brings the rest
    (`denialrisk codes ncci`).

    Why it is denied: the second service of the pair counts as part of the first. The line found is the one not paid.

    What to do: remove it. A modifier (59, XE, XP, XS, XU or an anatomic one) belongs there only where the record shows
    another time, site or practitioner, and only for pairs that allow one.

    Fires: 97530 with 97116 on one day.
    Does not fire: 97530 with 97116 59; or the two on different days.
    """
    return c.pick("lines", c.once(bundled))
