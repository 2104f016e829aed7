"""Files read through the system's memory maps."""

from __future__ import annotations

import mmap
from collections.abc import Iterable


def let_go(maps: Iterable[mmap.mmap]) -> None:
    """Give back the memory of what was read, which the system keeps for as long as it has room."""
    if hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
        for mapped in maps:
            mapped.madvise(mmap.MADV_DONTNEED)
