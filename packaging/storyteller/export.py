"""The export: a folder of transformers becomes one in the onnx-community layout, in a quarter of the size."""

from __future__ import annotations

import shutil
import tempfile
from argparse import Namespace
from pathlib import Path

import onnx
from optimum.exporters.onnx import main_export

from storyteller.small import store_small

OPSET = 18
BESIDE_THE_MODEL = (
    "config.json",
    "generation_config.json",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
)


def run(arguments: Namespace) -> None:
    """Export, make small, and copy what stands beside the model."""
    arguments.model.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        exported = Path(scratch)
        main_export(
            str(arguments.folder),
            output=exported,
            task="text-generation-with-past",
            opset=OPSET,
            device="cpu",
            do_validation=False,
            library_name="transformers",
            framework="pt",
        )
        onnx.save(store_small(onnx.load(exported / "model.onnx")), arguments.model / "model.onnx")
        for name in BESIDE_THE_MODEL:
            source = next(folder for folder in (arguments.folder, exported) if (folder / name).exists())
            shutil.copy(source / name, arguments.model / name)
    print(f"{sum(file.stat().st_size for file in arguments.model.iterdir()):,} bytes in {arguments.model}")
