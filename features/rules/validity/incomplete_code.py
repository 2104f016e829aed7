"""VAL01."""

from denialrisk.features.coded import judged, read_by
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="VAL01",
    title="Diagnosis code is a category or incomplete",
    severity="error",
    authority=Authority("ICD-10-CM Official Guidelines", "Section I.B.2", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("146", "16"),
    rarc=("M76",),
    edit=Resolve(),
    fix="Report the code to its full number of characters for the date of service.",
    knowledge=("W23",),
    article=("A15", "A17"),
)
def incomplete_code(c: Frames) -> Rows:
    """A code that stands in the release in force, but only as a heading over more specific codes.

    Why it is denied: a diagnosis is accepted only at the highest number of characters available; a heading such as
    R53, R53.8, M62.8, G81.9 or I69.35 fails the front-end edits of clearinghouse and payer.

    What to do: choose the full code that the record supports. Where a character needs a fact that the record lacks
    (which side, which encounter), ask the provider for it.

    Fires: M62.8; G81.9; G35 on a date of service from 1 October 2025, when it gained subdivisions.
    Does not fire: M62.81; or a date of service outside the loaded releases, where validity is not judged.
    """
    heading = judged(c, lambda codes, code: codes.known(code) and not codes.valid(code))
    return c.pick("diagnoses", heading).where(c.once(read_by).in_force)
