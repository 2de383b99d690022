"""Choice of the search that is shown in a decoding tree, and the fields of its settings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLabel, QWidget

from tauscope.core.draws.sampling import SEED
from tauscope.core.search import LENGTH_PENALTY
from tauscope.document.edits import bench_edits, growth_edits
from tauscope.document.panel_settings.tree import BEAMS, DRAWS, TreeSettings
from tauscope.ui.editing.history import Edit
from tauscope.ui.widgets.bubble import hide_bubble, show_bubble
from tauscope.ui.widgets.buttons import word_button
from tauscope.ui.widgets.fields.interval_field import IntervalField
from tauscope.ui.widgets.fields.whole_field import WholeField
from tauscope.ui.widgets.flow import group
from tauscope.ui.widgets.segments import Segment
from tauscope.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from tauscope.document.document import Document

Do = Callable[[str, Edit], "str | None"]
"""Asks for an edit by name; returns the sentence of a refusal, or None."""

METHODS = {
    "greedy": Segment("Greedy", "Take the likeliest token each time"),
    "beam": Segment("Beam", "Keep the likeliest beginnings, and go on from each of them"),
    "sample": Segment("Sample", "Draw whole sequences, token by token, at the dial's τ"),
    "all": Segment("All", "Show greedy, the beams and the last draws together"),
}
WITH_BEAMS = ("beam", "all")
WITH_DRAWS = ("sample", "all")


def usual_length_penalty(document: Document) -> float:
    """Return the length penalty that holds if none is set: 0 in a tree of its own, 1 in a model's."""
    return 1.0 if document.source.decoding_tree is None else 0.0


class SearchFields:
    """Fields of the settings of a search, each group hidden where the method has no use for it."""

    def __init__(self, do: Do) -> None:
        self._do = do
        self.beams = WholeField(BEAMS, self._setter("set the number of beams", "beams"))
        self.more_beams = word_button("+ 1", "One beam more", self._add_beam)
        self.drawn_beams = Switch("drawn")
        self.drawn_beams.clicked.connect(self._toggle_drawn)
        self.penalty = IntervalField(LENGTH_PENALTY, self._setter("set the length penalty", "length_penalty"))
        self.draws = WholeField(DRAWS, self._setter("set the number of draws", "draws"))
        self.seed = WholeField(SEED, self._set_seed)
        self.more_draws = word_button("+ 1", "Draw one sequence more", self._add_draw)
        self.roll = word_button("Roll", "Draw with another seed: other dice", self._roll)
        self.meaning = _note("takes the likeliest token each time; τ does not change that")
        self._name_parts()
        self._beams = group(_note("beams"), self.beams, self.more_beams, self.drawn_beams)
        self._penalty = group(_note("length penalty"), self.penalty)
        self._draws = group(_note("draws"), self.draws, self.more_draws)
        self._seed = group(_note("seed"), self.seed, self.roll)
        self.groups: tuple[QWidget, ...] = (
            *(self._beams, self._penalty, self._draws, self._seed),
            self.meaning,
        )

    def _name_parts(self) -> None:
        for part, name, spoken, tip in (
            (self.beams, "treeBeams", "Number of beams", f"Beginnings that are kept at each step, {BEAMS}"),
            (self.more_beams, "moreBeams", "One beam more", ""),
            (
                self.drawn_beams,
                "drawnBeams",
                "Draw the beams",
                "Draw the beams at the dial's τ, as Hugging Face's num_beams with do_sample does",
            ),
            (
                self.penalty,
                "lengthPenalty",
                "Length penalty A",
                "A in the score ln p / length^A: 0 ranks by probability, a larger A favours long ones",
            ),
            (self.draws, "treeDraws", "Number of draws", f"Sequences that are drawn, {DRAWS}"),
            (self.seed, "treeSeed", "Seed", "Seed of the first draw; each further one has the next seed"),
            (self.more_draws, "moreDraws", "One draw more", ""),
            (self.roll, "rollSeed", "Roll another seed", ""),
        ):
            part.setObjectName(name)
            part.setAccessibleName(spoken)
            if tip:
                part.setToolTip(tip)

    def show(self, document: Document) -> None:
        """Show the settings of a document; this edits nothing."""
        settings = document.settings(TreeSettings)
        self.beams.show_number(settings.beams)
        penalty = settings.length_penalty
        self.penalty.show_number(usual_length_penalty(document) if penalty is None else penalty)
        self.drawn_beams.setChecked(settings.drawn_beams)
        self.draws.show_number(settings.draws)
        self.seed.show_number(document.seed)
        for part in (self._beams, self._penalty):
            part.setVisible(settings.method in WITH_BEAMS)
        draws = settings.method in WITH_DRAWS
        self._draws.setVisible(draws)
        self._seed.setVisible(draws or (settings.drawn_beams and settings.method in WITH_BEAMS))
        self.meaning.setVisible(settings.method == "greedy")

    def apply_theme(self, base: float) -> None:
        """Fit the fields to a height of text in pixels."""
        for field, width in ((self.beams, 2.6), (self.penalty, 3.2), (self.draws, 4.2), (self.seed, 4.2)):
            field.setFixedWidth(round(width * base))

    def _setter(self, name: str, setting: str) -> Any:
        return lambda value: self._do(name, partial(growth_edits.set_search, **{setting: value}))

    def _set_seed(self, seed: int) -> str | None:
        return self._do("set the seed", partial(bench_edits.set_seed, seed=seed))

    def _add_beam(self) -> None:
        self._tell(self.more_beams, self._do("add a beam", growth_edits.add_beam))

    def _toggle_drawn(self) -> None:
        drawn = self.drawn_beams.isChecked()
        edit = partial(growth_edits.set_search, drawn_beams=drawn)
        self._do("draw the beams" if drawn else "keep the likeliest beams", edit)

    def _add_draw(self) -> None:
        self._tell(self.more_draws, self._do("draw one more", growth_edits.add_draw))

    def _roll(self) -> None:
        self._do("roll another seed", growth_edits.roll)

    def _tell(self, button: QWidget, sentence: str | None) -> None:
        """Say under a button why its edit was refused."""
        if sentence:
            show_bubble(button, sentence)
        else:
            hide_bubble(button)


def _note(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("cardNote")
    return label
