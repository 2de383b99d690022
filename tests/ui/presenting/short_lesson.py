"""A lesson of three short steps, and where its presentation stands."""

from __future__ import annotations

from tauscope.ui.presenting.presentation import Presentation
from tauscope.ui.presenting.stage import Stage
from tauscope.ui.window.main_window import MainWindow

LESSON = """
title = "Short"
minutes = 3

[[step]]
title = "First"
text = "At $τ = 1$ cat leads."
notes = "Say it."

[[step]]
title = "Second"
text = "Heat."
[step.prediction]
kind = "draw"
question = "Where?"
reveal = { chain = "temperature=2" }

[[step]]
title = "Third"
[step.change]
plots = ["levels"]
"""


def stage(presentation: Presentation) -> Stage:
    assert presentation.stage is not None
    return presentation.stage


def step(window: MainWindow) -> int:
    place = window.history.document.lesson
    assert place is not None
    return place.step
