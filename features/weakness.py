"""The diagnosis codes that this project is about, in each of the senses in which it asks for them."""

from __future__ import annotations

from typing import Final

WEAKNESS: Final = ("R53.1", "M62.81")
"""Weakness as a symptom, with no cause in the code."""

SYMPTOMS: Final = (*WEAKNESS, "R53.81", "R53.83")
"""Weakness, debility and fatigue."""

CODED_FOR: Final = ("R53.-", "R54", "M62.81", "M62.84", "R29.8-", "G72.9", "G81-G83", "I69.-")
"""Codes by which a claim is one for weakness. Its documentation is due on such claims, and on those whose note speaks
of weakness though the cause alone is coded."""

NEIGHBOURS: Final = (
    "R53.-", "R54", "M62.8-", "M62.5-", "G70-G73", "G81-G83", "I69.-", "R26.-", "R27.-", "R29.-", "M60.-", "M33.-",
    "G35.-", "G61.-", "G12.-", "R41.81",
)  # fmt: skip
"""Weakness and what it is coded as or beside: the first of these is what claims are alike in."""

FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "R53.1 weakness": ("R53.1",),
    "M62.81 muscle weakness": ("M62.81",),
    "R53.8 malaise and fatigue": ("R53.8-",),
    "R54 frailty": ("R54",),
    "M62.84 sarcopenia": ("M62.84",),
    "G70-G73 muscle and junction": ("G70-G73",),
    "G81-G83 paralysis": ("G81-G83",),
    "I69 stroke sequela": ("I69.-",),
    "I63 stroke": ("I63.-",),
    "R26-R29 gait and nervous signs": ("R26.-", "R27.-", "R29.-"),
    "G60-G65 neuropathy": ("G60-G65",),
    "M54 spine pain": ("M54.-",),
}
"""Families of the weakness codes and their neighbours; the first-listed and the first family found are features."""
