"""A decoding tree as a source: the tokens of a node are the classes, and a choice leads to the next node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.numbers import quoted
from tauscope.core.text.labels import one_line
from tauscope.sources.abilities import Abilities, RunWords
from tauscope.sources.language.text import Text
from tauscope.sources.protocol import Source
from tauscope.sources.tree.tree import Choice, NodeEntry, Tree

if TYPE_CHECKING:
    from tauscope.core.search.decoding_tree import DecodingTree

END_LABEL = "(end)"

LONGEST_NOTE = 500
"""Characters of a note that are shown."""


@dataclass(frozen=True)
class TreeSource(Source):
    """A tree as a source: states are texts of the tree's tokens, and logits are ln p.

    A label has the same key in every node, as a token of a language model has.

    Attributes
    ----------
    tree : Tree
    """

    tree: Tree
    _made: dict[str, Logits] = field(default_factory=dict, compare=False, repr=False)

    kind: ClassVar[str] = "tree"
    abilities: ClassVar[Abilities] = Abilities(
        steps=True,
        ends=True,
        goes_on=False,
        panel="tree",
        decimals=2,
        plots=("tree", "sequences", "distribution", "sequence_curves", "curves"),
        plot_widths=(1.5, 1.0),
        words=RunWords("draw", "The sequence has ended here: undo, or restart."),
    )

    @cached_property
    def _keys(self) -> Mapping[str, int]:
        return {label: key for key, label in enumerate(self.tree.labels)}

    @cached_property
    def _choices(self) -> Mapping[tuple[str, int], Choice]:
        """Choices by the name of the node and the key of the token."""
        keys, nodes = self._keys, self.tree.nodes
        return {(node.name, keys[choice.label]): choice for node in nodes for choice in node.choices}

    def initial(self) -> Text:
        """Return the empty text."""
        return Text()

    def choices(self, state: Text) -> tuple[Choice, ...]:
        """Return the tree's entries for the tokens that led to `state`, in order.

        Raises
        ------
        InputError
            If one of the tokens is not in the tree.
        """
        found, node = list[Choice](), self._first
        for key in state.ids:
            choice = self._choice(node, key)
            found.append(choice)
            node = self._after(choice)
        return tuple(found)

    def logits(self, state: Text) -> Logits:
        """Return ln p of the node's tokens; at the end of a sequence one class with the label `END_LABEL`."""
        return self.logits_in(self.node(state))

    def logits_in(self, node: NodeEntry | None) -> Logits:
        """Return the logits in every state that leads to `node`; None where a sequence ends."""
        name = node.name if node else ""
        if name not in self._made:
            self._made[name] = self._logits_of(node)
        return self._made[name]

    def advance(self, state: Text, *choices: Chosen) -> Text:
        """Choose tokens at the moment, over what was chosen there and after."""
        node = self.node(state)
        for choice in choices:
            node = self._after(self._choice(node, choice.key))
        return state.after(*choices)

    def path(self, state: Text) -> Sequence[Chosen]:
        """Return all tokens that were chosen, those after the moment as well."""
        return state.written

    def position(self, state: Text) -> int:
        """Return how many tokens come before the moment."""
        return state.at

    def at(self, state: Text, position: int) -> Text:
        """Return the same text, looked at after `position` tokens."""
        return state.rewound(position)

    def ended(self, state: Text) -> bool:
        """Return True if nothing follows the last token."""
        return self.node(state) is None

    def text(self, state: Text) -> str:
        """Return the text of the tokens before the moment, without the prompt."""
        return self.tree.joined(choice.text for choice in self.choices(state))

    def words_at(self, state: Text) -> str:
        """Return what has been said so far, with the prompt."""
        texts = (self.tree.prompt.strip(), *(choice.text for choice in self.choices(state)))
        said = one_line(self.tree.joined(iter(texts)))
        if self.ended(state):
            return f"“{said}” is complete" if said else "The empty sequence is complete"
        return f"next after “{said}”" if said else "at the start"

    @property
    def title(self) -> str:
        """Title of the tree."""
        return quoted(self.tree.title) if self.tree.title else "The tree"

    @property
    def note(self) -> str:
        """Note on what the tree shows."""
        return one_line(self.tree.note)[:LONGEST_NOTE]

    @cached_property
    def decoding_tree(self) -> DecodingTree:
        """The tree with a node for each way through it; of very many ways the likeliest have nodes."""
        from tauscope.sources.tree.unfolding import unfolded  # noqa: PLC0415  # the window opens without it

        return unfolded(self.tree, self.logits_in, self.initial())

    def to_json(self) -> dict[str, Any]:
        """Return the whole tree: a session needs no file besides."""
        return self.tree.to_json()

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Read a tree from a session."""
        return cls(Tree.from_json({name: value for name, value in entry.items() if name != "kind"}))

    def state_to_json(self, state: Text) -> dict[str, Any] | None:
        """Return keys, probabilities and entropies of the tokens."""
        return state.to_json()

    def state_from_json(self, entry: Any) -> Text:
        """Read a text of this tree's tokens."""
        text = Text.from_json(entry, len(self._keys))
        self.node(text.rewound(len(text.written)))
        return text

    @property
    def _first(self) -> NodeEntry | None:
        return self.tree.nodes[0]

    def node(self, state: Text) -> NodeEntry | None:
        """Return the node that a text leads to; None where it ends."""
        node = self._first
        for key in state.ids:
            node = self._after(self._choice(node, key))
        return node

    def _after(self, choice: Choice) -> NodeEntry | None:
        return self.tree.by_name[choice.to] if choice.to else None

    def _choice(self, node: NodeEntry | None, key: int) -> Choice:
        if node is None:
            raise InputError("The sequence has ended here: undo, or restart.")
        choice = self._choices.get((node.name, key))
        if choice is None:
            raise InputError("This token cannot be chosen here: the tree does not have it.")
        return choice

    def _logits_of(self, node: NodeEntry | None) -> Logits:
        if node is None:
            return Logits.of([END_LABEL], [0.0], [len(self._keys)])  # a key that no token has
        labels = [choice.label for choice in node.choices]
        with np.errstate(divide="ignore"):  # a probability of 0 is a masked class
            values = np.log([choice.probability for choice in node.choices])
        return Logits.of(labels, values, [self._keys[label] for label in labels])


def at_text(source: TreeSource, text: str) -> Text:
    """Return the state in which the tree has said a text, prompt included; an empty one is the start.

    Raises
    ------
    InputError
        If the tree cannot say it.
    """
    prompt, rest = source.tree.prompt, text.strip()
    if not rest or rest == prompt.strip():
        return source.initial()
    if prompt.strip() and rest.startswith(prompt.strip()):
        rest = rest[len(prompt.strip()) :].strip()
    found = _saying(source, source.initial(), rest)
    if found is None:
        raise InputError(f"The tree does not say {quoted(text)}: it begins with {quoted(prompt)}.")
    return found


def _saying(source: TreeSource, start: Text, wanted: str) -> Text | None:
    """Search for a state with the text `wanted`, among those whose texts begin it; None if there is none."""
    open_, seen = [start], set[tuple[int, str]]()
    while open_:
        state = open_.pop()
        for key in source.logits(state).keys.tolist():
            further = source.advance(state, Chosen(key, 1.0, 0.0))
            said = source.text(further).strip()
            if said == wanted:
                return further
            place = (id(source.node(further)), said)
            if wanted.startswith(said) and not source.ended(further) and place not in seen:
                seen.add(place)
                open_.append(further)
    return None
