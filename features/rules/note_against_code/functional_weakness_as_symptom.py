"""NOT11."""

from denialrisk.features.edits import Resolve, Says
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="NOT11",
    title="Functional weakness coded as a symptom",
    severity="warning",
    authority=Authority("ICD-10-CM Tabular List", "F44.4, inclusion terms", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=Resolve(),
    asks="if unclear",
    fix="Report F44.4 where the provider diagnosed conversion disorder or functional weakness; if not, ask.",
    affirmed_by=(Says("cause", "functional"),),
    ask="Ask the provider what the weakness is due to, or to state that the cause is not established.",
    reads=("cause",),
    knowledge=("W48",),
    article=("A5",),
)
def functional_weakness_as_symptom(c: Frames) -> Rows:
    """The note gives a functional or psychological origin of the weakness, and the claim says R53.1.

    Why it is denied: a diagnosis established in the encounter replaces the symptom; conversion disorder includes
    weakness.

    What to do: report F44.4 where the provider diagnosed conversion disorder or functional weakness. Where the note
    only speaks of anxiety, stress or poor effort, ask for the diagnosis, without leading.

    Fires: R53.1; the note says functional weakness.
    Does not fire: F44.4 is on the claim; or the functional origin is only suspected.
    """
    return c.dx("R53.1").where(c.says("cause", "functional").claims & ~c.dx("F44.-", "F45.-").claims)
