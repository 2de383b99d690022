"""Arrays of logits in files of NumPy, safetensors and llama-perplexity, read row by row as recordings."""

from tauscope.sources.trace.arrays.choice import SeveralArraysError, StoredArray
from tauscope.sources.trace.arrays.opening import ENDINGS, check_names, looks_like, open_array
from tauscope.sources.trace.arrays.vocabulary import labels_from

__all__ = [
    "ENDINGS",
    "SeveralArraysError",
    "StoredArray",
    "check_names",
    "labels_from",
    "looks_like",
    "open_array",
]
