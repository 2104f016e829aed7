"""SEQ01."""

from denialrisk.features.causes import naming, suspected
from denialrisk.features.edits import ListFirst
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule

RELATED_CAUSES = (
    "I60-I63", "I69.-3-", "I69.-4-", "I69.-5-", "I69.-6-", "I69.-98", "G45.0", "G45.8", "G45.9", "G12.2-", "G35.-",
    "G61.-", "G70-G73", "G81-G83", "G95.-", "M33.-", "A40-A41", "R65.2-", "E87.6",
)  # fmt: skip
"""Diagnoses that explain weakness wherever it is: brain, cord, nerve, junction, muscle, sepsis, lack of potassium."""


@rule(
    code="SEQ01",
    title="Weakness listed before its established cause",
    severity="warning",
    authority=Authority("ICD-10-CM Official Guidelines", "Sections II.A and I.C.18.b", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11", "50"),
    edit=ListFirst(*RELATED_CAUSES),
    fix=(
        "List the established cause first. Keep R53.1 behind it only if weakness is not routinely part of that cause."
    ),
    knowledge=("W31",),
    article=("A6", "A14", "A17"),
)
def symptom_before_cause(c: Frames) -> Rows:
    """R53.1 stands first although the claim also carries a definitive diagnosis that explains weakness.

    Why it is denied: a chapter 18 symptom code is not first-listed when a related definitive diagnosis is established;
    payers read it as a claim without the diagnosis that justifies the service.

    What to do: list the cause first. Keep R53.1 behind it only where weakness is not routinely part of the cause.

    Fires: R53.1, I63.9.
    Does not fire: I63.9, R53.1; or R53.1 with unrelated I10; or the note only suspects the cause (UNC01).

    Where the article differs: it lets R53.1 lead when the visit is for evaluation of the symptom, although the cause is
    documented (C4). Sections II.A and I.C.18.b do not, once a related definitive diagnosis is established.
    """
    established = c.dx(*RELATED_CAUSES) & ~naming(c, suspected(c))
    return c.dx("R53.1").first_listed.where(established.claims)
