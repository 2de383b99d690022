"""Arrays of logits in files of NumPy, safetensors and llama-perplexity, read row by row as recordings."""

from tauscope.sources.trace.arrays.choice import SeveralArraysError, StoredArray
from tauscope.sources.trace.arrays.opening import ENDINGS, looks_like, open_array, without_names
from tauscope.sources.trace.arrays.vocabulary import labels_from

__all__ = [
    "ENDINGS",
    "SeveralArraysError",
    "StoredArray",
    "labels_from",
    "looks_like",
    "open_array",
    "without_names",
]
