"""Drawing from a distribution: choices, samples, sequences of choices and what is measured of them."""
