"""Tables of the numbers that plots draw, by subject."""
