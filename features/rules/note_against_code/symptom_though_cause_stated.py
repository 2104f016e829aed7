"""NOT14."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.note_against_code.unreported_cause import behind_symptom, unreported
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.weakness import WEAKNESS


@rule(
    code="NOT14",
    title="Symptom coded, or listed first, although the note states the cause",
    severity="warning",
    authority=Authority("ICD-10-CM Official Guidelines", "Sections I.B.4, I.B.5, II.A and I.C.18.b", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=Resolve(),
    asks="if unclear",
    fix=(
        "Report the cause that the note states as established, and list it first (the adverse effect of a drug goes "
        "behind the symptom). If it was not meant as a diagnosis, ask the provider."
    ),
    reads=("cause", "results_reviewed", "weakness", "facial_weakness", "laterality", "strength", "paresis"),
    knowledge=("W31", "W35", "W50"),
    article=("A5", "A6", "A9", "A14", "A17"),
)
def symptom_though_cause_stated(c: Frames) -> Rows:
    """The note states a cause of the weakness as established, and the claim says R53.1 or M62.81 without a code of that
    cause, or lists R53.1 before it.

    Why it is denied: symptom codes are for encounters without an established diagnosis. A reviewer who reads the note
    finds one, and the claim looks vague where the record is not.

    What to do: report the cause the note states, first-listed if it was the reason for the visit. Keep R53.1 behind it
    only where weakness is not routinely part of it. If the statement is not meant as a diagnosis, ask the provider.

    Fires: R53.1; the note says weakness due to low potassium; or due to a stroke, and no side is named. R53.1, E03.9;
    the note says weakness due to hypothyroidism.
    Does not fire: the cause is only suspected; or it is first on the claim, or an adverse effect of a drug, whose code
    stands behind the symptom; or results confirm it (NOT13); or it is a stroke that left one side weak (NOT01, NOT02)
    or the face (NOT04); or R53.1, I63.9, which SEQ01 reports whatever the note says.
    """
    left_out = unreported(c) & ~c.says("results_reviewed").claims
    return c.dx(*WEAKNESS).where(left_out | behind_symptom(c))
