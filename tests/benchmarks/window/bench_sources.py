"""From a turn of the dial to painted pixels on a tree, the digits and a bandit, at rest and while they work.

Offscreen at 1440×900, each with the plots that it brings. At rest no study runs: what the plots show of
students, searches and simulations is that of the settings before. Meanwhile a job computes without end what
the source's slowest study does, and pauses for frames as studies do: it grows the tree of the story writer,
trains students, simulates runs. As it is used, the source's own studies run, and what they find is shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
from tests.benchmarks.rows import Row
from tests.benchmarks.window.bench_dial import median, paint, turned
from tests.benchmarks.windows import bench_window

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.picture.study import Progress
    from tauscope.ui.editing.job import JobToken
    from tauscope.ui.window.main_window import MainWindow

KEY = "benchmark"


@dataclass(frozen=True)
class Case:
    """A source, its document, and work that is done over and over while the dial turns."""

    name: str
    document: Document
    work: Callable[[int, Progress], object]


def rows() -> Iterator[Row]:
    """Median and 95th percentile of a frame meanwhile, over those at rest."""
    application, window = bench_window()
    for case in cases():
        window.history.start(case.document)
        settle(window)

        def frame(temperature: float) -> None:
            window.turn_to(temperature)
            paint()

        stop_studies(window, stopped=True)
        at_rest = turned(frame, application.processEvents)
        done = begin(window, case.work)
        meanwhile = turned(frame, application.processEvents)
        finished = next(done)
        window.jobs.cancel(KEY)
        stop_studies(window, stopped=False)
        yield Row.above(f"{case.name}: median", median(meanwhile), "ms", "at rest", median(at_rest))
        slow = [float(np.percentile(times, 95)) for times in (meanwhile, at_rest)]
        yield Row.above(f"{case.name}: 95th percentile", slow[0], "ms", "at rest", slow[1])
        following = turned(frame, application.processEvents)
        yield Row.above(f"{case.name}: as it is used", median(following), "ms", "at rest", median(at_rest))
        if not finished:
            print(f"  {case.name}: the work was not done once while the dial turned.")
        settle(window)


def cases() -> Iterator[Case]:
    """Yield each source with its work."""
    from tests.suited import bandit_document, tree_document

    from tauscope.core.bandit.testbed import Simulation
    from tauscope.core.distillation.experiment import Distillation
    from tauscope.core.search.growth import Growth
    from tauscope.document.document import Document
    from tauscope.document.edits import source_edits
    from tauscope.document.studies.tree_growth import TreeGrowth
    from tauscope.sources.digits import TaughtDigit
    from tauscope.sources.language.writer import Writer
    from tauscope.sources.teacher import digit_data

    writer, growth = Writer.open(None), Growth(nodes=100)
    yield Case("tree", tree_document(), lambda _, progress: TreeGrowth(writer, (), growth).result(progress))
    digits = source_edits.use_source(Document(), TaughtDigit())
    yield Case(
        "digits", digits, lambda seed, progress: Distillation(first_seed=seed).outcome(digit_data(), progress)
    )
    yield Case("bandit", bandit_document(), lambda seed, progress: Simulation(seed=seed).curves(progress))


def begin(window: MainWindow, work: Callable[[int, Progress], object]) -> Iterator[int]:
    """Start a job that does `work` again and again; what this returns says how often it was done."""
    from tauscope.ui.editing.frame_gate import Pauses

    times = [0]

    def endless(token: JobToken) -> None:
        pauses = Pauses(window.feed.studies.gate)

        def progress(_: float) -> None:
            pauses()
            token.check()

        for seed in count(1):
            work(seed, progress)
            times[0] += 1
            token.check()

    window.jobs.start(KEY, endless, lambda _: None, lambda _: None)
    time.sleep(0.1)
    return iter(lambda: times[0], -1)


def stop_studies(window: MainWindow, *, stopped: bool) -> None:
    """Let no study begin, or let them begin again."""
    if stopped:
        window.feed.studies._soon.stop()
        window.feed.studies._soon.blockSignals(True)
    else:
        window.feed.studies._soon.blockSignals(False)


def settle(window: MainWindow) -> None:
    """Wait for the results of all studies."""
    end = time.monotonic() + 60
    paint()
    while window.feed.studies.busy and time.monotonic() < end:
        paint()
        time.sleep(0.01)
