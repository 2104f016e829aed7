"""VAL03."""

from denialrisk.features.coded import judged, read_by
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="VAL03",
    title="Code could not be checked: release of the service date not loaded",
    severity="review",
    authority=Authority("ICD-10-CM Tabular List", "nearest loaded release", "see 'denialrisk codes'"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("146", "16"),
    rarc=("M76",),
    edit=Resolve(),
    fix="Load the release in force on the date of service ('denialrisk codes load'), or check the code by hand.",
    knowledge=("W23",),
    article=("A15",),
)
def unloaded_release(c: Frames) -> Rows:
    """A code that may not be submitted under the nearest release, where the release in force is not loaded.

    Why it is denied: it may not be. The date of service lies outside all loaded releases, so validity is not judged;
    but the code is missing or incomplete in the release nearest in time, and few codes change from year to year.

    What to do: load the release that CMS published for that date, and score again. Until then check the code by hand.
    On such dates the notes of the nearest release (Excludes1, code first) are used, and valid codes pass unmarked;
    the worklist's code_set column says which release was read.

    Fires: R53.7 on a date of service in 2024.
    Does not fire: R53.1 in 2024; or R53.7 in May 2026, which VAL02 reports.
    """
    doubtful = judged(c, lambda codes, code: not codes.valid(code))
    return c.pick("diagnoses", doubtful).where(~c.once(read_by).in_force)
