"""Which code comes first."""
