"""NEC01."""

from denialrisk.features.edits import Document
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule
from denialrisk.features.rules.symptoms import symptom_only


@rule(
    code="NEC01",
    title="Nerve or muscle test for a bare symptom",
    severity="warning",
    authority=Authority(
        "Blue Cross Blue Shield electrodiagnostic criteria; Medicare LCDs L34859, L35081, L35048", "indications"
    ),
    since="2015-10-01",
    reason_family="medical_necessity",
    carc=("50", "167"),
    edit=Document("reflexes", "sensation", "differential"),
    asks="always",
    fix="Ask the provider to document the neurologic examination and the disease class that the test is to settle.",
    rarc=("N115",),
    reads=("reflexes", "sensation", "tone_atrophy", "differential"),
    knowledge=("W54",),
    article=("A13", "A17"),
)
def electrodiagnostic_for_symptom(c: Frames) -> Rows:
    """EMG or nerve conduction for weakness or fatigue alone, with no neurologic examination or no differential noted.

    Why it is denied: these tests extend the neurologic examination. Payers want signs of nerve or muscle disease that
    examination and imaging did not settle, and the class of disease named.

    What to do: ask the provider to document reflexes, sensation and the diagnoses considered.

    Fires: 95886 and 95910 for R53.1, with nothing but the complaint in the note.
    Does not fire: reflexes or sensation and a differential are documented; G62.9 or R20.2 is coded; there is no note.
    """
    examined = c.says("reflexes").claims | c.says("sensation").claims | c.says("tone_atrophy").claims
    considered = c.says("differential", state=("present", "uncertain")).claims
    return c.billed("electrodiagnostic").where(symptom_only(c) & c.documented & ~(examined & considered))
