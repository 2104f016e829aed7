"""What outpatient claims must not code as a fact."""
