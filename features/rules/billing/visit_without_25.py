"""BIL02."""

from denialrisk.features.edits import AddModifier
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.billing.bundles import same_day
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="BIL02",
    title="Visit on the day of a procedure without modifier 25",
    severity="warning",
    authority=Authority(
        "NCCI Policy Manual, chapter I", "evaluation and management on the day of a procedure, as trade pages report it"
    ),
    since="2015-10-01",
    reason_family="duplicate_bundling",
    carc=("97",),
    edit=AddModifier("25"),
    fix="Add 25 if the record shows a visit that was significant and separate from the procedure.",
    knowledge=("W62",),
)
def visit_without_25(c: Frames) -> Rows:
    """An office or emergency visit without 25, and a procedure or electrodiagnostic test on the same day.

    Why it is denied: the work of deciding on and preparing a procedure is part of it; a visit beside it is paid only if
    it was significant and separate, which 25 says.

    What to do: read the note. If the visit stands on its own, add 25 (57 where it decided on major surgery); if not,
    remove the visit.

    Fires: 99214 and 95886 on one day.
    Does not fire: 99214 25 and 95886; or 99214 with a blood draw.
    """
    visits = c.billed("office_visit") | c.billed("emergency_visit")
    procedures = (c.cpt("10004-69990") & ~c.cpt("36400-36416")) | c.billed("electrodiagnostic") | c.cpt("96360-96379")
    with_procedure = visits & c.pick("lines", same_day(c, procedures))
    return (with_procedure & ~c.modified("24", "25", "57")).where(c.header_is("form", "professional"))
