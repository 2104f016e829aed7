"""EXC22."""

from denialrisk.data.codes.icd10cm import Exclusion
from denialrisk.features.coded import conflicting
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC22",
    title="Two codes on which the notes disagree",
    severity="warning",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 against Excludes2", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=Resolve(),
    fix=(
        "Read both notes and keep the code the record supports; keep both only where the record shows two conditions."
    ),
    knowledge=("W17", "W21"),
    article=("A15",),
)
def disputed_pair(c: Frames) -> Rows:
    """One note keeps the two codes apart (Excludes1) while another, at the other code or at a block above, lets them
    stand together (Excludes2).

    Why it is denied: payers' edits are built from the Excludes1 notes alone, so the pair may be rejected although the
    Tabular List is of two minds. Because it is, this is a warning.

    What to do: follow the note nearest the code. Keep both only where the record shows two conditions.

    Fires: G72.41 with M60.9; M54.13 with M50.13.
    Does not fire: M62.81 with G72.0, which EXC08 explains; or R53.1 with M62.81, on which the notes agree.
    """
    return conflicting(
        c,
        lambda one, other, verdict: (
            verdict is Exclusion.DISPUTED
            and not PAIRS["EXC08"].gives_way(one, other)
            and not PAIRS["EXC08"].gives_way(other, one)
        ),
    )
