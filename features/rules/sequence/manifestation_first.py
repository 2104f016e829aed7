"""SEQ03."""

from denialrisk.features.edits import MoveLast
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.rules.sequence.manifestations import manifestations


@rule(
    code="SEQ03",
    title="Manifestation listed before its underlying disease",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "code first notes; Guidelines Section I.A.13", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("MA63",),
    edit=MoveLast(),
    fix="List the underlying disease first and the manifestation behind it.",
    knowledge=("W24",),
    article=("A14", "A15"),
)
def manifestation_first(c: Frames) -> Rows:
    """The first-listed code is a manifestation "in diseases classified elsewhere" (such as G63, G73.3, G73.7), or
    another code that must follow its cause: R53.0, G73.1, Z99.3, R29.7-, R65.2-.

    Why it is denied: these codes describe what another disease does. The Tabular List orders the disease first, and the
    claim edit refuses a manifestation as first-listed or principal diagnosis.

    What to do: put the underlying disease first. If it is not on the claim, SEQ04 to SEQ06 say what to add.

    Fires: G63, E85.1; R53.0, C50.911.
    Does not fire: E85.1, G63.
    """
    return manifestations(c).first_listed.where(c.dx().count > 1)
