"""What a chain makes of a distribution: after each of its knobs, in each engine, and in draws."""
