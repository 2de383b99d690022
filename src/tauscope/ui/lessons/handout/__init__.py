"""Handouts of lessons: sheets to print, with room for predictions, and the answers on the last page."""
