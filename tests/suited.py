"""Documents that plots can show, and plots that can show a document, for the tests over all plots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, wraps
from typing import Any

from tauscope.document.document import Document
from tauscope.document.edits import calibration_edits, source_edits, table_edits
from tauscope.document.panel_settings.bandit import BanditSettings
from tauscope.document.panel_settings.digits import DigitsSettings
from tauscope.document.picture.study import Progress
from tauscope.document.plots import PLOTS
from tauscope.document.suitability import unsuited
from tauscope.resources import resource
from tauscope.sources import Source
from tauscope.sources.bandit import Bandit
from tauscope.sources.digits import TaughtDigit
from tauscope.sources.tree.reader import read_tree
from tauscope.sources.tree.source import TreeSource

PULLS = 25
"""Steps of the bandit's run."""

Result = Callable[[Any, Progress], Any]
"""The method `result` of a study."""

_RESULTS: dict[object, Any] = {}
"""Results by study: equal studies have equal results."""


def plots_for(document: Document) -> list[str]:
    """Return the names of the plots that can show a document."""
    return [name for name in PLOTS if not unsuited(name, document)]


def suited(plot: str, document: Document) -> Document:
    """Return `document` if the plot can show it, or else another that it can show, with its chain."""
    if not unsuited(plot, document):
        return document
    found = next(one for one in (*moving(), ladder()) if not unsuited(plot, one))
    return replace(found, chain=document.chain, plots=document.plots)


def ladder() -> Document:
    """Return a table whose levels are evenly spaced."""
    return table_edits.replace_classes(Document(), list("abcd"), [0.0, -1.0, -2.0, -3.0])


def moving() -> list[Document]:
    """Return a document of each source that has plots of its own."""
    digits = source_edits.use_source(Document(), TaughtDigit()).with_settings(DigitsSettings(images=20))
    made = [tree_document(), digits, bandit_document(), calibrated(), calibrated("training")]
    return [document for document in made if document.source.abilities.plots]


def calibrated(examples: str = "student") -> Document:
    """Return the plots of calibration of a student of digits, or of other examples in `EXAMPLES`."""
    digits = source_edits.use_source(Document(), TaughtDigit())
    return calibration_edits.calibrate(digits, examples)


def tree_document(name: str = "nice-dog") -> Document:
    """Return a decoding tree that ships, at its beginning."""
    return source_edits.use_source(Document(), _tree(name))


@cache
def _tree(name: str) -> Source:
    return TreeSource(read_tree(resource("trees", f"{name}.toml").read_text("utf-8")))


def bandit_document() -> Document:
    """Return a bandit after `PULLS` steps, each arm chosen in turn; its plots average over few runs."""
    document = source_edits.use_source(Document(), Bandit()).with_settings(BanditSettings(runs=20))
    for step in range(PULLS):
        document = source_edits.choose(document, step % 10)
    return document


def known_result(result: Result) -> Result:
    """Return `result`, of which a study that was asked before has its result at once."""

    @wraps(result)
    def known(study: Any, progress: Progress) -> Any:
        if study not in _RESULTS:
            _RESULTS[study] = result(study, progress)
        return _RESULTS[study]

    return known
