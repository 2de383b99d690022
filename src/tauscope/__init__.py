"""Tauscope, an instrument for softmax temperature: p = softmax(z / τ)."""

__version__ = "0.1.0"
