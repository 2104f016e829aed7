"""Records that speak against the weakness they are to support. Gaps in them: features/documentation.yml."""
