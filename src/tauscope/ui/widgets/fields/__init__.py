"""Fields and menus for one value: numbers of an interval, whole numbers, a choice."""
