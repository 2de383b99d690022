"""Pages on the program and on what it shows, in Markdown: made from what the program knows of itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import groupby

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import qVersion

from tauscope import __version__
from tauscope.document.formulas import with_formulas
from tauscope.document.library import explanations
from tauscope.resources import resource

KeyRows = Callable[[], list[tuple[str, str, str]]]
"""Returns where, keys and effect of each command with keys and of each gesture."""


def pages(key_rows: KeyRows) -> dict[str, Callable[[], str]]:
    """Functions that return the pages, by name."""
    own: dict[str, Callable[[], str]] = {
        "first_steps": first_steps,
        "files": files,
        "keys": partial(key_list, key_rows),
        "about": about,
    }
    return {**own, **explanations.pages()}


def first_steps() -> str:
    """Page of the first steps, in Markdown."""
    return with_formulas(resource("first_steps.md").read_text("utf-8"))


def files() -> str:
    """Page on what the words beside files of logits mean, in Markdown."""
    return with_formulas(resource("files.md").read_text("utf-8"))


def key_list(key_rows: KeyRows) -> str:
    """Page of all keys, in Markdown."""
    parts = ["# Keys"]
    for where, rows in groupby(key_rows(), key=lambda row: row[0]):
        cells = "\n".join(f"| {keys} | {does} |" for _, keys, does in rows)
        parts.append(f"| {where} | |\n| :-- | :-- |\n{cells}")
    return "\n\n".join(parts)


def about() -> str:
    """Page on the program and the software it is built on, in Markdown."""
    return with_formulas(
        f"# Tauscope {__version__}\n\n"
        "An instrument for softmax temperature: $p = softmax(z/τ)$ is the Boltzmann distribution with "
        "$E = −z$ and $kT = τ$.\n\nTauscope is free software under the MIT licence. It uses no network "
        "unless you name a server: ONNX Runtime's telemetry is switched off.\n\n"
        f"It is built on Qt {qVersion()} through PySide6 (LGPL 3), pyqtgraph {pg.__version__} (MIT), numpy "
        f"{np.__version__} (BSD) and the typeface Inter (SIL Open Font License 1.1). Language models run on "
        "ONNX Runtime (MIT) and tokenizers (Apache 2.0), where these are installed.\n\n"
        "The story writer is a small language model made for Tauscope (MIT). It learnt from fairy tales "
        "published before 1930, which Andrew Lang, the brothers Grimm, Hans Christian Andersen and Joseph "
        "Jacobs collected or wrote, in the texts of Project Gutenberg. It knows nothing but how they sound."
        "\n\nThe images of digits are those of *Optical Recognition of Handwritten Digits* (E. Alpaydin and "
        "C. Kaynak, UCI Machine Learning Repository, CC BY 4.0), unchanged. Their teacher was made "
        "for Tauscope."
    )
