"""Decoding trees as files that *File → Open* reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tauscope.core.numbers import quoted
from tauscope.sources.tree.folding import folded
from tauscope.sources.tree.source import TreeSource
from tauscope.sources.tree.tree import OTHER
from tauscope.sources.tree.writing import tree_text

if TYPE_CHECKING:
    from tauscope.core.search.decoding_tree import DecodingTree
    from tauscope.sources.protocol import Source

_LONGEST_PROMPT = 60
_LONGEST_NAME = 40


def tree_bytes(source: Source, tree: DecodingTree) -> bytes:
    """Return the file of the tree that a source has or that grew from it; errors are those of `tree_text`."""
    own = source.tree if isinstance(source, TreeSource) else folded(tree, _title(source, tree), _note(source))
    return tree_text(own).encode()


def suggested_name(source: Source) -> str:
    """Return a file name for the tree of a source."""
    words = re.sub(r"[^\w -]", "", source.title).strip().lower().replace(" ", "-")
    return f"{words[:_LONGEST_NAME] or 'tree'}.toml"


def _title(source: Source, tree: DecodingTree) -> str:
    said = " ".join(tree.prompt.split())
    said = said if len(said) <= _LONGEST_PROMPT else f"…{said[1 - _LONGEST_PROMPT :]}"
    return f"{source.title} after {quoted(said)}"


def _note(source: Source) -> str:
    return (
        f"Grown from {source.title}: the probabilities are the model's own, at τ = 1. {quoted(OTHER)} and its"
        " like stand for all tokens that are not listed, in equal parts: at other τ the model shares their"
        " mass out differently. A text that ends with “…” goes on."
    )
