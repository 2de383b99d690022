"""How formulas are set: on a line, with fractions, as rich text; `document/formulas.py` has the notation."""
