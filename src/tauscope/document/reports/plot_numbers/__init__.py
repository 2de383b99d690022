"""Tables of the numbers that plots of one subject draw; those of the others are in `plot_data.py`."""
