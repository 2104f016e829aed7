"""NOT13."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.note_against_code.unreported_cause import unreported
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.weakness import WEAKNESS


@rule(
    code="NOT13",
    title="Symptom coded although test results confirm the cause",
    severity="warning",
    authority=Authority("ICD-10-CM Official Guidelines", "Section IV.K", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11", "167"),
    edit=Resolve(),
    fix="Report the cause that the final report confirmed in this encounter; the symptom only if not routine to it.",
    reads=("cause", "results_reviewed", "weakness", "facial_weakness", "laterality", "strength", "paresis"),
    knowledge=("W35",),
    article=("A5", "A12", "A17"),
)
def symptom_though_results_confirm(c: Frames) -> Rows:
    """The note reviews results and states the cause of the weakness, and the claim still says R53.1 or M62.81 without
    that cause.

    Why it is denied: where a test has been interpreted and the final report is there at the time of coding, the
    confirmed diagnosis is coded, and symptoms that belong to it are not.

    What to do: report the confirmed diagnosis. If the report came after the encounter was coded, the claim was right
    when coded and stays as it is; the next encounter carries the diagnosis.

    Fires: R53.1; the note reviews the EMG and states myopathy.
    Does not fire: no results are reviewed (NOT14); or the myopathy is on the claim; or it is only suspected.

    Where the article differs: it would update the record and resubmit claims once a test gives a cause (C5). A claim is
    corrected only if it was wrong when it was coded.
    """
    return c.dx(*WEAKNESS).where(unreported(c) & c.says("results_reviewed").claims)
