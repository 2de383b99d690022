"""The main window: what it consists of, its commands, menus and notices."""
