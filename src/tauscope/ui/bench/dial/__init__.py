"""The temperature dial, the field in its ring, and the buttons that play it."""
