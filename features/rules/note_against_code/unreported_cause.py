"""Causes that the note affirms, and the claim leaves out or lists behind the symptom."""

from denialrisk.features.causes import affirmed, bits, coded
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Mask
from denialrisk.features.rules.note_against_code.findings import one_sided, only_facial
from denialrisk.features.rules.sequence.symptom_before_cause import RELATED_CAUSES

NAMED = bits(
    "tia", "myopathy", "neuropathy", "myasthenia_gravis", "guillain_barre", "cord_compression", "radiculopathy",
    "hypokalemia", "electrolyte", "sepsis", "thyroid", "medication", "sarcopenia", "multiple_sclerosis", "als",
    "anemia", "diabetes", "infection", "fracture_or_orthopedic",
)  # fmt: skip
"""Causes whose codes stand in causes.yml; frailty, deconditioning and functional weakness have rules of their own."""

STROKE = bits("stroke")
"""Its weakness of one side or of the face has rules of its own."""

OTHER = bits("other")
"""Of no listed codes: left out for certain only where the claim reports symptoms and circumstances alone."""

NEVER_FIRST = bits("medication", "deconditioning", "frailty", "sarcopenia")
"""Causes whose codes stand behind what they cause (adverse effects), are symptoms, or are excluded beside R53.1."""


def unreported(c: Frames) -> Mask:
    """Claims whose note affirms a cause that no reported diagnosis names, shape (n,)."""
    left_out = affirmed(c) & ~coded(c)
    found: Mask = (left_out & NAMED) != 0
    found |= ((left_out & STROKE) != 0) & ~one_sided(c) & ~only_facial(c)
    found |= ((left_out & OTHER) != 0) & (c.dx().count == c.dx("R00-R99", "M62.81", "Z00-Z99").count)
    return found


def behind_symptom(c: Frames) -> Mask:
    """Claims that list R53.1 before a cause that their note affirms, shape (n,); but for causes that SEQ01 knows."""
    behind: Mask = (affirmed(c) & coded(c) & ~NEVER_FIRST) != 0
    return behind & c.dx("R53.1").first_listed.claims & ~c.dx(*RELATED_CAUSES).claims
