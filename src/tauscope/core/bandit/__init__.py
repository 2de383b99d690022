"""The many-armed bandit: arms with unknown values, and policies that choose among them."""
