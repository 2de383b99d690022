"""Animations: figures over a turn of τ, frame by frame, and the files that hold them. Without Qt."""
