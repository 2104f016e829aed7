"""VAL02."""

from denialrisk.features.coded import judged, read_by
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="VAL02",
    title="Diagnosis code not in force on the date of service",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "whole list, by date of service", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("146", "16"),
    rarc=("M76",),
    edit=Resolve(),
    fix="Replace the code by one that is in force on the date of service and that the record supports.",
    knowledge=("W23",),
    article=("A15",),
)
def unknown_code(c: Frames) -> Rows:
    """A code that the release in force on the date of service does not contain: retired, not yet valid, or mistyped.

    Why it is denied: payers read the diagnosis by the code set of the service date, not of the submission date; a
    code outside it makes the claim unprocessable.

    What to do: look the condition up in the release of the service date. Codes change on 1 October, and some on
    1 April; old favourites in the charge system are the usual source.

    Fires: R53.7, which does not exist; R53.1 with a character too many.
    Does not fire: R53.1; or a date of service outside the loaded releases, which VAL03 reports.
    """
    unknown = judged(c, lambda codes, code: not codes.known(code))
    return c.pick("diagnoses", unknown).where(c.once(read_by).in_force)
