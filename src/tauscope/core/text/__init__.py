"""What people and files write: names of classes, ways to write a number, JSON."""
