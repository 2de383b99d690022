"""The cards of the plots: where they stand, their headings and menus, and the borders between them."""
