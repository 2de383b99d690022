"""Documents that plots can show, and plots that can show a document, for the tests over all plots."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache, wraps
from pathlib import Path
from typing import Any

import numpy as np

from tauscope.core.bandit.testbed import LearningCurves, Simulation
from tauscope.core.distillation.experiment import Distillation
from tauscope.core.distillation.outcome import Outcome
from tauscope.document.document import Document
from tauscope.document.edits import calibration_edits, source_edits, table_edits, trace_edits
from tauscope.document.panel_settings.bandit import BanditSettings
from tauscope.document.panel_settings.digits import DigitsSettings
from tauscope.document.picture.study import Progress
from tauscope.document.plots import PLOTS
from tauscope.document.suitability import unsuited
from tauscope.document.traces import other_file_at
from tauscope.resources import resource
from tauscope.sources import Source
from tauscope.sources.bandit import Bandit
from tauscope.sources.digits import TaughtDigit
from tauscope.sources.teacher import digit_data
from tauscope.sources.trace.opening import open_recording
from tauscope.sources.trace.source import TraceSource
from tauscope.sources.tree.reader import read_tree
from tauscope.sources.tree.source import TreeSource
from tauscope.sources.waiting import waiting

PULLS = 25
"""Steps of the bandit's run."""

Result = Callable[[Any, Progress], Any]
"""The method `result` of a study."""

_TRAINED = Distillation.outcome

_RESULTS: dict[object, Any] = {}
"""Results by study: equal studies have equal results."""


def plots_for(document: Document) -> list[str]:
    """Return the names of the plots that can show a document."""
    return [name for name in PLOTS if not unsuited(name, document)]


def suited(plot: str, document: Document) -> Document:
    """Return `document` if the plot can show it, or else another that it can show, with its chain."""
    if not unsuited(plot, document):
        return document
    found = next(one for one in (*moving(), ladder(), two_files()) if not unsuited(plot, one))
    return replace(found, chain=document.chain, plots=document.plots)


def ladder() -> Document:
    """Return a table whose levels are evenly spaced."""
    return table_edits.replace_classes(Document(), list("abcd"), [0.0, -1.0, -2.0, -3.0])


@cache
def two_files() -> Document:
    """Return a trace of a file, compared with another one of the same size."""
    folder = Path(tempfile.mkdtemp(prefix="tauscope-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    values = np.random.default_rng(4).normal(0, 3, (12, 40))
    for name, logits in (("one.npy", values), ("other.npy", np.round(2 * values) / 2)):
        np.save(folder / name, logits)
    document = source_edits.use_source(Document(), TraceSource(open_recording(folder / "one.npy")))
    with waiting(allowed=True):
        document.logits  # noqa: B018  # read, and kept: tests of plots must not wait
    return trace_edits.compare_with(document, other_file_at(folder / "other.npy"))


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


@cache
def bandit_document() -> Document:
    """Return a bandit after `PULLS` steps, each arm chosen in turn; its plots average over few runs."""
    document = source_edits.use_source(Document(), Bandit()).with_settings(BanditSettings(runs=20))
    for step in range(PULLS):
        document = source_edits.choose(document, step % 10)
    return document


@cache
def curves_of_few_runs(simulation: Simulation) -> LearningCurves:
    """Return the learning curves of a simulation that has 20 runs at most."""
    return replace(simulation, runs=min(20, simulation.runs)).curves()


@cache
def known_outcome(distillation: Distillation, *, curves: bool = True) -> Outcome:
    """Return what students learned, trained once with the same settings."""
    return _TRAINED(distillation, digit_data(), curves=curves)


def known_result(result: Result) -> Result:
    """Return `result`, of which a study that was asked before has its result at once."""

    @wraps(result)
    def known(study: Any, progress: Progress) -> Any:
        if study not in _RESULTS:
            _RESULTS[study] = result(study, progress)
        return _RESULTS[study]

    return known
