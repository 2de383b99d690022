"""Fields, buttons and menus in the headings of plots."""
