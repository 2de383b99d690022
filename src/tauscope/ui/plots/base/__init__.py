"""What all plots share: frame, axes, labels, layers."""
