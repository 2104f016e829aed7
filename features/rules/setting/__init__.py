"""Codes that one setting of care does not accept in first place, or at an age."""
