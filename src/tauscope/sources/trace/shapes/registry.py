"""Registry of shapes of answers. A new one is a module here and a line in `SHAPES`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tauscope.core.registry import imported

if TYPE_CHECKING:
    from tauscope.sources.trace.shapes.shape import Entry, Shape

_HERE = "tauscope.sources.trace.shapes"

SHAPES = {
    "openai chat": f"{_HERE}.openai_chat.OpenAIChat",
    "openai completion": f"{_HERE}.openai_completion.OpenAICompletion",
    "openai response": f"{_HERE}.openai_response.OpenAIResponse",
    "llama.cpp": f"{_HERE}.llama_cpp.LlamaCpp",
    "sglang": f"{_HERE}.sglang.SGLang",
    "gemini": f"{_HERE}.gemini.Gemini",
    "tgi": f"{_HERE}.tgi.TextGenerationInference",
    "ollama": f"{_HERE}.ollama.Ollama",
    "web ui": f"{_HERE}.web_ui.WebUI",
    "bare": f"{_HERE}.bare.Bare",
}
"""Dotted paths of the shapes' classes by name, in the order in which they are asked."""


@cache
def shapes() -> tuple[Shape, ...]:
    """Return every shape, in the order in which they are asked."""
    return tuple(imported(path)() for path in SHAPES.values())


def shape_for(entry: Entry) -> Shape | None:
    """Return the first shape that takes an object; None if none does."""
    return next((shape for shape in shapes() if shape.takes(entry)), None)
