"""NOT12."""

from denialrisk.features.edits import Resolve, Says
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="NOT12",
    title="Acute stroke coded where residuals are treated",
    severity="warning",
    authority=Authority("ICD-10-CM Tabular List", "I63, Excludes2 I69.3-", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=Resolve(),
    fix="Report the residual deficit (I69.3-) the note describes instead of the acute stroke.",
    affirmed_by=(Says("residual"),),
    ask="Ask the provider which condition was treated at this visit.",
    reads=("residual",),
    knowledge=("W49",),
    article=("A5",),
)
def acute_stroke_in_follow_up(c: Frames) -> Rows:
    """The note treats what a past stroke left, in an office, at home, in a nursing facility or in therapy, and the
    claim says I63.

    Why it is denied: I63 is the acute event and ends with the hospital stay. Later visits are coded by what remains
    (I69.3-) or, where nothing remains, by history (Z86.73).

    What to do: report I69.3- for the deficit with its side. An acute I63 belongs on the visit only if a new stroke
    happened.

    Fires: I63.9 in the office; the note speaks of residual weakness.
    Does not fire: in the emergency department or as an inpatient; or the deficit has resolved.

    Where the article differs: it names I63 for weakness from stroke (C8). That holds for the acute event only.
    """
    later = c.in_setting("office", "home_health", "skilled_nursing") | c.billed("therapy").claims
    later &= ~c.in_setting("inpatient", "emergency")  # where therapy begins on the days of the stroke itself
    return c.dx("I63.-").where(later & c.says("residual").claims)
