"""Tools of the tree of a language model: which search is shown, and how far the tree grows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from tauscope.core.domain import Interval, Whole
from tauscope.core.draws.sampling import SEED
from tauscope.core.numbers import parse_number, plain_number
from tauscope.core.search import LENGTH_PENALTY
from tauscope.core.search.growth import DEPTH, MASS, NODES, GrownTree
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, growth_edits
from tauscope.document.panel_settings.tree import BEAMS, DRAWS, TreeSettings
from tauscope.ui.editing.history import Edit, EditRequest, Perform
from tauscope.ui.widgets.bubble import show_bubble
from tauscope.ui.widgets.buttons import give_menu
from tauscope.ui.widgets.prompt import ask

METHODS = {"greedy": "Greedy", "beam": "Beam", "sample": "Sample", "all": "All Together"}
MASSES = (0.1, 0.05, 0.02, 0.01, 0.005, 0.001)
DEPTHS = (3, 5, 8, 12, 20)
COUNTS = (30, 100, 300, 1_000)

USUAL_PENALTY = 1.0


class Question(NamedTuple):
    """A setting that is asked for: its title, its domain, its present value, and the edit of another."""

    title: str
    domain: Interval
    value: float
    edit: Callable[[Any], Edit]


class _TreeTool(QToolButton):
    """Button with a menu of edits, filled when it opens."""

    def __init__(self, perform: Perform, name: str, spoken: str, tip: str) -> None:
        super().__init__()
        self._perform = perform
        self.document = Document()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setToolTip(tip)
        self.choices = QMenu(self)
        self.choices.aboutToShow.connect(self._fill)
        give_menu(self, self.choices)

    def show_document(self, document: Document) -> None:
        """Show the settings of a document; this edits nothing."""
        self.document = document
        text = f"{self.title} ▾"
        if text != self.text():
            self.setText(text)

    @property
    def title(self) -> str:
        """Text of the button."""
        raise NotImplementedError

    @property
    def settings(self) -> TreeSettings:
        """Settings of the document."""
        return self.document.settings(TreeSettings)

    def fill(self, menu: QMenu) -> None:
        """Add the entries to the empty menu."""
        raise NotImplementedError

    def _fill(self) -> None:
        self.choices.clear()
        self.fill(self.choices)

    def do(self, name: str, edit: Edit) -> None:
        """Ask for an edit, and say why if it is refused."""
        sentence = self._perform(EditRequest(name, edit))
        if sentence:
            show_bubble(self, sentence)

    def add_question(self, menu: QMenu, question: Question) -> QAction:
        """Add an entry that asks for a number."""
        action = menu.addAction(f"{question.title}: {plain_number(question.value)} …")
        action.triggered.connect(partial(self._ask, question))
        return action

    def _ask(self, question: Question) -> None:
        domain = question.domain
        label = f"{domain.name.capitalize()}, {domain}:"
        answer = ask(self, question.title, label, domain.write(question.value), _reader(domain))
        if answer is not None:
            self.do(f"set {domain.name}", question.edit(answer[0]))

    def add_choice(
        self, menu: QMenu, question: Question, usual: Sequence[float], told: Callable[[float], str]
    ) -> QMenu:
        """Add a submenu of usual values, in which the present one is ticked, and of any other."""
        inner = menu.addMenu(f"{question.title}: {told(question.value)}")
        group = QActionGroup(inner)
        for value in usual:
            action = QAction(told(value), group, checkable=True, checked=value == question.value)
            edit = question.edit(value)
            action.triggered.connect(partial(self._set, f"set {question.domain.name}", edit))
            inner.addAction(action)
        inner.addSeparator()
        inner.addAction("Another…").triggered.connect(partial(self._ask, question))
        return inner

    def _set(self, name: str, edit: Edit, *_: object) -> None:
        self.do(name, edit)


class GrowthTool(_TreeTool):
    """How far the tree of a model grows."""

    def __init__(self, perform: Perform) -> None:
        tip = "How far the tree grows: expand a node, all above a probability, tokens deep, most nodes"
        super().__init__(perform, "treeGrowth", "Growth of the tree", tip)

        self._grown: GrownTree | None = None

    @property
    def title(self) -> str:
        """A word."""
        return "Grow"

    def show_grown(self, grown: GrownTree | None) -> None:
        """Show how far the tree has grown; None if nothing has yet."""
        self._grown = grown

    def fill(self, menu: QMenu) -> None:
        """Add entries for the node that is shown, and for all nodes."""
        growth = self.settings.growth
        if self._grown is not None:
            menu.addAction(_size(self._grown, growth.nodes)).setEnabled(False)
            menu.addSeparator()
        for text, name, edit, tip in (
            ("Expand Here", "expand the tree", growth_edits.open_here, "Expand the tree after this moment"),
            ("Fold Here", "fold the tree", growth_edits.close_here, "Hide what grew after this moment"),
        ):
            action = menu.addAction(text)
            action.setToolTip(tip)
            action.triggered.connect(partial(self._set, name, edit))
        if growth.opened or growth.closed:
            action = menu.addAction("As It Grows by Itself")
            action.triggered.connect(partial(self._set, "grow by itself", growth_edits.grow_by_itself))
        menu.addSeparator()
        self.add_choice(menu, self._question("Expand All above", MASS, "mass"), MASSES, percent)
        self.add_choice(menu, self._question("Tokens Deep", DEPTH, "depth"), DEPTHS, plain_number)
        self.add_choice(menu, self._question("Most Nodes", NODES, "nodes"), COUNTS, plain_number)
        menu.addSeparator()
        action = menu.addAction("Grow from Here")
        action.triggered.connect(partial(self._set, "grow a tree", growth_edits.grow_from_here))

    def _question(self, title: str, domain: Interval, setting: str) -> Question:
        value = getattr(self.settings.growth, setting)
        return Question(title, domain, value, partial(_growth_edit, setting))


class SearchTool(_TreeTool):
    """Which search is shown in the tree of a model."""

    def __init__(self, perform: Perform) -> None:
        tip = "Which sequences are shown: those of greedy, of beams or of draws"
        super().__init__(perform, "treeSearch", "Search", tip)

    @property
    def title(self) -> str:
        """Name of the search."""
        words = {"greedy": "Greedy", "beam": f"Beam {self.settings.beams}", "sample": "Sample", "all": "All"}
        return words[self.settings.method]

    def fill(self, menu: QMenu) -> None:
        """Add entries for the methods and their settings."""
        settings, group = self.settings, QActionGroup(menu)
        for method, title in METHODS.items():
            action = QAction(title, group, checkable=True, checked=method == settings.method)
            edit = partial(growth_edits.set_search, method=method)
            action.triggered.connect(partial(self._set, f"show {title.lower()}", edit))
            menu.addAction(action)
        menu.addSeparator()
        drawn = menu.addAction("Draw the Beams")
        drawn.setCheckable(True)
        drawn.setChecked(settings.drawn_beams)
        edit = partial(growth_edits.set_search, drawn_beams=not settings.drawn_beams)
        drawn.triggered.connect(partial(self._set, "draw the beams", edit))
        penalty = USUAL_PENALTY if settings.length_penalty is None else settings.length_penalty
        for title, domain, setting, value in (
            ("Beams", BEAMS, "beams", settings.beams),
            (
                "Length Penalty",
                LENGTH_PENALTY,
                "length_penalty",
                USUAL_PENALTY if penalty is None else penalty,
            ),
            ("Draws", DRAWS, "draws", settings.draws),
        ):
            self.add_question(menu, Question(title, domain, value, partial(_search_edit, setting)))
        self.add_question(menu, Question("Seed", SEED, self.document.seed, _seed_edit))


def _size(grown: GrownTree, most: int) -> str:
    """Return how many nodes have grown, and why no more."""
    count = len(grown.nodes)
    nodes = f"{count:,} node{'' if count == 1 else 's'}"
    if not grown.full:
        return nodes
    return f"{nodes}, as many as asked for" if count >= most else f"{nodes}: no more have room in memory"


def _growth_edit(setting: str, value: Any) -> Edit:
    return partial(growth_edits.set_growth, **{setting: value})


def _search_edit(setting: str, value: Any) -> Edit:
    return partial(growth_edits.set_search, **{setting: value})


def _seed_edit(value: int) -> Edit:
    return partial(bench_edits.set_seed, seed=value)


def percent(value: float) -> str:
    """Return a probability as a percentage.

    Examples
    --------
    >>> percent(0.05), percent(0.001)
    ('5%', '0.1%')
    """
    return f"{100 * value:.10g}%"


def _reader(domain: Interval) -> Callable[[str], float]:
    """Return a function that reads a number of a domain; a probability may be written as 5%."""

    def read(text: str) -> float:
        if text.strip().endswith("%"):
            return domain.check(parse_number(text.strip()[:-1]) / 100)
        return domain.parse(text)

    return domain.parse if isinstance(domain, Whole) else read
