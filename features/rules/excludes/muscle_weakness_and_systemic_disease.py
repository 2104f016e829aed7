"""EXC09."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC09",
    title="Muscle weakness coded beside a disease that has its own myopathy code",
    severity="warning",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at M60-M63", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=DropFound(),
    fix="Report muscle involvement by the code of the disease, and remove M62.81.",
    knowledge=("W07",),
    article=("A8", "A15"),
)
def muscle_weakness_and_systemic_disease(c: Frames) -> Rows:
    """M62.81 beside dermatopolymyositis (M33), lupus (M32), systemic sclerosis (M34), sicca syndrome with myopathy
    (M35.03), polyarteritis (M30.0), M05.32 or amyloidosis (E85).

    Why it is denied: these diseases carry their muscle involvement in their own codes; the Excludes1 note of the block
    M60-M63 sends it there.

    What to do: choose the disease's code that says whether muscle is involved, if the record supports it, and remove
    M62.81. If the weakness has nothing to do with the disease, the provider says so.

    Fires: M62.81 with M33.20.
    Does not fire: R53.1 with M33.20; or M62.81 with M06.9.
    """
    return excluded(c, PAIRS["EXC09"])
