"""Language models as sources of logits, opened from folders with an ONNX file, a tokenizer and configuration.

Importing this package takes no time: onnxruntime and tokenizers are imported when a model is opened.
"""

import os

# ONNX Runtime 1.3x reports its use over the network and leaves a device id in the home folder. It reads this
# variable once, while it is imported; its own `disable_telemetry_events()` comes too late. Set here, before
# any module of this package is run, and inherited by every process that is started from then on.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

from tauscope.sources.language.model import LanguageModel, window_start
from tauscope.sources.language.network import Past
from tauscope.sources.language.opening import open_model

__all__ = ["LanguageModel", "Past", "open_model", "window_start"]
