"""NOT08."""

from denialrisk.features.causes import affirmed, coded
from denialrisk.features.edits import Resolve, Says
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule

SAYS_WEAKNESS = (
    "R53.1", "R54", "M62.81", "M62.84", "R29.810", "R29.898", "G12.2-", "G35.-", "G61.-", "G70-G73", "G81-G83", "I69.-",
)  # fmt: skip


@rule(
    code="NOT08",
    title="Weakness with reduced strength coded as fatigue only",
    severity="warning",
    authority=Authority("ICD-10-CM Tabular List", "R53.1 and R53.83, titles", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("50",),
    edit=Resolve(),
    fix="Report the weakness (R53.1, or its cause) that the note and the examination show.",
    affirmed_by=(
        Says("weakness"),
        Says("strength", "reduced"),
    ),
    ask="Ask the provider what the complaint is, and what the examination of strength showed.",
    reads=("weakness", "strength"),
    knowledge=("W44",),
    article=("A10", "A17"),
)
def weakness_as_fatigue(c: Frames) -> Rows:
    """The note reports weakness, the examination finds strength below 5/5, and the claim says R53.83 and no code of
    weakness.

    Why it is denied: fatigue does not justify what is done for weakness; tests and therapy then look unnecessary
    although the record supports them.

    What to do: report R53.1, or the cause if one is established. R53.83 may stay if fatigue is documented as well: no
    excludes note keeps the two apart.

    Fires: R53.83; the note says weakness, strength 4/5.
    Does not fire: the strength is normal; or R53.1 is on the claim, or the cause that the note states.
    """
    found = c.says("weakness").claims & c.says("strength", "reduced").claims
    explained = c.dx(*SAYS_WEAKNESS).claims | ((affirmed(c) & coded(c)) != 0)
    return c.dx("R53.83").where(found & ~explained)
