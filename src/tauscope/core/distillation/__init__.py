"""Distillation: a student that learns from what a teacher says of each image, at a temperature."""
