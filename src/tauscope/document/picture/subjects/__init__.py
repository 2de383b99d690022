"""Numbers of one subject each: a run of a bandit, particles that exchange quanta, a digit, an example."""
