"""Files of the window: the session's own, its recovery copy, and exports, written in other threads."""
