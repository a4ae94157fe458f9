"""The AIGR file format: one canonical JSON document, a column for each field of each kind."""
