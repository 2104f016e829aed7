"""NOT15."""

from denialrisk.data.codes.causes import kinds
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="NOT15",
    title="Myopathy coded for weakness alone",
    severity="review",
    authority=Authority("ICD-10-CM Official Guidelines", "Section I.A.19", "FY2026", confirmed=False),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11", "16"),
    edit=Resolve(),
    asks="always",
    fix="Ask the provider for the diagnosis behind the weakness; weakness alone does not support G72.9.",
    reads=("weakness", "cause"),
    knowledge=("W50",),
    article=("A9",),
)
def myopathy_not_in_note(c: Frames) -> Rows:
    """The claim says G72.9 (myopathy, unspecified), and the note speaks of weakness and nowhere of a muscle disease.

    Why it is denied: a code rests on the provider's diagnostic statement. Weakness on examination is a sign and no
    myopathy.

    What to do: ask the provider for the diagnosis. Until there is one, the weakness is coded as the symptom it is.

    Fires: G72.9; the note finds weakness and names no muscle disease.
    Does not fire: the note affirms or suspects myopathy (a suspected one is UNC01).
    """
    spoken = c.says("cause", *kinds("myopathy"), "medication", state=("present", "uncertain", "historical")).claims
    return c.dx("G72.9").where(c.says("weakness").claims & ~spoken)
