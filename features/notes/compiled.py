"""Whether the compiled note reader is that of the sources beside it."""

from __future__ import annotations

from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Final

from denialrisk.data.errors import DenialRiskError

_READER: Final = Path(__file__).resolve().parent
_CHECKOUT: Final = _READER.parents[1] / "setup.py"
"""Stands where the reader runs from a checkout, which is changed and pulled; what pip has installed is of one piece."""


def stale() -> list[str]:
    """Modules of a checkout that were compiled before their sources last changed, by name."""
    if not _CHECKOUT.is_file():
        return []
    return sorted(
        compiled.name.partition(".")[0] for compiled in _READER.glob(f"*{EXTENSION_SUFFIXES[0]}") if _is_stale(compiled)
    )


def refuse_stale() -> None:
    """Refuse to read notes otherwise than the sources say, which a bundle is known by.

    Raises:
        DenialRiskError: a module was compiled before its source last changed
    """
    if modules := stale():
        raise DenialRiskError(
            f"the compiled note reader is older than its sources: {', '.join(modules)}",
            expected="a build after the last change or pull",
            do="Run `make build`, or `pip install -e .` in your environment.",
        )


def _is_stale(compiled: Path) -> bool:
    sources = compiled.parent.glob(f"{compiled.name.partition('.')[0]}.p*")
    return any(source.stat().st_mtime > compiled.stat().st_mtime for source in sources)
