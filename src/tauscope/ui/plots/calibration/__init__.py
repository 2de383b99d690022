"""The plots of calibration: what they share, confidence, reliability, and NLL and ECE over τ."""
