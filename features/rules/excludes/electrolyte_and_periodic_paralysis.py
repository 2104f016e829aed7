"""EXC16."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC16",
    title="Electrolyte disorder coded beside periodic paralysis",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at E87", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=DropFound(),
    fix="Report periodic paralysis, already coded, and remove the E87 code.",
    knowledge=("W19",),
    article=("A6", "A15"),
)
def electrolyte_and_periodic_paralysis(c: Frames) -> Rows:
    """E87 (such as E87.6, low potassium) beside G72.3 (periodic paralysis).

    Why it is denied: the shift of potassium is the disease itself; category E87 excludes familial periodic paralysis.

    What to do: keep G72.3 if that diagnosis is established. Weakness from a lack of potassium of another origin is
    E87.6 without G72.3.

    Fires: E87.6 with G72.3.
    Does not fire: E87.6 with R53.1.
    """
    return excluded(c, PAIRS["EXC16"])
