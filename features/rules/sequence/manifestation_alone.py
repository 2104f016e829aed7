"""SEQ04."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.rules.sequence.manifestations import manifestations


@rule(
    code="SEQ04",
    title="Manifestation without any underlying disease",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "code first notes; Guidelines Section I.A.13", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("MA63", "M76"),
    edit=Resolve(),
    asks="if unclear",
    fix=("Add the underlying disease that the record names and list it first; if it names none, ask the provider."),
    knowledge=("W24",),
    article=("A14", "A15", "A17"),
)
def manifestation_alone(c: Frames) -> Rows:
    """A manifestation code is the only diagnosis of the claim.

    Why it is denied: a code "in diseases classified elsewhere" says that a disease lies behind it; alone it fails the
    edit, and the claim is returned without an answer.

    What to do: find the disease in the record and list it first. If the record names none, ask the provider; a
    polyneuropathy of unknown origin is G62.9, not G63.

    Fires: G63 alone; G73.7 alone.
    Does not fire: G62.9 alone; or R53.0 alone, which SEQ05 reports.
    """
    return (manifestations(c) & ~c.dx("R53.0", "R29.7-")).where(c.dx().count == 1)
