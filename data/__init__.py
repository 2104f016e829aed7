"""What a claim is and where it comes from: tables, readers, labels, code sets, simulated payers."""
