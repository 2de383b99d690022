"""Trees that are saved open again with the numbers that they had."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.sources.listed import Listed

from tauscope.core.search.growth import Growth
from tauscope.document.commands.tree_decoding import requested_tree_search
from tauscope.document.files.opening import read_document
from tauscope.document.files.tree_files import suggested_name, tree_bytes
from tauscope.document.library.trees import shipped_tree, shipped_trees
from tauscope.sources.running.growing import decoding_tree_of, grown_from


@pytest.mark.parametrize("name", [tree.name for tree in shipped_trees()])
def test_a_tree_of_its_own_is_saved_as_it_is(name: str, tmp_path: Path) -> None:
    source, path = shipped_tree(name), tmp_path / "saved.toml"
    path.write_bytes(tree_bytes(source, source.decoding_tree))
    opened = read_document(path)
    assert opened.document.source == source
    assert opened.warnings == ()


def test_the_tree_of_a_model_says_where_it_is_from_and_opens_with_its_numbers(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime", reason="language models need the extra “models”")
    pytest.importorskip("tokenizers", reason="language models need the extra “models”")
    from tauscope.sources.language.writer import Writer  # noqa: PLC0415

    writer: Any = Writer.open()
    tree = decoding_tree_of(writer, (), grown_from(writer, (), Growth(mass=0.02)))
    path = tmp_path / suggested_name(writer)
    path.write_bytes(tree_bytes(writer, tree))
    assert path.name == "storyteller.toml"
    opened = read_document(path)
    assert opened.warnings == ()
    source = opened.document.source
    assert source.title == "“storyteller after “Once upon a time””"
    assert source.note.startswith("Grown from storyteller: the probabilities are the model's own, at τ = 1.")
    first = opened.document.logits
    own = writer.logits(writer.initial())
    likeliest = own.labels[int(own.order[0])]
    assert first.labels[0] == likeliest
    assert "(other)" in first.labels
    again = source.decoding_tree
    assert again is not None
    assert len(again.inner) == len(tree.inner)


def test_a_name_is_suggested_for_any_title() -> None:
    assert suggested_name(Listed()) == "the-source.toml"
    assert suggested_name(shipped_tree("per-token")) == "τ-per-token-τ-per-sequence.toml"


def test_no_rank_among_all_is_claimed_of_the_saved_tree_of_a_model(tmp_path: Path) -> None:
    source = Listed()
    tree = decoding_tree_of(source, (), grown_from(source, (), Growth(mass=0.2, depth=4)), length=4)
    path = tmp_path / "grown.toml"
    path.write_bytes(tree_bytes(source, tree))
    request, _ = requested_tree_search(str(path), None, "9", "greedy", "1")
    assert request.source.decoding_tree.has_beginnings
    assert request.every is None
    assert "rank" not in request.report_text()
    assert request.report()["text"].endswith("…")
