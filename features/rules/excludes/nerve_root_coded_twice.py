"""EXC18."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC18",
    title="Nerve root disorder coded beside the disc or spine disease that contains it",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at M54.1 and at G54", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=DropFound(),
    fix="Report the combination code of the spine disease, and remove the code of the nerve root.",
    knowledge=("W21",),
    article=("A15",),
)
def nerve_root_coded_twice(c: Frames) -> Rows:
    """M54.1- (radiculopathy) or G54 (root and plexus disorders) beside disc disease (M50, M51) or spondylosis (M47)
    with radiculopathy; or G54 beside M54.1-.

    Why it is denied: the spine codes say disease and root together; M54.1 and G54 exclude them, so the root is coded
    twice.

    What to do: keep the combination code at the right level, and remove the general root code. Where the levels differ
    (neck and low back), see EXC23; where the notes disagree (M54.13 with M50.1-), see EXC22.

    Fires: M54.16 with M51.16; G54.2 with M50.121.
    Does not fire: M54.16 with M48.061.
    """
    return excluded(c, PAIRS["EXC18"])
