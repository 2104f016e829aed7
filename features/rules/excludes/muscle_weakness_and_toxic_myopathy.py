"""EXC08."""

from denialrisk.data.codes.icd10cm import Exclusion
from denialrisk.features.coded import excluded
from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC08",
    title="Muscle weakness coded beside drug-induced or alcoholic myopathy",
    severity="warning",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at M62, Excludes2 at M60-M63", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=DropFound(),
    fix="Report the myopathy already coded by its origin, and remove M62.81.",
    knowledge=("W06",),
    article=("A8", "A9", "A15"),
)
def muscle_weakness_and_toxic_myopathy(c: Frames) -> Rows:
    """M62.81 beside G72.0 (drug-induced myopathy) or G72.1 (alcoholic myopathy).

    Why it is denied: weakness is the myopathy's own sign, and the note at category M62 excludes both codes. The block
    M60-M63 above it lists G71-G72 as an Excludes2 and so lets them stand together; because the notes disagree, this is
    a warning and not an error. The note nearest the code is the one that edits follow.

    What to do: keep the myopathy, with the drug's adverse-effect code where there is one, and remove M62.81.

    Fires: M62.81 with G72.0.
    Does not fire: M62.81 with G72.9, which only the Excludes2 names.
    """
    return excluded(c, PAIRS["EXC08"], Exclusion.EXCLUDED, Exclusion.DISPUTED)
