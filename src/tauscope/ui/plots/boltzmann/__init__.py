"""Boltzmann's picture: levels, the density of states, and the exchange of quanta."""
