"""A small example of every source: one function each, from which the contract test checks the source."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, NoReturn, cast

import pytest
from tests.sources.fake_model import END, FakeModel, fake
from tests.sources.labelled.files import table as labelled_table
from tests.sources.listed import Listed
from tests.sources.numbers import Numbers
from tests.sources.trace import recorded
from tests.stepping import LAST, Stepping

from tauscope.core.bandit.run import LONGEST, BanditRun
from tauscope.core.bandit.testbed import BanditTestbed
from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.values import Floats
from tauscope.sources import Source, TypedTable
from tauscope.sources.bandit import Bandit
from tauscope.sources.digits import TaughtDigit
from tauscope.sources.labelled.reading import read_labelled
from tauscope.sources.labelled.source import LabelledSource
from tauscope.sources.language import LanguageModel
from tauscope.sources.language.writer import Writer
from tauscope.sources.state import State
from tauscope.sources.trace.source import TraceSource
from tauscope.sources.tree.source import TreeSource
from tauscope.sources.tree.tree import Tree

SHARES = {"a": 0.5, "b": 0.3, "c": 0.2}


class Example(NamedTuple):
    """A source, and what its abilities ask for besides.

    Attributes
    ----------
    source : Source
        Not asked for any logits yet.
    broken : Source or None
        For one whose answers may be late: one whose logits cannot be had.
    ended : State
        For one that ends: a state in which it has.
    """

    source: Source
    broken: Source | None = None
    ended: State = None


Maker = Callable[[pytest.MonkeyPatch, Path], Example]
"""Makes an example; it may replace what reaches beyond the program, and use a folder of its own."""


def table(patch: pytest.MonkeyPatch, folder: Path) -> Example:
    del patch, folder
    return Example(TypedTable.of(["cat", "dog", "fox"], [2.0, float("-inf"), -0.0]))


@dataclass(frozen=True)
class BrokenModel(FakeModel):
    """A model whose graph fails."""

    folder: Path = Path("broken")

    def read(self, ids: object) -> NoReturn:  # noqa: ARG002
        raise InputError("The model broke down.")


def writer(patch: pytest.MonkeyPatch, folder: Path) -> Example:
    del folder

    def opened(folder: Path) -> LanguageModel:
        return cast("LanguageModel", BrokenModel()) if folder.name == "broken" else fake()

    patch.setattr("tauscope.sources.language.writer.open_model", opened)
    source = Writer(fake(), "ab", {2: 1.5, 3: float("-inf")})
    ended = source.advance(source.initial(), Chosen(1, 0.5, 1.0), Chosen(END, 0.1, 1.0))
    return Example(source, Writer(opened(Path("broken")), "ab"), ended)


class BrokenStepping(Stepping):
    """One that gives no logits."""

    def logits(self, state: tuple[int, ...]) -> Logits:
        raise InputError(f"Nothing comes after {len(state)} steps.")


def stepping(patch: pytest.MonkeyPatch, folder: Path) -> Example:
    del patch, folder
    return Example(Stepping(), BrokenStepping(), (0,) * LAST)


def tree(patch: pytest.MonkeyPatch, folder: Path) -> Example:
    """Three choices lead to a node whose tokens end; the first has a label that was there before."""
    del patch, folder
    nodes = {
        str(place): {f"{place}{letter}": {"p": p, "to": str(place + 1)} for letter, p in SHARES.items()}
        for place in range(3)
    }
    source = TreeSource(Tree.from_json({"prompt": "Go", "node": {**nodes, "3": {"0a": 0.7, "last": 0.2}}}))
    ended = source.initial()
    while not source.ended(ended):
        ended = source.advance(ended, Chosen(int(source.logits(ended).keys[1]), 0.5, 0.5))
    return Example(source, ended=ended)


def numbers(patch: pytest.MonkeyPatch, folder: Path) -> Example:
    del patch, folder
    return Example(Numbers())


def listed(patch: pytest.MonkeyPatch, folder: Path) -> Example:
    del patch, folder
    return Example(Listed())


def digits(patch: pytest.MonkeyPatch, folder: Path) -> Example:
    del patch, folder
    return Example(TaughtDigit())


def labelled(patch: pytest.MonkeyPatch, folder: Path) -> Example:
    del patch, folder
    return Example(LabelledSource(read_labelled(io.BytesIO(labelled_table()))))


def bandit(patch: pytest.MonkeyPatch, folder: Path) -> Example:
    del patch, folder
    source = Bandit(BanditRun(BanditTestbed(4, walk=0.1), seed=3, step_size=0.2))
    ended = source.advance(source.initial(), *[Chosen(1, 0.5, 1.0)] * LONGEST)
    return Example(source, ended=ended)


def trace(patch: pytest.MonkeyPatch, folder: Path) -> Example:
    """Rows of a file that does not say what was chosen: any choice leads to the next row."""
    del folder
    rows = recorded.full()
    broken = recorded.Broken(rows.made, path=Path("/recordings/gone.npy"))
    recorded.registered(patch, rows, broken)
    source = TraceSource(rows)
    return Example(source, TraceSource(broken), source.at(source.initial(), source.steps - 1))


EXAMPLES: dict[str, Maker] = {
    "table": table,
    "writer": writer,
    "tree": tree,
    "digits": digits,
    "bandit": bandit,
    "trace": trace,
    "labelled": labelled,
    "stepping": stepping,
    "listed": listed,
    "numbers": numbers,
}
"""By kind. Those in `OF_TESTS` are of tests alone: two small sources that step, and a small still one."""

OF_TESTS = {
    "stepping": "tests.stepping.Stepping",
    "listed": "tests.sources.listed.Listed",
    "numbers": "tests.sources.numbers.Numbers",
}
"""Names of the classes of sources that are registered in tests alone."""


def changed(values: Floats) -> Floats:
    """Logits of which one was edited."""
    other = values.copy()
    other[0] += 1.25
    return other
