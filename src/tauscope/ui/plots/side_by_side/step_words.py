"""Texts of each step of a chain, over its bars or, in a narrow part, upright below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.bounds import counted, written
from tauscope.core.chain.knobs import Temperature
from tauscope.core.numbers import screen_number
from tauscope.document.formulas import ENTROPY
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QFont

    from tauscope.core.chain.knob import Knob
    from tauscope.document.picture.chains.stages import Step

USUAL = "8.888"
"""Setting of typical width: a turn of the dial must not change the layout."""


def setting(step: Step) -> str:
    """The value of a step's knob, as the list of knobs writes it."""
    return step.knob.screen_value if step.knob is not None else ""


def title(step: Step) -> str:
    """A step's heading: the title of its knob, as in the list of knobs, and its value."""
    return step.name if step.knob is None else f"{step.knob.title} {setting(step)}"


def usual_headings(knobs: Iterable[type[Knob] | None]) -> list[str]:
    """Headings of steps with these knobs, with settings about as wide as most."""
    return [f"{knob.title} {USUAL}" for knob in knobs if knob]


def upright_lines(steps: Sequence[Step], most: int, font: QFont, room: float) -> list[tuple[str, ...]]:
    """Upright lines for each step, at most `most`: the same facts for all steps, and none cut."""
    said = [[_lengths(step)[way] for step in steps] for way in range(len(_lengths(steps[0])))]
    fitting = (
        lines for lines in said if all(len(one) <= most and marks.all_fit(one, font, room) for one in lines)
    )
    return next(fitting, [()] * len(steps))


def _lengths(step: Step) -> tuple[tuple[str, ...], ...]:
    """Texts of a step, longest first."""
    entropy, left = f"{ENTROPY} {written(step.entropy, screen_number)}", f"{counted(step.survivors)} left"
    short, name = step.name, title(step).removesuffix(setting(step)).rstrip()
    kind = step.name.removesuffix(step.setting).rstrip()
    if isinstance(step.knob, Temperature):
        short, kind = f"τ {setting(step)}", "τ"
    value = (setting(step),) if step.knob is not None else ()
    return (
        (title(step), f"{entropy} · {left}"),
        (name, *value, entropy),
        (title(step), entropy),
        (name, *value),
        (kind, *value, entropy),
        (title(step),),
        (kind, *value),
        (short, entropy),
        (short,),
        (name,),
        (kind,),
    )
