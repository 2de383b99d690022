"""Opening of a language model's folder, with a sentence for each failure."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.sources.language.external import check_external
from tauscope.sources.language.folder import ModelFolder
from tauscope.sources.language.library_output import library_output_caught
from tauscope.sources.language.model import LanguageModel, naming_graph
from tauscope.sources.language.network import open_network
from tauscope.sources.language.sampling_defaults import read_sampling_defaults
from tauscope.sources.language.tokens import open_tokens

if TYPE_CHECKING:
    from pathlib import Path

SMALL = 2**26
"""Most bytes of a model that runs in one thread."""


def open_model(folder: Path) -> LanguageModel:
    """Open a folder with an ONNX file (in it, or in its subfolder onnx), tokenizer.json and config.json.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    InputError
        If the folder, a file in it or the model is wrong, or a package is missing.

    Examples
    --------
    >>> from tauscope.resources import model_folder
    >>> model = open_model(model_folder())
    >>> model.labels[model.logits(model.encode("Once upon a")).argmax()]
    '␣time'
    """
    with library_output_caught():
        _check_installed()
    try:
        with library_output_caught():
            return _opened(_whole_folder(folder))
    except InputError as error:
        said = str(error)
    except FileNotFoundError:
        said = "There is no such folder."
    except PermissionError:
        said = "It may not be read: permission denied."
    except OSError as error:
        said = f"It cannot be read: {error.strerror or error}."
    except ValueError:
        said = "No folder can have this name."  # a NUL in it
    raise InputError(f"{quoted(folder.name or str(folder))}: {said}")


def _whole_folder(folder: Path) -> Path:
    """Return the model's folder, also if its subfolder onnx with the graphs was chosen instead."""
    inner = folder.name == "onnx" and not (folder / "config.json").exists()
    return folder.parent if inner and (folder.parent / "config.json").exists() else folder


def _opened(folder: Path) -> LanguageModel:
    """Open the files of a folder: configuration and tokenizer, then the graph."""
    files = ModelFolder.read(folder)
    tokens = open_tokens(files.tokenizer)
    # Before onnxruntime sees the file: it would open weights anywhere on the disk, and say less of missing
    # ones.
    check_external(files.graph)
    try:
        network = open_network(files.graph, usual_threads(_size(files.graph)), files.heads)
    except InputError as error:
        raise InputError(naming_graph(error, files.graph.name)) from None
    return LanguageModel(folder.resolve(), files, network, tokens, read_sampling_defaults(folder))


def usual_threads(size: int) -> int:
    """Return the number of threads for a model of `size` bytes: half of the cores if it is large, else 1."""
    # The other half is for the window: with two threads on two cores a model of 358 MB wrote 1.2 times as
    # fast, but a turn of the dial took 5 times as long. The layers of a small model are done before threads
    # have met.
    return max(1, (os.cpu_count() or 1) // 2) if size > SMALL else 1


def _size(graph: Path) -> int:
    """Return the bytes of the graph and of the files beside it that have its weights."""
    return sum(file.stat().st_size for file in graph.parent.glob(f"{graph.name}*"))


def _check_installed() -> None:
    """Raise `InputError` if onnxruntime or tokenizers is not installed."""
    missing = []
    for name in ("onnxruntime", "tokenizers"):
        try:
            import_module(name)
        except ImportError:
            missing.append(name)
    if missing:
        raise InputError(f"Language models need {' and '.join(missing)}: pip install 'tauscope[models]'.")
