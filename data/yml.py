"""YAML files of the package and of its users, read by libyaml, which is nine times faster than PyYAML's own parser."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

_LOADER: Final[type[Any]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""PyYAML may be built without libyaml; both load plain values only."""


def read(path: Path) -> Any:
    """What a file holds. Raises OSError, UnicodeDecodeError or yaml.YAMLError."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 -- a safe loader, see above
