"""Language models: a folder with a model, a tokenizer and their configuration in, logits out.

Importing this is cheap: onnxruntime and tokenizers are imported when a model is opened.
"""

from tauscope.sources.language.model import LanguageModel, open_model, window_start
from tauscope.sources.language.network import Past

__all__ = ["LanguageModel", "Past", "open_model", "window_start"]
