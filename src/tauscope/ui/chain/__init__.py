"""The chain of knobs under the table, and the menu of engines."""
