"""Settings of all tests: property tests try the same cases every time, and are not judged by the clock.

Tests must not run on a compiled note reader that is older than its sources.
"""

from pathlib import Path

import pytest
from hypothesis import settings

import denialrisk.features.notes

settings.register_profile("denialrisk", deadline=None, derandomize=True, database=None)
settings.load_profile("denialrisk")


def pytest_configure() -> None:
    """Refuse to test what the sources no longer say."""
    folder = Path(denialrisk.features.notes.__file__).parent
    for module in folder.glob("*.so"):
        sources = folder.glob(f"{module.name.partition('.')[0]}.p*")
        if any(source.stat().st_mtime > module.stat().st_mtime for source in sources):
            pytest.exit(f"features/notes/{module.name} is older than its sources: run `make build`", returncode=3)
