"""SET04."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="SET04",
    title="Age-related frailty coded for a child",
    severity="error",
    authority=Authority("ICD-10-CM code age ranges", "R54: ages 15 to 124"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("9",),
    edit=Resolve(),
    fix="Check the birth date and the code: R54 is not for patients under 15.",
    knowledge=("W46",),
)
def frailty_in_childhood(c: Frames) -> Rows:
    """R54 on the claim of a patient younger than 15.

    Why it is denied: payers check the age range of a code; a child cannot have age-related debility.

    What to do: check the birth date on the claim, and ask the provider which condition was meant.

    Fires: R54 at age 14.
    Does not fire: R54 at age 15; or R54 with no age on the claim.
    """
    return c.dx("R54").where((c.header["patient_age"] < 15).to_numpy(dtype=bool))
