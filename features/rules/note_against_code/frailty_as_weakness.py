"""NOT09."""

from denialrisk.features.edits import Resolve, Says
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="NOT09",
    title="Age-related weakness coded as a symptom",
    severity="warning",
    authority=Authority("ICD-10-CM Tabular List", "R54, and Excludes1 at R53.1", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=Resolve(),
    asks="if unclear",
    fix=(
        "Report R54 where the provider's own words are frailty or age-related weakness; if only age is named, ask. R54 "
        "may not stand beside dementia, cognitive decline or sarcopenia, which then account for it."
    ),
    affirmed_by=(Says("cause", "frailty"),),
    ask="Ask the provider what the weakness is due to, or to state that the cause is not established.",
    reads=("cause",),
    knowledge=("W45",),
    article=("A1", "A10"),
)
def frailty_as_weakness(c: Frames) -> Rows:
    """The note puts the weakness down to age or frailty, and the claim says R53.1.

    Why it is denied: R53.1 excludes age-related weakness, which is R54.

    What to do: report R54 where the provider's own words are frailty, senile asthenia or age-related weakness. If the
    note only mentions age, or failure to thrive, ask what the weakness is due to.

    Fires: R53.1; the note says weakness due to frailty.
    Does not fire: R54 is on the claim; or frailty is denied or only suspected.
    """
    return c.dx("R53.1").where(c.says("cause", "frailty").claims & ~c.dx("R54").claims)
