"""SEQ02."""

from denialrisk.features.causes import naming, suspected
from denialrisk.features.edits import DropFound
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule

WEAKNESS_IS_PART = ("G12.2-", "G61.-", "G70-G73", "G81-G83", "I69.-3-", "I69.-4-", "I69.-5-")


@rule(
    code="SEQ02",
    title="Weakness coded beside a disease of which it is part",
    severity="warning",
    authority=Authority("ICD-10-CM Official Guidelines", "Sections I.B.5 and I.C.18.b", "FY2026"),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=("11",),
    edit=DropFound(),
    fix="Remove R53.1: weakness is routinely part of the disease already coded.",
    knowledge=("W32",),
    article=("A5", "A14", "A15"),
)
def symptom_integral_to_cause(c: Frames) -> Rows:
    """R53.1 behind a diagnosis whose very sign is loss of strength: motor neuron disease, myasthenia, myopathy,
    Guillain-Barre and kindred neuropathies, hemiplegia, monoplegia, or their stroke sequelae.

    Why it is denied: signs routinely associated with a disease are not coded beside it; the extra symptom code invites
    the question whether the diagnosis is established at all.

    What to do: remove R53.1. Keep it only where the provider describes weakness that the disease does not explain.

    Fires: G70.00, R53.1.
    Does not fire: E87.6, R53.1, where weakness may occur or not; or R53.1, G70.00, which SEQ01 reports; or the
    note only suspects the disease (UNC01).

    Where the article differs: it would add R53.1 as secondary only if that helps billing, medical necessity or quality
    figures (C3). The test in the guidelines is whether the symptom is routine to the disease, whatever it pays.
    """
    symptom = c.dx("R53.1")
    established = c.dx(*WEAKNESS_IS_PART) & ~naming(c, suspected(c))
    return symptom.where(established.claims) & ~symptom.first_listed
