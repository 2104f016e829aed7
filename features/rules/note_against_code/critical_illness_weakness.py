"""NOT17."""

from denialrisk.data.codes.causes import kinds
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="NOT17",
    title="Weakness in severe sepsis without critical illness myopathy or polyneuropathy",
    severity="review",
    authority=Authority("ICD-10-CM Tabular List", "use additional code note at R65.2", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=Resolve(),
    asks="always",
    fix="Ask the provider what the weakness in this critical illness is due to.",
    reads=("strength", "cause"),
    knowledge=("W29",),
    article=("A6",),
)
def critical_illness_weakness(c: Frames) -> Rows:
    """The claim reports severe sepsis (R65.2-), the note finds reduced strength or a disease of muscle or nerve, and
    neither G72.81 nor G62.81 is coded.

    Why it is denied: nothing is denied; the note at R65.2 asks for the organ dysfunctions, and weakness acquired in
    critical illness is among them. Left out, the severity of the stay is understated.

    What to do: ask the provider, without leading, what the weakness is due to. Code critical illness myopathy or
    polyneuropathy only on that answer.

    Fires: A41.9, R65.20; the note finds strength 3/5.
    Does not fire: G72.81 is on the claim; or strength is normal.
    """
    found = c.says("strength", "reduced").claims | c.says("cause", *kinds("myopathy"), "neuropathy").claims
    return c.dx("R65.2-").where(found & ~c.dx("G72.81", "G62.81").claims)
