"""Trees as TOML, in the format that `sources.tree.reader` reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.sources.tree.reader import LARGEST

if TYPE_CHECKING:
    from tauscope.sources.tree.tree import Tree

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_USUAL = {"title": "", "note": "", "prompt": "", "between": " "}
_MANY_DOTS = 16
"""Number of dots from which a text would look to the reader like a name of too many parts."""


def tree_text(tree: Tree) -> str:
    r"""Return the text of a tree's file; probabilities have all their digits.

    Raises
    ------
    InputError
        If the file would be larger than is read.

    Examples
    --------
    >>> from tauscope.sources.tree.reader import read_tree
    >>> tree = read_tree('[node.start]\nyes = 0.75\n" no" = { p = 0.25, text = "not" }')
    >>> print(tree_text(tree), end="")
    [node.start]
    yes = 0.75
    " no" = { p = 0.25, text = "not" }
    """
    entry = tree.to_json()
    nodes = entry.pop("node")
    text = "\n\n".join(filter(None, ("\n".join(_head(entry)), *map(_node_text, nodes.items())))) + "\n"
    if len(text) > LARGEST:
        raise InputError(
            f"The file of this tree would be larger than {LARGEST // 2**20} MiB, the most that is read: grow"
            " fewer nodes."
        )
    return text


def _head(entry: Mapping[str, str]) -> Iterator[str]:
    return (f"{name} = {_quoted(value)}" for name, value in entry.items() if value != _USUAL[name])


def _node_text(pair: tuple[str, Mapping[str, Any]]) -> str:
    name, tokens = pair
    return "\n".join(
        (f"[node.{_key(name)}]", *(f"{_key(token)} = {_value(p)}" for token, p in tokens.items()))
    )


def _value(value: Any) -> str:
    if not isinstance(value, dict):
        return _quoted(value) if isinstance(value, str) else repr(float(value))
    return f"{{ {', '.join(f'{name} = {_value(one)}' for name, one in value.items())} }}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    """Return a string of TOML, which has JSON's escapes, and may not hold the sign for deletion."""
    escaped = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
    return escaped.replace(".", "\\u002e") if escaped.count(".") >= _MANY_DOTS else escaped
