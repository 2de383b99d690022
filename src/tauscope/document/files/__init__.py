"""Reading and writing of files: sessions, tables, and figures that carry a session."""
