"""Edits of the bandit: its testbed and the policy of its run, each a pure function Document → Document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tauscope.core.domain import Choice
from tauscope.core.draws.sampling import SEED
from tauscope.core.errors import InputError
from tauscope.core.temperatures.schedules import ANNEALINGS, Annealing, Drawn, Logarithmic
from tauscope.document.edits import source_edits
from tauscope.document.panel_settings.bandit import BanditSettings
from tauscope.document.picture.subjects.bandit_numbers import NO_BANDIT
from tauscope.sources.bandit import Bandit

if TYPE_CHECKING:
    from tauscope.document.document import Document

DRAWN = "drawn"
"""Name of the shape of a schedule that is drawn by hand."""

SHAPES = Choice(
    "the shape of a schedule",
    {**{name: name for name in ANNEALINGS}, DRAWN: "straight lines between points"},
)

_POINTS = 5
"""Number of points with which a drawn schedule begins."""


def bandit_of(document: Document) -> Bandit:
    """Return the bandit of a document whose source is one; `InputError` for any other."""
    if not isinstance(document.source, Bandit):
        raise InputError(NO_BANDIT)
    return document.source


def open_bandit(document: Document) -> Document:
    """Put the usual testbed on the bench, at the beginning of a run whose τ follows the schedule."""
    opened = source_edits.use_source(document, Bandit())
    return _set(opened, scheduled=True)


def shape_of(schedule: Annealing | Drawn) -> str:
    """Return the name of a schedule's shape."""
    return DRAWN if isinstance(schedule, Drawn) else schedule.shape


def _set(document: Document, **changes: Any) -> Document:
    """Return the document with some settings of the bandit's panel changed."""
    return document.with_settings(replace(document.settings(BanditSettings), **changes))


# The policy of the run


def set_policy(document: Document, name: str) -> Document:
    """Choose the policy by its name."""
    return _set(document, policy=name)


def set_epsilon(document: Document, epsilon: float) -> Document:
    """Set the share of random choices of ε-greedy."""
    return _set(document, epsilon=epsilon)


def follow_schedule(document: Document, *, on: bool) -> Document:
    """Let τ follow the schedule, or be the dial's at every step."""
    return _set(document, scheduled=on)


def set_schedule(document: Document, schedule: Annealing | Drawn) -> Document:
    """Replace the schedule, and follow it."""
    return _set(document, schedule=schedule, scheduled=True)


def set_shape(document: Document, shape: str) -> Document:
    """Give the schedule another shape between the same temperatures, and follow it."""
    settings = document.settings(BanditSettings)
    start, end = ends_of(settings)
    if SHAPES.check(shape) == DRAWN:
        return set_schedule(document, _drawn(settings))
    if shape == Logarithmic.shape:
        end = min(start, end)
    return set_schedule(document, ANNEALINGS[shape](start, end))


def _drawn(settings: BanditSettings) -> Drawn:
    """Return points on the present schedule, to be dragged."""
    if isinstance(settings.schedule, Drawn):
        return settings.schedule
    last = settings.steps - 1
    steps = sorted({round(last * part / (_POINTS - 1)) for part in range(_POINTS)})
    return Drawn(tuple((float(step), settings.temperature_at(step)) for step in steps))


def ends_of(settings: BanditSettings) -> tuple[float, float]:
    """Return the temperatures with which the schedule begins and ends."""
    schedule = settings.schedule
    if isinstance(schedule, Drawn):
        return schedule.points[0][1], schedule.points[-1][1]
    return schedule.start, schedule.end


def set_start(document: Document, temperature: float) -> Document:
    """Set the temperature with which the schedule begins, and follow it."""
    return _set_ends(document, temperature, ends_of(document.settings(BanditSettings))[1])


def set_end(document: Document, temperature: float) -> Document:
    """Set the temperature with which the schedule ends, and follow it."""
    return _set_ends(document, ends_of(document.settings(BanditSettings))[0], temperature)


def _set_ends(document: Document, start: float, end: float) -> Document:
    schedule = document.settings(BanditSettings).schedule
    if not isinstance(schedule, Drawn):
        return set_schedule(document, replace(schedule, start=start, end=end))
    points = list(schedule.points)
    points[-1] = (points[-1][0], end)
    points[0] = (points[0][0], start)
    return set_schedule(document, Drawn(tuple(points)))


def set_steps(document: Document, steps: int) -> Document:
    """Set the number of steps of the run, over which the schedule is stretched, also one that was drawn."""
    settings = document.settings(BanditSettings)
    schedule = settings.schedule
    if isinstance(schedule, Drawn):
        share = max(1, steps - 1) / max(1, settings.steps - 1)
        schedule = Drawn(tuple((step * share, temperature) for step, temperature in schedule.points))
    return _set(document, steps=steps, schedule=schedule)


def show_true_values(document: Document, *, on: bool) -> Document:
    """Show or hide the true values of the arms."""
    return _set(document, true_values=on)


# The testbed: each of these begins a new run


def set_walk(document: Document, walk: float) -> Document:
    """Set the walk of the arms' values."""
    run = bandit_of(document).run
    return _use(document, run=replace(run, testbed=replace(run.testbed, walk=walk)))


def set_step_size(document: Document, step_size: float | None) -> Document:
    """Set the step size of the estimates; None for the mean of all rewards."""
    return _use(document, run=replace(bandit_of(document).run, step_size=step_size))


def set_seed(document: Document, seed: int) -> Document:
    """Set the seed of arms and rewards, and that of the draws."""
    return replace(_use(document, run=replace(bandit_of(document).run, seed=seed)), seed=seed)


def next_seed(document: Document) -> Document:
    """Use the next seed: other arms, other rewards and other draws."""
    return set_seed(document, (bandit_of(document).run.seed + 1) % int(SEED.high + 1))


def _use(document: Document, **changes: Any) -> Document:
    """Begin a new run with a changed testbed."""
    source = replace(bandit_of(document), **changes)
    return document if source == document.source else source_edits.use_source(document, source)
