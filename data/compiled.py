"""Whether the compiled readers of notes and claims are those of the sources beside them."""

from __future__ import annotations

from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Final

import denialrisk
from denialrisk.data.errors import DenialRiskError

_PACKAGE: Final = Path(denialrisk.__file__).parent
_READERS: Final = ("features/notes", "data/x12")
_CHECKOUT: Final = _PACKAGE.parents[1] / "setup.py"
"""Stands where they run from a checkout, which is changed and pulled; what pip has installed is of one piece."""


def stale() -> list[str]:
    """Modules of a checkout that were compiled before their sources last changed, by name."""
    if not _CHECKOUT.is_file():
        return []
    return sorted(
        compiled.name.partition(".")[0]
        for reader in _READERS
        for compiled in (_PACKAGE / reader).glob(f"*{EXTENSION_SUFFIXES[0]}")
        if _is_stale(compiled)
    )


def refuse_stale() -> None:
    """Refuse to read otherwise than the sources say, which a bundle is known by.

    Raises:
        DenialRiskError: a module was compiled before its source last changed
    """
    if modules := stale():
        raise DenialRiskError(
            f"the compiled readers are older than their sources: {', '.join(modules)}",
            expected="a build after the last change or pull",
            do="Run `make build`, or `pip install -e .` in your environment.",
        )


def _is_stale(compiled: Path) -> bool:
    sources = compiled.parent.glob(f"{compiled.name.partition('.')[0]}.p*")
    return any(source.stat().st_mtime > compiled.stat().st_mtime for source in sources)
