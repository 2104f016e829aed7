"""EXC23."""

from denialrisk.data.codes.icd10cm import Exclusion
from denialrisk.features.coded import conflicting
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC23",
    title="Excluded pair of different sides or spinal levels",
    severity="review",
    authority=Authority("ICD-10-CM Official Guidelines", "Section I.A.12.a", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=Resolve(),
    asks="always",
    fix=(
        "Ask the provider whether these are two unrelated conditions. If so, the record should say it; if not, "
        "keep one code."
    ),
    knowledge=("W12", "W13", "W21"),
    article=("A7", "A15"),
)
def possibly_unrelated_pair(c: Frames) -> Rows:
    """An Excludes1 pair whose codes name different sides of the body, or spinal levels that do not touch.

    Why it is denied: the edit sees the pair and not the difference. Guideline I.A.12.a lets both stand when the
    conditions are unrelated to each other, such as a new lesion on the other side; where that is not clear, the
    provider is asked.

    What to do: query the provider, without leading, whether the conditions are related. Report both only on an answer
    that the record keeps.

    Fires: G81.94 (left) with I69.351 (right); M54.12 (neck) with M51.16 (low back).
    Does not fire: the same pairs on one side or one level, which EXC11 and EXC18 report.
    """
    return conflicting(c, lambda _one, _other, verdict: verdict is Exclusion.UNRELATED)
