"""Trees that are written can be read again, to the last digit and whatever their names are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.core.text.labels import clean_labels, whole_characters
from tauscope.resources import resource
from tauscope.sources.tree.reader import read_tree
from tauscope.sources.tree.tree import MOST_CHOICES, Tree
from tauscope.sources.tree.writing import tree_text

SHIPPED = sorted(resource("trees").glob("*.toml"))


@st.composite
def written(draw: st.DrawFn) -> Tree:
    """Trees in which each node leads only to later ones, with any characters in all texts."""
    texts = st.text(max_size=12)
    name = st.text(min_size=1, max_size=8).map(whole_characters)
    names = draw(st.lists(name, min_size=1, max_size=4, unique=True))
    nodes: dict[str, dict[str, Any]] = {}
    for place, node in enumerate(names):
        tokens = draw(st.lists(name, min_size=1, max_size=4))
        labels = dict(zip(clean_labels(tokens), tokens, strict=True))
        kept = [token for label, token in labels.items() if label]
        choices = {}
        for token in kept:
            to = draw(st.sampled_from(["", *names[place + 1 :]]))
            choices[token] = {"p": draw(st.floats(0, 1 / len(kept))), "to": to, "text": draw(texts)}
        nodes[node] = choices or {"x": {"p": 0.5}}
    head = {entry: draw(texts) for entry in ("title", "note", "prompt", "between")}
    return Tree.from_json({**head, "node": nodes})


@given(written())
def test_what_is_written_is_read_again(tree: Tree) -> None:
    assert read_tree(tree_text(tree)) == tree


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_ships_is_written_as_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    rewritten = tree_text(read_tree(text))
    assert read_tree(rewritten) == read_tree(text)
    assert [line for line in rewritten.splitlines() if line.startswith("[")] == [
        line for line in text.splitlines() if line.startswith("[")
    ]


def test_a_text_of_many_dots_is_no_name_of_many_parts() -> None:
    tree = Tree.from_json({"title": "a." * 20 + "b", "node": {"1.2." * 9: {"x." * 16: 1}}})
    assert read_tree(tree_text(tree)) == tree


def test_a_tree_that_would_not_be_read_is_not_written() -> None:
    tokens = {f"token {place:05} {'x' * 40}": 1 / MOST_CHOICES for place in range(MOST_CHOICES)}
    with pytest.raises(InputError, match="larger than 1 MiB, the most that is read: grow fewer nodes"):
        tree_text(Tree.from_json({"node": {"a": tokens}}))
