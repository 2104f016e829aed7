"""Causes that the note affirms and the claim leaves out."""

from denialrisk.features.causes import affirmed, bits, coded
from denialrisk.features.frames import Frames, Mask

NAMED = bits(
    "tia", "myopathy", "neuropathy", "myasthenia_gravis", "guillain_barre", "cord_compression", "radiculopathy",
    "hypokalemia", "electrolyte", "sepsis", "thyroid", "medication", "sarcopenia", "multiple_sclerosis", "als",
    "anemia", "diabetes",
)  # fmt: skip
"""Causes whose codes stand in causes.yml; stroke, frailty, deconditioning and functional weakness have own rules."""


def unreported(c: Frames) -> Mask:
    """Claims whose note affirms a cause that no reported diagnosis names, shape (n,)."""
    left_out: Mask = (affirmed(c) & ~coded(c) & NAMED) != 0
    return left_out
