"""The decoding tree that is shown: a source's own, or what has grown and been found in a language model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.document.picture.answers import Answer, Ready
from tauscope.document.studies.sequence_search import found_sequences
from tauscope.document.studies.tree_growth import model_tree

if TYPE_CHECKING:
    from tauscope.core.search.decoding_tree import DecodingTree
    from tauscope.document.picture.picture import Picture


def decoding_tree(picture: Picture) -> Answer[DecodingTree]:
    """Return the tree that is shown.

    That of a model is what has grown so far, with the ways of greedy, beams and draws as soon as these have
    been searched for.
    """
    own = picture.document.source.decoding_tree
    if own is not None:
        return Ready(own)
    answer = picture.once(model_tree)
    if not isinstance(answer, Ready):
        return answer
    found = picture.once(found_sequences)
    return Ready(found.value.tree if isinstance(found, Ready) else answer.value.tree)
