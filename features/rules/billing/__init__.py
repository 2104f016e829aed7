"""Lines, units, modifiers, pointers, authorization, deadlines and duplicates."""
