"""SPC02."""

from denialrisk.features.causes import affirmed, bits, coded
from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule

KINDS = bits("drug_myopathy", "inflammatory_myopathy", "critical_illness_myopathy")
"""Kinds of myopathy with codes of their own."""


@rule(
    code="SPC02",
    title="Unspecified myopathy or neuropathy although the note gives the origin",
    severity="review",
    authority=Authority("ICD-10-CM Official Guidelines", "Section I.B.2", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11", "167"),
    edit=Resolve(),
    asks="if unclear",
    fix="Report the specific code for the origin the note states; if the link is not plain, ask the provider.",
    reads=("cause",),
    knowledge=("W18", "W50"),
    article=("A9", "A17"),
)
def origin_not_coded(c: Frames) -> Rows:
    """G72.9 or G62.9, and a note that states a kind of the disease that has a code of its own (drug-induced,
    inflammatory or critical illness myopathy), or the disease together with such an origin: a medicine, alcohol aside,
    or diabetes, thyroid disease, infection, sepsis or a disorder of electrolytes.

    Why it is denied: lack of specificity is among the most frequent reasons; a reviewer who finds the origin in the
    note asks why the code leaves it out.

    What to do: where the provider links disease and origin, report the specific code (such as G72.0 or G62.0 with the
    drug). Where both are only mentioned, ask whether they are linked.

    Fires: G72.9; the note says myopathy, and a medicine as the cause; or it says statin myopathy.
    Does not fire: the note gives no origin; the kind is on the claim too; or the origin is only suspected.
    """
    origin = c.says("cause", "medication", "diabetes", "thyroid", "infection", "sepsis", "electrolyte").claims
    kind = (affirmed(c) & ~coded(c) & KINDS) != 0
    myopathy = c.dx("G72.9").where(kind | (origin & c.says("cause", "myopathy").claims))
    return myopathy | c.dx("G62.9").where(origin & c.says("cause", "neuropathy").claims)
