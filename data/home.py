"""Where this machine keeps what the user has loaded: code sets, payers' files."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """The folder of the user's own data: DENIALRISK_HOME, else ``~/.denialrisk``. It may not exist yet."""
    return Path(os.environ.get("DENIALRISK_HOME") or Path.home() / ".denialrisk")
