"""Wordings of facts, as data: one YAML file a part of the note, one line a wording. See notes.py."""
