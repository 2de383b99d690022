"""Decoding trees that ship, as the menu lists them."""

from __future__ import annotations

from tauscope.document.library.trees import shipped_tree, shipped_trees
from tauscope.resources import resource


def test_every_tree_that_ships_is_listed_once_with_title_and_note() -> None:
    trees = shipped_trees()
    assert sorted(tree.name for tree in trees) == sorted(
        path.stem for path in resource("trees").glob("*.toml")
    )
    assert trees[0].name == "nice-dog"
    assert all(tree.title and tree.note for tree in trees)
    assert [shipped_tree(tree.name).tree.title for tree in trees] == [tree.title for tree in trees]
