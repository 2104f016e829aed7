"""Settings of all tests: property tests try the same cases every time, and are not judged by the clock.

Tests must not run on a compiled reader that is older than its sources.
"""

import pytest
from hypothesis import settings

from denialrisk.data.compiled import refuse_stale
from denialrisk.data.errors import DenialRiskError

settings.register_profile("denialrisk", deadline=None, derandomize=True, database=None)
settings.load_profile("denialrisk")


def pytest_configure() -> None:
    """Refuse to test what the sources no longer say."""
    try:
        refuse_stale()
    except DenialRiskError as error:
        pytest.exit(str(error), returncode=3)
