"""Arrays in, arrays out: the mathematics, with numpy and the standard library alone."""
