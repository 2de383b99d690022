"""Trees as TOML: a table `[node.NAME]` for each node, with a line for each token; the first is the start.

    title = "Nice or dog"
    prompt = "The"

    [node.start]
    nice = { p = 0.5, to = "after nice" }
    dog = 0.5

    [node."after nice"]
    woman = 0.4
    house = 0.6

A token without `to` ends the sequence. `text` is the text that a token adds, if that is not its name;
`between` is the text between two tokens, by default a blank. If the probabilities of a node sum to less than
1, the rest becomes a token “(other)”, which ends the sequence. This token, and “(other 2)” and so on, are
parts of the mass and no sequences; a sequence whose text ends with “ …” goes on, and the tree does not say
how.
"""

from __future__ import annotations

import tomllib
from typing import Any

from tauscope.core.errors import InputError
from tauscope.core.toml_text import parsed_toml
from tauscope.sources.tree.tree import Tree, TreeError

LARGEST = 2**20
"""Most characters of a tree's file."""


def read_tree(text: str) -> Tree:
    """Read a tree.

    Raises
    ------
    InputError
        If the text is no tree; the sentence names the line if there is one.
    """
    if len(text) > LARGEST:
        raise InputError(f"This tree is larger than {LARGEST // 2**20} MiB, the most that is read.")
    entry = parsed_toml(text, "a tree")
    try:
        return Tree.from_json(entry)
    except TreeError as error:
        line = _line_of(text, error.place)
        raise InputError(f"Line {line}: {error}" if line else str(error)) from None


def _line_of(text: str, place: tuple[str, ...]) -> int | None:
    """Return the number of the line with the entry at this path of keys; None if there is none."""
    # Python's reader of TOML gives no line numbers, so each line is read as a TOML file of its own.
    header: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines() if place else (), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            entry: Any = tomllib.loads(line)
        except (ValueError, RecursionError):
            continue
        if line.lstrip().startswith("["):
            header = _only_path(entry)
        if _holds(header, entry if not line.lstrip().startswith("[") else {}, place):
            return number
    return None


def _only_path(entry: Any) -> tuple[str, ...]:
    """Return the keys of a header, such as [node.start]."""
    path = list[str]()
    while isinstance(entry, dict) and entry:
        path.append(next(iter(entry)))
        entry = entry[path[-1]]
    return tuple(path)


def _holds(header: tuple[str, ...], entry: Any, place: tuple[str, ...]) -> bool:
    """Return True if a line under this header has the entry at `place`."""
    if place == header and entry == {}:
        return True
    if place[: len(header)] != header or place == header:
        return False
    for key in place[len(header) :]:
        if not isinstance(entry, dict) or key not in entry:
            return False
        entry = entry[key]
    return True
