"""EXC13."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC13",
    title="History of stroke coded beside its sequela",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at I69 and at Z86.73", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=DropFound(),
    fix="Report the residual deficit already coded and remove Z86.73; keep Z86.73 alone only if no deficit remains.",
    knowledge=("W14",),
    article=("A5", "A15"),
)
def history_and_sequela_of_stroke(c: Frames) -> Rows:
    """Z86.73 (past stroke or TIA without residual deficits) beside I69 (its sequelae): the claim says both.

    Why it is denied: Z86.73 states that nothing remains, I69 that something does; each excludes the other.

    What to do: read whether a deficit is documented today. If so, I69 stays and Z86.73 goes; if all has resolved,
    Z86.73 stays and I69 goes.

    Fires: I69.351 with Z86.73.
    Does not fire: Z86.73 with R53.1.
    """
    return excluded(c, PAIRS["EXC13"])
