"""The pairs that have a rule of their own: which groups of codes must not meet, and which of the two gives way.

Whether two codes conflict is read from the Tabular List of the service date; this table only says which rule speaks,
so that a coder gets the advice that fits the pair. All other pairs fall to EXC20 to EXC23.
"""

from functools import lru_cache
from typing import Final

from denialrisk.data.codes.patterns import any_matches
from denialrisk.features.coded import Pair

PAIRS: Final = {
    "EXC01": Pair(("R53.1",), ("M62.81",)),
    "EXC02": Pair(("R53.1", "M62.81"), ("M62.84",)),
    "EXC03": Pair(("R53.1", "R53.8-"), ("R54",)),
    "EXC04": Pair(("R54",), ("M62.84", "R41.81", "F03.-")),
    "EXC05": Pair(("R53.8-",), ("F33.-",)),
    "EXC06": Pair(("R53.82",), ("G93.3-",)),
    "EXC07": Pair(("R53.2",), ("R54", "F44.4", "M62.3", "G82.5-")),
    "EXC08": Pair(("M62.81",), ("G72.0", "G72.1")),
    "EXC09": Pair(("M62.81",), ("M05.32", "M30.0", "M32.-", "M33.-", "M34.-", "M35.03", "E85.-")),
    "EXC10": Pair(("G72.-",), ("M33.-",)),
    "EXC11": Pair(("G81.-",), ("I69.-5-",)),
    "EXC12": Pair(("G83.1-", "G83.2-", "G83.3-"), ("I69.-3-", "I69.-4-")),
    "EXC13": Pair(("Z86.73",), ("I69.-",)),
    "EXC14": Pair(("R29.810",), ("G51.0", "I69.-92")),
    "EXC15": Pair(("R29.5",), ("G45.-",)),
    "EXC16": Pair(("E87.-",), ("G72.3",)),
    "EXC17": Pair(("R26.-",), ("R29.6", "R26.81", "R27.0", "M62.3")),
    "EXC18": Pair(("M54.1-", "G54.-"), ("M47.-", "M50.-", "M51.-", "M54.1-")),
    "EXC19": Pair(("Z73.6",), ("Z74.-",)),
}

NEIGHBOURHOOD: Final = (
    "R25-R29", "R41.81", "R53-R54", "G00-G99", "I60-I69", "M47.-", "M50-M54", "M60-M63", "M79.-", "E86-E87", "E08-E13",
    "Z73-Z74", "Z86.73",
)  # fmt: skip
"""Weakness and the diseases that a weakness claim names beside it."""


@lru_cache(maxsize=1 << 16)
def named(one: str, other: str) -> bool:
    """Say whether the pair has a rule of its own."""
    return any(pair.gives_way(one, other) or pair.gives_way(other, one) for pair in PAIRS.values())


def near_weakness(one: str, other: str) -> bool:
    """Say whether one of the two is of the neighbourhood of weakness."""
    return any_matches(NEIGHBOURHOOD, one) or any_matches(NEIGHBOURHOOD, other)
