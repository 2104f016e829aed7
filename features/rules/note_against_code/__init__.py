"""Where the code says something else than the note."""
