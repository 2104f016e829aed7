"""EXC10."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC10",
    title="Myopathy coded with two origins",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at G72", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=Resolve(),
    asks="always",
    fix="Keep the muscle disease the record supports. Ask the provider which it is where both are named.",
    knowledge=("W17",),
    article=("A9", "A15"),
)
def myopathy_of_two_origins(c: Frames) -> Rows:
    """A G72 myopathy beside dermatopolymyositis (M33), which has a code of its own.

    Why it is denied: category G72 excludes the inflammatory diseases of muscle that have codes of their own in chapter
    13; one muscle disease is reported by one code. On myositis (M60) and muscle infarction (M62.2) the notes disagree,
    since the block M60-M63 lets G71-G72 stand beside them: those pairs are EXC22.

    What to do: keep the code that the work-up supports. An unspecified G72.9 beside a named myositis is the one to go.

    Fires: G72.9 with M33.20.
    Does not fire: G72.9 with M60.9, where the notes disagree (EXC22).
    """
    return excluded(c, PAIRS["EXC10"])
