"""NOT18."""

from denialrisk.features.edits import Resolve, Says
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="NOT18",
    title="Volume depletion coded without the documented electrolyte disorder",
    severity="review",
    authority=Authority("ICD-10-CM Tabular List", "use additional code note at E86", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    edit=Resolve(),
    asks="if unclear",
    fix="Add the electrolyte disorder (E87.-) that the note states; if it is not stated as a diagnosis, ask.",
    affirmed_by=(Says("cause", "hypokalemia", "electrolyte"),),
    ask="Ask the provider whether another condition was found beside the one coded.",
    reads=("cause",),
    knowledge=("W30",),
    article=("A6",),
)
def electrolytes_not_coded(c: Frames) -> Rows:
    """The claim says E86 (volume depletion), and the note states a disorder of electrolytes that no E87 code reports.

    Why it is denied: the note at E86 asks for associated disorders of electrolytes; without them the treatment of the
    disorder seems to have no reason.

    What to do: add the E87 code of the disorder the note states. A laboratory value alone is not a diagnosis: ask.

    Fires: E86.0; the note says low potassium.
    Does not fire: E87.6 is on the claim; or the disorder is only suspected.
    """
    return c.dx("E86.-").where(c.says("cause", "hypokalemia").claims & ~c.dx("E87.-").claims)
