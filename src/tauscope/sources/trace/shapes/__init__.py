"""Answers of language-model servers as recordings, with a module for each shape of JSON."""

from __future__ import annotations

from tauscope.sources.trace.shapes.reading import looks_like_answer, open_answer

__all__ = ["looks_like_answer", "open_answer"]
