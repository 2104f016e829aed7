"""SEQ05."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="SEQ05",
    title="Neoplastic fatigue without a neoplasm",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "code first note at R53.0", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=Resolve(),
    asks="if unclear",
    fix="Add the neoplasm that the record names and list it first; if it names none, ask what kind of fatigue this is.",
    knowledge=("W26",),
    article=("A10", "A15"),
)
def neoplastic_fatigue_without_neoplasm(c: Frames) -> Rows:
    """R53.0 on a claim with no neoplasm (C00-D49).

    Why it is denied: R53.0 is fatigue that belongs to a neoplasm, to be coded first; without one the code has no
    meaning.

    What to do: add the neoplasm if the record names it and it was treated or bore on care. Otherwise the fatigue is
    R53.83 or what the provider says it is.

    Fires: R53.0, I10.
    Does not fire: C50.911, R53.0; or R53.83 alone.
    """
    return c.dx("R53.0").where(~c.dx("C00-D49").claims)
