"""The bench: the cards with dial, plots and readouts."""
