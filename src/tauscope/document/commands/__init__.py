"""Work without a window, as the command line asks for it: requests, and reports of what came of them."""
