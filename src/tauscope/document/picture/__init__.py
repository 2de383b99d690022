"""The Picture: every number that is drawn, made from a Document by one pure function."""
