"""Settings of all tests: property tests try the same cases every time, and are not judged by the clock."""

from hypothesis import settings

settings.register_profile("denialrisk", deadline=None, derandomize=True, database=None)
settings.load_profile("denialrisk")
