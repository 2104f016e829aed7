"""EXC01."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC01",
    title="Weakness coded twice: R53.1 and M62.81",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at R53.1", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16", "11"),
    rarc=("M76",),
    edit=Resolve(),
    asks="always",
    fix=("Keep one of the two. Ask the provider whether the record describes weakness or generalized muscle weakness."),
    knowledge=("W01",),
    article=("A1", "A8", "A15"),
)
def weakness_and_muscle_weakness(c: Frames) -> Rows:
    """R53.1 and M62.81 on one claim: one complaint reported as a symptom and as a muscle disorder.

    Why it is denied: the Excludes1 note at R53.1 names M62.81, so the two never describe one condition; claim edits
    reject the pair before anyone reads the note.

    What to do: read what the provider wrote. Weakness without further description is R53.1; generalized weakness of the
    muscles is M62.81, which home health and skilled nursing payment refuse as the primary diagnosis. Where the note
    does not tell, ask the provider; do not choose by what pays.

    Fires: R53.1 with M62.81, in either order.
    Does not fire: R53.1 alone; or M62.81 as admitting diagnosis of a claim that reports R53.1.

    Where the article differs: it lists M62.81 among specific causes to code as primary (C6). The Tabular List keeps it
    apart from R53.1 for one complaint, and CMS refuses it as primary in home health and skilled nursing.
    """
    return excluded(c, PAIRS["EXC01"])
