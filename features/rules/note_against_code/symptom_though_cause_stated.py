"""NOT14."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames, Rows
from denialrisk.features.rules.note_against_code.unreported_cause import unreported
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.rules.symptoms import WEAKNESS


@rule(
    code="NOT14",
    title="Symptom coded although the note states the cause",
    severity="warning",
    authority=Authority("ICD-10-CM Official Guidelines", "Sections I.B.4 and I.B.5", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=Resolve(),
    fix=("Report the cause that the note states as established. If it was not meant as a diagnosis, ask the provider."),
    reads=("cause", "results_reviewed"),
    knowledge=("W31", "W35", "W50"),
    article=("A5", "A6", "A9", "A17"),
)
def symptom_though_cause_stated(c: Frames) -> Rows:
    """The note states a cause of the weakness as established, and the claim says R53.1 or M62.81 without a code of that
    cause.

    Why it is denied: symptom codes are for encounters without an established diagnosis. A reviewer who reads the note
    finds one, and the claim looks vague where the record is not.

    What to do: report the cause the note states, first-listed if it was the reason for the visit. Keep R53.1 behind it
    only where weakness is not routinely part of it. If the statement is not meant as a diagnosis, ask the provider.

    Fires: R53.1; the note says weakness due to low potassium.
    Does not fire: the cause is only suspected; or it is on the claim; or results confirm it (NOT13).
    """
    return c.dx(*WEAKNESS).where(unreported(c) & ~c.says("results_reviewed").claims)
