"""The plots of two compared files."""
