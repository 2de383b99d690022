"""Marks that are painted by hand: text, bars, hatches, pins, formulas."""
