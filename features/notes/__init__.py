"""The note reader: from note text to evidence."""
