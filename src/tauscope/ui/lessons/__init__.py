"""The panel of lessons at the right of the bench."""
