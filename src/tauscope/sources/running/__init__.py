"""What lets a source go on by itself: a thread or a process, and the moment it has reached."""
