"""What runs at scoring time: bundle, contributions, fixes, worklist."""
