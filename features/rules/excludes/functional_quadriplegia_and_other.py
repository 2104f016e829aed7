"""EXC07."""

from denialrisk.features.coded import excluded
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.excludes.pairs import PAIRS
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="EXC07",
    title="Functional quadriplegia coded beside what it excludes",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "Excludes1 at R53.2", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=Resolve(),
    asks="always",
    fix="Ask the provider which of the conditions coded the record describes, and keep that one.",
    knowledge=("W11",),
    article=("A7", "A15"),
)
def functional_quadriplegia_and_other(c: Frames) -> Rows:
    """R53.2 (functional quadriplegia) beside G82.5- (quadriplegia), R54, F44.4 or M62.3.

    Why it is denied: R53.2 is complete immobility without injury or disease of the cord. A neurologic quadriplegia, a
    conversion symptom, age-related debility and immobility syndrome are each another condition (Excludes1 at R53.2),
    and R53.2 raises payment, so reviewers look for it.

    What to do: ask the provider, without leading, what explains the immobility, and keep the one code that it supports.

    Fires: R53.2 with G82.50; R53.2 with R54.
    Does not fire: R53.2 with G30.9.
    """
    return excluded(c, PAIRS["EXC07"])
