"""Stays and episodes that Medicare pays as a whole: their therapy lines follow no rule of single services."""

from typing import Final

from denialrisk.features.frames import Frames
from denialrisk.features.rows import Mask

PART_A: Final = ("11", "18", "21", "32", "41")
"""Types of bill, first two digits: hospital and skilled nursing stays, home health episodes. Source: NUBC."""


def part_a(c: Frames) -> Mask:
    """Claims, shape (n,), for a stay or an episode of home health."""
    return c.bill_type_is(*PART_A)
