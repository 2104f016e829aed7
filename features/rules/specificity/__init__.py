"""Where the record says more than the code."""
