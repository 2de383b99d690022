"""The decoding tree that is shown: a source's own, or one that grows from a language model."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from tauscope.core.draws.sequences import shared
from tauscope.core.search.growth import BYTES_A_LOGIT, GrownTree, Growth, Keys
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.document.picture.answers import Answer, Failed, Pending, Ready
from tauscope.document.picture.study import Progress, Study
from tauscope.sources.running.growing import STILL, decoding_tree_of, grown_from

if TYPE_CHECKING:
    from tauscope.core.logits import Logits
    from tauscope.core.search.decoding_tree import DecodingTree
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture
    from tauscope.sources.protocol import Source

SLOT = "growing tree"
_SMALL = 16 * 2**20
"""Bytes of a result that counts as one more."""

FIRST_NODES = 24
"""Number of nodes of the tree that is shown while a larger one grows."""


class ModelTree(NamedTuple):
    """A tree that has grown from a model.

    Attributes
    ----------
    tree : DecodingTree
    grown : GrownTree
        Its nodes with logits, from which a larger tree grows without asking the model for them again.
    """

    tree: DecodingTree
    grown: GrownTree


@dataclass(frozen=True)
class TreeGrowth(Study[ModelTree]):
    """The growth of a tree; the dial does not change it.

    Attributes
    ----------
    source : Source
    start : tuple of int
        Keys of the tokens after which the tree begins.
    growth : Growth
    slot : hashable
    known : GrownTree or None
        An earlier tree with the same source and start.
    """

    source: Source
    start: Keys
    growth: Growth
    slot: Hashable = SLOT
    known: GrownTree | None = field(default=None, compare=False, repr=False)

    def weight(self, result: ModelTree) -> int:
        """Return a number that grows with the memory of the tree."""
        return weight_of(node.logits for node in result.grown.nodes if node.logits is not None)

    @property
    def title(self) -> str:
        """Words of the notice on its progress."""
        return f"Growing the tree to {self.growth.nodes:,} nodes"

    def result(self, progress: Progress) -> ModelTree:
        """Ask the model for each node, the likeliest first."""
        grown = grown_from(self.source, self.start, self.growth, progress, self.known)
        tree = decoding_tree_of(self.source, self.start, grown, length=self.growth.longest)
        return ModelTree(tree, grown)

    def has_source_of(self, other: TreeGrowth) -> bool:
        """Return True if both trees begin with the same tokens of the same source."""
        return self.start == other.start and self.source == other.source


def weight_of(rows: Iterable[Logits]) -> int:
    """Return how many small results take as much memory as these rows.

    Examples
    --------
    >>> from tauscope.core.logits import Logits
    >>> weight_of([Logits.of("ab", [0.0, 1.0])])
    1
    """
    return 1 + sum(map(len, rows)) * BYTES_A_LOGIT // _SMALL


def tree_start(document: Document) -> Keys:
    """Return the keys of the tokens after which the tree begins.

    The settings name them. Where the text on the bench has another beginning, as after a new prompt, the tree
    begins where the two part.
    """
    wanted = document.settings(TreeSettings).start
    if not wanted or document.source.decoding_tree is not None:
        return ()
    path = tuple(token.key for token in document.source.path(document.state)[: len(wanted)])
    return wanted[: shared(wanted, path)]


def model_tree(picture: Picture) -> Answer[ModelTree]:
    """Return the tree that grows from the source of a document; Pending while there is none to be shown.

    While a tree grows, the one before it is shown, or the first nodes of it.
    """
    source = picture.document.source
    if not source.abilities.steps:
        return Failed(source.unavailable or STILL)
    study, last = _study(picture.document), _last(picture)
    answer = picture.answer(replace(study, known=None if last is None else last.grown))
    if not isinstance(answer, Pending):
        return answer
    if last is not None:
        return Ready(last)
    few = replace(study.growth, nodes=min(FIRST_NODES, study.growth.nodes))
    return picture.answer(replace(study, growth=few, slot=(SLOT, "first nodes")))


def _study(document: Document) -> TreeGrowth:
    return TreeGrowth(document.source, tree_start(document), document.settings(TreeSettings).growth)


def _last(picture: Picture) -> ModelTree | None:
    """Return the tree that grew last, if it has the source and the start of the present one."""
    last = picture.latest(SLOT)
    if last is None or not _study(picture.document).has_source_of(last[0]):
        return None
    tree: ModelTree = last[1]
    return tree
