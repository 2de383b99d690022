"""A model that opens and never answers."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path

from tauscope.resources import model_folder

ENDLESS = """
CAg61QIKHwoJaW5wdXRfaWRzEgFmIgRDYXN0KgkKAnRvGAGgAQIKFQoBZgoCYXgSAXUiCVVuc3F1ZWV6ZQqWAQoBbgoEY29u
ZAoBdRIGbG9naXRzIgRMb29wKnoKBGJvZHkybwoSCgJjaRICY28iCElkZW50aXR5ChIKAnhpCgNvbmUSAnhvIgNBZGQSBGJv
ZHlaCwoBaRIGCgQIBxIAWgwKAmNpEgYKBAgJEgBaCgoCeGkSBAoCCAFiDAoCY28SBgoECAkSAGIKCgJ4bxIECgIIAaABBRIB
ZyoSCAEQB0ICYXhKCAIAAAAAAAAAKg8QB0IBbkoIAAAAAAAAAEAqCxAJQgRjb25kSgEBKg0QAUIDb25lSgQAAIA/Wh0KCWlu
cHV0X2lkcxIQCg4IBxIKCgMSAWIKAxIBc2IfCgZsb2dpdHMSFQoTCAESDwoDEgFiCgMSAXMKAxIBdkIECgAQEQ==
"""
"""An ONNX graph whose loop makes 2⁶² turns."""


def endless_model(folder: Path) -> Path:
    """Make a model in a folder of its own within `folder`."""
    made = folder / "endless"
    made.mkdir()
    (made / "model.onnx").write_bytes(base64.b64decode(ENDLESS))
    (made / "config.json").write_text("{}", "utf-8")
    shutil.copy(model_folder() / "tokenizer.json", made)
    return made
