"""Codes that must follow the disease that causes them."""

from denialrisk.data.codes.icd10cm import CodeSet
from denialrisk.features.coded import judged
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows

ALSO_SECOND = ("G73.1", "R53.0", "R29.7-", "R65.2-", "Z99.3")
"""Codes with a code-first note that is not "if applicable", although their titles do not say manifestation."""


def manifestations(c: Frames) -> Rows:
    """Reported diagnoses that may not stand first."""
    return c.once(_manifestations)


def _manifestations(c: Frames) -> Rows:
    return c.pick("diagnoses", judged(c, _titled) & c.reported) | c.dx(*ALSO_SECOND)


def _titled(codes: CodeSet, code: str) -> bool:
    return codes.facts(code).manifestation
