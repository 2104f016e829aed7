"""EXC21."""

from denialrisk.data.codes.icd10cm import Exclusion
from denialrisk.features.coded import conflicting
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import named, near_weakness
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC21",
    title="Two codes that exclude each other",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 notes", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=Resolve(),
    asks="if unclear",
    fix="Keep the code the record supports. If the conditions are unrelated, have the provider say so.",
    knowledge=("W70",),
    article=("A15",),
)
def other_pair(c: Frames) -> Rows:
    """Any pair that an Excludes1 note keeps apart, neither code being near weakness: the claim is at risk for it all
    the same.

    Why it is denied: an Excludes1 note means that the two are not coded together for one condition; clearinghouses and
    payers run the same table over every claim.

    What to do: look at the note under both codes, and keep the one that the record supports. If the two conditions have
    nothing to do with each other, both may stand (I.A.12.a) and the provider's statement belongs in the record.

    Fires: R06.02 (shortness of breath) with J96.00 (acute respiratory failure).
    Does not fire: I10 with E78.5.
    """
    return conflicting(
        c,
        lambda one, other, verdict: (
            verdict is Exclusion.EXCLUDED and not named(one, other) and not near_weakness(one, other)
        ),
    )
