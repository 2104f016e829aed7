"""SEQ08."""

from denialrisk.features.edits import Resolve, Says
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="SEQ08",
    title="Drug-induced myopathy or neuropathy without the drug",
    severity="warning",
    authority=Authority("ICD-10-CM Tabular List", "use additional code notes at G62.0 and G72.0", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("16",),
    rarc=("M76",),
    edit=Resolve(),
    fix="Add the adverse-effect code of the drug that the note names (T36-T50, fifth or sixth character 5).",
    affirmed_by=(Says("cause", "medication"),),
    ask="Ask the provider which substance caused the condition coded, and add its code.",
    knowledge=("W28",),
    article=("A6", "A15"),
)
def drug_not_named(c: Frames) -> Rows:
    """G72.0 or G62.0 without a code for the drug: its adverse effect, or its poisoning (T36-T50 with fifth or sixth
    character 5, or 1 to 4).

    Why it is denied: the notes at both codes ask for the drug; a payer that reviews a drug-induced disease without a
    drug asks for records, or refuses the code as unsupported.

    What to do: take the drug from the record. If it names none, ask the provider which drug it was.

    Fires: G72.0 alone; G62.0 with T38.0X6A, an underdosing.
    Does not fire: G72.0 with T46.6X5A; or G62.0 behind the code of a poisoning, T45.1X1A, which is coded first.
    """
    return c.dx("G62.0", "G72.0").where(~c.dx("T36-T50 with character 5 or 6 = 12345").claims)
