"""Frames of animations: each is the still figure at its τ, axes keep still, τ is written on every one."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from tests.suited import moving, plots_for, suited

from tauscope.core.chain import Chain
from tauscope.document.animation.animation import Animation, AnimationRequest
from tauscope.document.animation.encoder import Frame
from tauscope.document.commands.requests import ExportRequest
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.picture.answers import Answer, Pending
from tauscope.document.picture.study import Study, StudyResults
from tauscope.document.plots import PLOTS
from tauscope.document.reports.plot_data import BENCH
from tauscope.ui.export.animation.frames import Frames
from tauscope.ui.export.figure import Figure
from tauscope.ui.export.formats import image_of

pytestmark = pytest.mark.usefixtures("qapp", "known_studies")

EVERY = (*plots_for(Document()), BENCH)
DPI = 101.6
"""Four pixels a mm: 160 × 90 mm are 640 × 360, and no side has to be rounded."""

TURN = Animation(0.1, 10.0, seconds=1, rate=7, plays=1)


def request(document: Document, plot: str, turn: Animation = TURN, **still: object) -> AnimationRequest:
    figure = ExportRequest(document, plot, Path("a.gif"), dpi=DPI)
    return AnimationRequest(replace(figure, **still), turn)  # type: ignore[arg-type]


def frames(asked: AnimationRequest, results: StudyResults | None = None, samples: int = 0) -> list[Frame]:
    slices = Frames(asked, results=results, samples=samples).slices()
    return [done.frame for done in slices if done.frame is not None and not done.is_sample]


def pixels(image: QImage) -> NDArray[np.uint32]:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


def still(asked: AnimationRequest, place: int) -> NDArray[np.uint32]:
    """The figure at the τ of a frame, made from nothing."""
    document = table_edits.set_temperature(asked.still.document, asked.animation.temperatures[place])
    figure = Figure(document, asked.still.plot, asked.still.size_mm, asked.still.theme, animated=True)
    return pixels(image_of(figure, asked.still.dpi))


HEADING = 22
"""Rows of pixels with the heading of a plot, in which words keep the places that they have in any frame."""


# The lines of the working are as small in each frame as the longest of all frames.
@pytest.mark.parametrize("plot", [plot for plot in EVERY if plot != "working"])
def test_every_frame_is_the_figure_at_its_temperature(plot: str) -> None:
    asked = request(Document(), plot)
    painted = frames(asked)
    assert len(painted) == 7
    for place, frame in enumerate(painted):
        assert (frame[HEADING:] == still(asked, place)[HEADING:]).all()


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
@pytest.mark.parametrize("plot", ["distribution", BENCH])
def test_ends_are_the_figures_at_the_ends(plot: str, theme: str) -> None:
    asked = request(Document(), plot, replace(TURN, start=0.0, end=math.inf), theme=theme)
    painted = frames(asked)
    heading = HEADING + 10 * (theme == "projector")
    for place in (0, -1):
        assert (painted[place][heading:] == still(asked, place)[heading:]).all()


@pytest.mark.parametrize("plot", EVERY)
def test_the_temperature_is_written_on_every_frame(plot: str) -> None:
    # τ never leaves the places that tie, so that the heading alone tells the frames apart.
    tied = table_edits.replace_classes(Document(), ["a", "b"], [1.0, 1.0])
    painted = frames(request(tied, plot))
    for one, other in pairwise(painted):
        assert (one[:HEADING] != other[:HEADING]).any()


@pytest.mark.parametrize("plot", list(PLOTS))
def test_plots_of_other_sources_move_too(plot: str) -> None:
    document = suited(plot, Document())
    painted = frames(request(document, plot, replace(TURN, rate=5)))
    assert len(painted) == 5
    assert (painted[0] != painted[-1]).any()


def axis(frame: Frame) -> NDArray[np.uint32]:
    """Ticks on the left of a plot, with the heading of the plot left out."""
    return frame[HEADING:, :45]


def twelve_fitted() -> Document:
    """Twelve classes whose largest probability crosses several ends of a fitted axis as τ turns."""
    document = table_edits.replace_classes(
        Document(), [f"c{number}" for number in range(12)], list(np.linspace(2, 0, 12))
    )
    return replace(document, scale="fitted", chain=Chain.parse("temperature=1,top-k=11"))


WIDE_TURN = replace(TURN, start=0.1, end=30.0)


@pytest.mark.parametrize("plot", ["distribution", "stages", "compare", "draws"])
def test_axes_keep_still(plot: str) -> None:
    painted = frames(request(twelve_fitted(), plot, WIDE_TURN))
    ticks = axis(painted[0])
    assert all((axis(frame) == ticks).all() for frame in painted)


@pytest.mark.parametrize("plot", ["distribution", "stages", "draws"])
def test_axes_of_figures_differ_where_those_of_animations_do_not(plot: str) -> None:
    asked = request(twelve_fitted(), plot, WIDE_TURN)
    assert (axis(still(asked, 0)) != axis(still(asked, -1))).any()


@pytest.mark.parametrize("plot", ["learning", "arms", "schedule", "reward", "optimal", "regret"])
def test_axes_of_plots_of_other_sources_keep_still(plot: str) -> None:
    painted = frames(request(suited(plot, Document()), plot, replace(TURN, rate=5)))
    # The numbers at the axis, in the half of the plot that the schedule's handle and its τ do not cross.
    ticks = [frame[HEADING + 8 :, :26] for frame in painted]
    assert all((one == ticks[0]).all() for one in ticks)


def test_the_lines_of_the_working_keep_their_places() -> None:
    painted = frames(request(Document(), "working", replace(TURN, rate=9)))
    # Below the heading, the names of the steps at the left.
    names = [frame[HEADING + 30 : 170, 20:60] for frame in painted]
    assert (names[0] != names[0][0, 0]).any()
    assert all((one == names[0]).all() for one in names)


def test_one_scale_of_colours_is_for_all_frames() -> None:
    painted = frames(request(suited("weights", Document()), "weights", replace(TURN, rate=5)))
    scale = painted[0][-30:]
    assert all((frame[-30:] == scale).all() for frame in painted)


def test_the_heading_holds_room_for_its_longest_words() -> None:
    # At τ = 1 the ghost's name goes, and 0.0123 has more digits than 1.
    document = bench_edits.pin(Document(), Chain.parse("temperature=0.5"))
    turn = Animation(0.0123, 1.0, seconds=1, rate=5, plays=1)
    narrow = request(document, "distribution", turn, size_mm=(70.0, 60.0))
    painted = frames(narrow)
    ticks = painted[0][60:, :30]
    assert all((frame[60:, :30] == ticks).all() for frame in painted)


def test_samples_come_first_and_are_frames_from_all_over() -> None:
    asked = request(Document(), "distribution")
    found = [done for done in Frames(asked, samples=3).slices() if done.frame is not None]
    assert [done.is_sample for done in found] == [True] * 3 + [False] * 7
    for sample, frame in zip(found[:3], (found[3], found[6], found[9]), strict=True):
        assert sample.frame is not None
        assert frame.frame is not None
        assert (sample.frame == frame.frame).all()


def test_there_and_back_shows_the_same_frames() -> None:
    turn = Animation(0.1, 10.0, seconds=1, rate=8, back=True, plays=0)
    painted = frames(request(Document(), "distribution", turn))
    assert len(painted) == 8
    for there, back in ((1, 7), (2, 6), (3, 5)):
        assert (painted[there] == painted[back]).all()


def test_the_frames_of_an_mp4_are_there_as_often_as_it_plays() -> None:
    figure = ExportRequest(Document(), "curves", Path("a.mp4"), dpi=DPI)
    painted = frames(AnimationRequest(figure, replace(TURN, plays=2)))
    assert len(painted) == 14
    assert (painted[0] == painted[7]).all()


def test_odd_sides_get_a_pixel_more() -> None:
    asked = request(Document(), "distribution", dpi=100)
    assert (asked.still.size_px, asked.size_px) == ((630, 354), (630, 354))
    odd = request(Document(), "distribution", size_mm=(85.0, 60.0), dpi=95)
    assert odd.still.size_px == (318, 224)
    painted = frames(request(Document(), "distribution", size_mm=(85.1, 60.2), dpi=95))
    assert painted[0].shape[0] % 2 == painted[0].shape[1] % 2 == 0
    assert (painted[0][:, -1] == painted[0][0, 0]).all()  # the background reaches every edge
    assert (painted[0][-1] == painted[0][0, 0]).all()


class _SlowResults(StudyResults):
    """Results of which each is there when it is asked for a fourth time."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = list[object]()

    def answer(self, study: Study[object]) -> Answer[object]:  # type: ignore[override]
        self.asked.append(study)
        return Pending() if self.asked.count(study) <= 3 else super().answer(study)


@pytest.mark.parametrize("document", moving(), ids=lambda document: document.source.kind)
def test_results_that_come_late_are_waited_for_and_kept(document: Document) -> None:
    # Each plot once, with the first document that it can show: students are trained for every frame.
    for plot in [name for name in plots_for(document) if suited(name, Document()) in (document, Document())]:
        asked = request(document, plot, replace(TURN, rate=5))
        late, now = _SlowResults(), frames(asked)
        slices = list(Frames(asked, results=late).slices())
        assert any(done.waits for done in slices) == bool(late.asked)
        later = [done.frame for done in slices if done.frame is not None]
        assert all((one == other).all() for one, other in zip(now, later, strict=True))
        assert all(late.asked.count(study) == 4 for study in late.asked)
