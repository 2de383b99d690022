"""What is read and written: sessions, tables, figures that carry a session, and how they are saved."""
