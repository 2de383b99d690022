"""Work without a window for the command line: reading its requests, and reporting their results."""
