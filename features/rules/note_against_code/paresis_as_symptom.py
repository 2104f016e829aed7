"""NOT03."""

from denialrisk.features.edits import Resolve, Says
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.note_against_code.findings import one_sided, only_facial
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.weakness import WEAKNESS

PARESIS = ("G80-G83", "I69.-3-", "I69.-4-", "I69.-5-", "I69.-6-", "G72.3", "F44.4", "R29.5")


@rule(
    code="NOT03",
    title="Paresis in the note coded as a symptom",
    severity="error",
    authority=Authority("ICD-10-CM Tabular List", "G81 to G83, titles and notes", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=Resolve(),
    fix="Report the paresis the note names by its own code, with its side; incomplete counts.",
    affirmed_by=(Says("paresis"),),
    ask="Ask the provider where the weakness is, how severe it is, and what it is due to.",
    reads=("paresis", "cause", "strength", "laterality", "weakness", "facial_weakness"),
    knowledge=("W38",),
    article=("A7",),
)
def paresis_as_symptom(c: Frames) -> Rows:
    """The note says hemiparesis, monoparesis, paraparesis, quadriparesis or paralysis, and the claim says R53.1 or
    M62.81.

    Why it is denied: a named paresis has its own code. The symptom code understates the condition, and therapy, imaging
    or admission then look unjustified.

    What to do: report G81 (one side), G82 (both legs, all four limbs) or G83 (one limb), with side and dominance; after
    a stroke the I69 code alone. A paresis that has resolved is not coded.

    Fires: R53.1; the note says right hemiparesis.
    Does not fire: the paresis is past or denied; or G81.91 is on the claim.

    Where the article differs: it keeps G81 to G83 for complete or near-complete loss of motor function (C1). The
    Tabular List titles them plegia and paresis, complete or incomplete.
    """
    of_stroke = c.says("cause", "stroke").claims & one_sided(c) & ~only_facial(c)  # NOT01 and NOT02 report it
    return c.dx(*WEAKNESS).where(c.says("paresis").claims & ~of_stroke & ~c.dx(*PARESIS).claims)
