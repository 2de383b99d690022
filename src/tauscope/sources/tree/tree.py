"""A decoding tree as a value: nodes, and the tokens that may be chosen in each."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.core.text.labels import clean_labels, whole_characters

MOST_CHOICES = 20_000
"""Most tokens in all nodes of a tree together."""

DEEPEST = 1_000
"""Most tokens from the start to an end."""

ROUNDING = 1e-3
"""Largest difference of a sum of probabilities from 1, so that thirds may be written as 0.333."""

OTHER = "(other)"
"""Label of the token for all that a node does not list: it has the missing probability and ends the text."""

GOES_ON = " …"
"""End of the text of a last token after which a model goes on; the tree does not say how."""

_OTHER = re.compile(r"\(other(?: \d+)?\)")

_ENTRIES = {"title": "", "note": "", "prompt": "", "between": " "}
_SETTINGS = ("p", "to", "text")


def is_other(label: str) -> bool:
    """Return True for the label of a token that stands for others: `OTHER`, or one of several such.

    Examples
    --------
    >>> is_other("(other)"), is_other("(other 12)"), is_other("other")
    (True, True, False)
    """
    return _OTHER.fullmatch(label) is not None


class TreeError(InputError):
    """An error in a tree, with its place.

    Attributes
    ----------
    place : tuple of str
        Path of keys in the tree's entry; empty for the tree as a whole.
    """

    def __init__(self, sentence: str, *place: str) -> None:
        super().__init__(sentence)
        self.place = place


class Choice(NamedTuple):
    """A token that may be chosen in a node.

    Attributes
    ----------
    name : str
        Name of the token in the tree.
    label : str
        The name as a table shows it.
    probability : float
    text : str
        Text that the token adds.
    to : str
        Name of the node that follows; empty if the sequence ends.
    """

    name: str
    label: str
    probability: float
    text: str
    to: str = ""


class NodeEntry(NamedTuple):
    """A node of a tree file: its name, and the tokens that may be chosen."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Tree:
    """A checked tree; make one with `Tree.from_json`. Two tokens may lead to the same node.

    Attributes
    ----------
    title, note : str
        Title of the tree, and a note on what it shows.
    prompt : str
        Text before the first token.
    between : str
        Text between two tokens.
    nodes : tuple of NodeEntry
        Nodes, of which the first is the start.
    """

    title: str
    note: str
    prompt: str
    between: str
    nodes: tuple[NodeEntry, ...]

    def __hash__(self) -> int:
        """Hash of the first node; trees that differ only further down are rare."""
        return hash((self.title, self.prompt, len(self.nodes), self.nodes[0]))

    @cached_property
    def by_name(self) -> Mapping[str, NodeEntry]:
        """The nodes by name."""
        return {node.name: node for node in self.nodes}

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Every label once, in the order of the file."""
        return tuple(dict.fromkeys(choice.label for node in self.nodes for choice in node.choices))

    def joined(self, texts: Iterator[str]) -> str:
        """Return the texts of tokens as one text, without the prompt; empty ones add nothing."""
        return self.between.join(filter(None, texts))

    def to_json(self) -> dict[str, Any]:
        """Return the values for a session or a TOML file."""
        given = {name: getattr(self, name) for name in _ENTRIES}
        nodes = {node.name: dict(map(_choice_to_json, node.choices)) for node in self.nodes}
        return {**given, "node": nodes}

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Tree:
        """Read and check the values of a TOML file or of a session.

        Raises
        ------
        TreeError
            If a value is wrong.
        """
        for name in entry:
            if name not in (*_ENTRIES, "node"):
                known = ", ".join((*_ENTRIES, "node"))
                raise TreeError(f"{quoted(name)} is unknown: a tree has {known}.", name)
        texts = {name: _text(entry.get(name, missing), name) for name, missing in _ENTRIES.items()}
        nodes = entry.get("node")
        if not isinstance(nodes, dict) or not nodes:
            raise TreeError('A tree has at least one node, as in [node.start] with the line "yes" = 0.5.')
        count = sum(len(node) for node in nodes.values() if isinstance(node, dict))
        if count > MOST_CHOICES:
            raise TreeError(f"A tree has at most {MOST_CHOICES:,} tokens; this one has {count:,}.")
        tree = cls(**texts, nodes=tuple(_read_node(name, node) for name, node in nodes.items()))
        _check_references(tree)
        _check_depths(tree)
        return tree

    @property
    def unreachable(self) -> tuple[str, ...]:
        """Names of the nodes that nothing leads to."""
        led_to = {choice.to for node in self.nodes for choice in node.choices}
        return tuple(node.name for node in self.nodes[1:] if node.name not in led_to)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise TreeError(f"The {name} is not a text.", name)
    return whole_characters(value)


def _choice_to_json(choice: Choice) -> tuple[str, Any]:
    settings: dict[str, Any] = {"p": choice.probability}
    if choice.to:
        settings["to"] = choice.to
    if choice.text != choice.name:
        settings["text"] = choice.text
    return choice.name, settings if len(settings) > 1 else choice.probability


def _read_node(name: str, entry: object) -> NodeEntry:
    place = ("node", name)
    if not name:
        raise TreeError("A node has a name, as in [node.start].", *place)
    if not isinstance(entry, dict) or not entry:
        raise TreeError(f"The node {quoted(name)} has no tokens.", *place)
    try:
        labels = clean_labels([whole_characters(label) for label in entry])
    except InputError as error:
        raise TreeError(f"In the node {quoted(name)}: {error}", *place) from None
    choices, seen = list[Choice](), set[str]()
    for token, label, given in zip(entry, labels, entry.values(), strict=True):
        if not label:
            raise TreeError(f"A token of the node {quoted(name)} has no name.", *place, token)
        if label in seen:
            raise TreeError(f"The token {quoted(label)} is twice in the node {quoted(name)}.", *place, token)
        seen.add(label)
        choices.append(_read_choice(label, token, given, (*place, token)))
    return NodeEntry(name, tuple(_filled(name, choices)))


def _read_choice(label: str, token: str, given: object, place: tuple[str, ...]) -> Choice:
    settings = given if isinstance(given, dict) else {"p": given}
    for name in settings:
        if name not in _SETTINGS:
            raise TreeError(f"{quoted(label)} has {quoted(name)}; a token has p, to and text.", *place)
    p, to = settings.get("p"), settings.get("to", "")
    text = settings.get("text", whole_characters(token))
    if isinstance(p, bool) or not isinstance(p, int | float) or p != p:  # noqa: PLR0124  # NaN
        raise TreeError(f"The probability of {quoted(label)} is not a number, as in 0.25.", *place)
    if not 0 <= p <= 1:
        raise TreeError(f"The probability of {quoted(label)} is {_shown(p)}: it goes from 0 to 1.", *place)
    if not isinstance(to, str) or not isinstance(text, str):
        raise TreeError(f"What {quoted(label)} leads to, and its text, are names in quotation marks.", *place)
    return Choice(token, label, float(p), whole_characters(text), to)


def _shown(number: float) -> str:
    return f"{number:g}" if abs(number) < 1e300 else "too large" if number > 0 else "negative"


def _filled(name: str, choices: list[Choice]) -> list[Choice]:
    """Add what is missing to 1 as a token of its own; `TreeError` where there is more than 1."""
    place, total = ("node", name), math.fsum(choice.probability for choice in choices)
    if total > 1 + ROUNDING:
        raise TreeError(f"The probabilities in the node {quoted(name)} sum to {total:.4g}, above 1.", *place)
    if total >= 1 - ROUNDING:
        return choices
    if any(choice.label == OTHER for choice in choices):
        raise TreeError(f"The probabilities in the node {quoted(name)} sum to {total:.4g}, not to 1.", *place)
    return [*choices, Choice(OTHER, OTHER, 1 - total, OTHER)]


def _check_references(tree: Tree) -> None:
    for node in tree.nodes:
        for choice in node.choices:
            if choice.to and choice.to not in tree.by_name:
                raise TreeError(
                    f"{quoted(choice.label)} leads to {quoted(choice.to)}, and there is no such node.",
                    *("node", node.name, choice.name),
                )


def _check_depths(tree: Tree) -> None:
    """Refuse a circle, and sequences that are too long."""
    depths = dict[str, int]()
    open_ = set[str]()
    for first in tree.nodes:
        stack = [(first, iter(first.choices))] if first.name not in depths else []
        open_.update(node.name for node, _ in stack)
        while stack:
            node, rest = stack[-1]
            choice = next((one for one in rest if one.to and one.to not in depths), None)
            if choice is None:
                stack.pop()
                open_.discard(node.name)
                depths[node.name] = 1 + max((depths[one.to] for one in node.choices if one.to), default=0)
                continue
            if choice.to in open_:
                raise TreeError(
                    f"{quoted(choice.label)} leads back to {quoted(choice.to)}: a tree has no circles.",
                    *("node", node.name, choice.name),
                )
            following = tree.by_name[choice.to]
            open_.add(following.name)
            stack.append((following, iter(following.choices)))
    if max(depths.values()) > DEEPEST:
        raise TreeError(f"The longest sequence has {max(depths.values()):,} tokens, more than {DEEPEST:,}.")
