"""EXC20."""

from denialrisk.data.codes.icd10cm import Exclusion
from denialrisk.features.coded import conflicting
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import named, near_weakness
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC20",
    title="Two neuromuscular codes that exclude each other",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 notes", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=Resolve(),
    asks="if unclear",
    fix="Keep the code the record supports. If the conditions are unrelated, have the provider say so.",
    knowledge=("W18", "W70"),
    article=("A15",),
)
def other_pair_near_weakness(c: Frames) -> Rows:
    """Any other pair that an Excludes1 note keeps apart, where a code of weakness or of its neighbourhood is one of the
    two: nervous system, stroke, spine, muscle, gait signs, electrolytes, diabetes.

    Why it is denied: an Excludes1 note means that the two are not coded together for one condition; clearinghouses and
    payers run the same table.

    What to do: look at the note under both codes, and keep the one that the record supports. If the two conditions have
    nothing to do with each other, both may stand (I.A.12.a) and the provider's statement belongs in the record.

    Fires: G63 with E11.42 (neuropathy in diabetes has its own code); R53.83 with T67.3XXA.
    Does not fire: R53.1 with M62.81, which EXC01 explains; or two codes no note keeps apart.
    """
    return conflicting(
        c,
        lambda one, other, verdict: (
            verdict is Exclusion.EXCLUDED and not named(one, other) and near_weakness(one, other)
        ),
    )
