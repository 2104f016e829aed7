"""Which codes must not stand on one claim."""
