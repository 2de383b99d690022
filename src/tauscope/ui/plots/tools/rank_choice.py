"""The switch of the rank plot between the probability of each class and the running sum."""

from __future__ import annotations

from functools import partial

from tauscope.document.edits import bench_edits
from tauscope.ui.editing.history import EditRequest, Perform
from tauscope.ui.widgets.segments import Segment, Segments

VIEWS = {
    "probability": Segment("p", "Probability of each class by rank, on a logarithmic scale"),
    "cumulative": Segment("Σp", "Probability of all classes up to each rank: where top-p is a level"),
}


class RankChoice(Segments):
    """Two buttons; the choice is part of the document."""

    def __init__(self, perform: Perform) -> None:
        super().__init__("What is drawn over the rank", VIEWS)
        self._perform = perform
        self.chosen.connect(self._choose)

    def _choose(self, name: str) -> None:
        words = "show p over the rank" if name == "probability" else "show the sum over the rank"
        self._perform(EditRequest(words, partial(bench_edits.set_ranks, ranks=name)))
