"""Weakness coded as a bare symptom: how a claim is known to carry nothing that explains it."""

from __future__ import annotations

from typing import Final

from denialrisk.features.frames import Frames
from denialrisk.features.rows import Mask
from denialrisk.features.weakness import SYMPTOMS

EXPLAINING: Final = (
    "C70-C72", "C79.3-", "C79.4-", "D32-D33", "E08-E13 with .4", "F44.4", "G00-G99", "I60-I69", "M00-M61", "M62.82",
    "M62.84", "M63-M99", "S00-S99", "T07-T14",
)  # fmt: skip
"""Diseases and injuries of brain, cord, nerve, muscle, spine and joint."""

SIGNS: Final = ("H53.2", "R13.-", "R20.-", "R25-R27", "R29.-", "R40-R42", "R47.-", "R51.-", "R55-R56")
"""Neurologic signs that a test may follow even where no disease is established."""


def symptom_only(c: Frames) -> Mask:
    """Claims, shape (n,), coded for weakness or fatigue with no disease or neurologic sign that explains it."""
    return c.once(_symptom_only)


def _symptom_only(c: Frames) -> Mask:
    return c.dx(*SYMPTOMS).claims & ~c.dx(*EXPLAINING, *SIGNS).claims
