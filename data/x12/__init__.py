"""X12 837 claims and 835 remittances, read as a stream in bounded memory."""
