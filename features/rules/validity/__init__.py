"""Which codes may be submitted on the date of service."""
