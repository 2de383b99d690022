"""Decoding trees as TOML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tauscope.core.numbers import quoted
from tauscope.document.document import Document
from tauscope.document.edits import source_edits
from tauscope.document.files.codec import Decoded
from tauscope.document.files.openers.opener import TextOpener
from tauscope.document.files.shapes import Shape

if TYPE_CHECKING:
    from tauscope.document.files.openers.location import Location

_NODE = re.compile(rb"^[ \t]*\[[ \t]*node[ \t]*\.", re.MULTILINE)
"""Header of a node's table."""


class TreeOpener(TextOpener):
    """A tree of what might be said, with the probability of each token."""

    title, what, endings = "Lessons and decoding trees", "a decoding tree (TOML)", (".toml",)
    shape = Shape.TABLE
    on_bench = True

    def takes(self, location: Location) -> bool:
        """Return True by the ending, and for a text with a table of a node."""
        return location.ending in self.endings or bool(_NODE.search(location.head))

    def decode(self, data: bytes, encoding: str) -> Decoded:
        """Read the tree."""
        from tauscope.sources.tree.reader import read_tree  # noqa: PLC0415  # when a tree is opened
        from tauscope.sources.tree.source import TreeSource  # noqa: PLC0415

        tree = read_tree(data.decode(encoding))
        lost = ", ".join(map(quoted, tree.unreachable[:3])) + (", …" if len(tree.unreachable) > 3 else "")
        warnings = (f"Nothing leads to {lost}.",) if lost else ()
        return Decoded(source_edits.use_source(Document(), TreeSource(tree)), warnings)
