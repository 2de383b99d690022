"""Numbers and texts for a script, a reader or a spreadsheet."""
