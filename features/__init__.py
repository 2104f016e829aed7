"""What is looked at before a claim goes out: rules, note evidence, documentation, context and history."""
