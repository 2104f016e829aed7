"""The coding-rule pack: one short file a rule, in a folder a family."""
