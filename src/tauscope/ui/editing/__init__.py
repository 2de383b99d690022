"""How the document changes and is kept: history, session, recovery, settings, work in other threads."""
