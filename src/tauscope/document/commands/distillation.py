"""Distillation without a window: the request, and a report of the students' accuracies."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from tauscope.core.distillation.digit_list import parse_digits
from tauscope.core.distillation.experiment import (
    HIDDEN,
    IMAGES,
    SEEDS,
    Distillation,
    TransferSet,
    listed,
)
from tauscope.core.distillation.loss import MIX, Loss
from tauscope.core.distillation.outcome import CLASSES, Measured, Outcome
from tauscope.core.distillation.presets import EXPERIMENTS
from tauscope.core.domain import TEMPERATURE, Choice
from tauscope.core.errors import InputError
from tauscope.core.numbers import plain_number, screen_temperature
from tauscope.document.reports.report import json_number
from tauscope.document.reports.tables.text_table import table_lines
from tauscope.sources.teacher import digit_data

if TYPE_CHECKING:
    from collections.abc import Sequence

EXPERIMENT = Choice("the experiment", {name: found.title for name, found in EXPERIMENTS.items()})
_FIRST = "only-zeros-and-ones"
_BIAS_STEP = (
    "The bias step moves the ten biases until each digit has a mean probability of 10% among the 1,297\n"
    "training images. It needs no labels, but assumes that all digits are equally frequent."
)
_FROZEN = "At τ = 0 the factor τ² leaves the soft targets no weight: nothing is learned from them."


@dataclass(frozen=True)
class DistillationRequest:
    """Students to be trained.

    Attributes
    ----------
    experiment : str
        Name of the experiment; empty if digits and images were given.
    distillation : Distillation
    """

    experiment: str
    distillation: Distillation

    def with_hidden(self, hidden: str) -> Self:
        """Return the request with a number of hidden units, as it was typed.

        Raises
        ------
        InputError
            If it cannot be read or is outside its domain.
        """
        return replace(self, distillation=replace(self.distillation, hidden=HIDDEN.parse(hidden)))

    def report(self) -> dict[str, Any]:
        """Train the students; return settings and accuracies, fit for JSON."""
        outcome, transfer = self.distillation.outcome(digit_data()), self.distillation.transfer
        unseen = self._unseen
        return {
            "experiment": self.experiment or None,
            "digits": list(transfer.digits),
            "images": transfer.images,
            "shuffled": transfer.shuffled,
            "temperature": json_number(self.distillation.loss.temperature),
            "mix": self.distillation.loss.mix,
            "seeds": self.distillation.seeds,
            "hidden": self.distillation.hidden,
            "accuracy": _measured(outcome.accuracy),
            "accuracy_before_bias": _measured(outcome.accuracy_before_bias),
            "unseen_accuracy": _measured(outcome.accuracy_of(unseen)) if unseen else None,
            "unseen_accuracy_before_bias": _measured(outcome.accuracy_of(unseen, before_bias=True))
            if unseen
            else None,
            "confusion": outcome.confusion.mean(axis=0).tolist(),
        }

    def report_text(self) -> str:
        """Train the students; return a table of accuracies before and after the bias step."""
        outcome = self.distillation.outcome(digit_data())
        rows = [
            ("digits tested", "recognised", "before the bias step"),
            _row("all ten", outcome, range(CLASSES)),
        ]
        if self._unseen:
            seen = self.distillation.transfer.digits
            rows.append(_row(f"in the transfer set: {_short(seen)}", outcome, seen))
            rows.append(_row(f"never seen: {_short(self._unseen)}", outcome, self._unseen))
        frozen = ["", _FROZEN] if self.distillation.loss.temperature == 0 else []
        return "\n".join((self._heading, "", *table_lines(rows), "", _BIAS_STEP, *frozen))

    @property
    def _unseen(self) -> tuple[int, ...]:
        """Digits that are not in the transfer set."""
        return self.distillation.transfer.unseen

    @property
    def _heading(self) -> str:
        transfer, loss = self.distillation.transfer, self.distillation.loss
        soft = f"soft targets at τ = {screen_temperature(loss.temperature)}"
        if loss.mix == 0:
            soft = "true labels"
        elif loss.mix < 1:
            soft = f"{plain_number(loss.mix)} × {soft} + {plain_number(1 - loss.mix)} × true labels"
        parts = [
            *([EXPERIMENTS[self.experiment].title] if self.experiment else []),
            f"{transfer.images:,} images of {_short(transfer.digits)}",
            soft,
            *(["logits shuffled within each digit"] if transfer.shuffled else []),
            *([f"hidden units: {self.distillation.hidden}"] if self.distillation.hidden else []),
            f"seeds: {self.distillation.seeds}",
        ]
        return "   ".join(parts)


def _short(digits: Sequence[int]) -> str:
    """Name digits, three or more in a row by their ends, and nine of the ten by the missing one."""
    missing = [digit for digit in range(CLASSES) if digit not in digits]
    if len(missing) == 1:
        return f"all but {missing[0]}"
    is_run = len(digits) > 2 and digits[-1] - digits[0] == len(digits) - 1
    return f"{digits[0]}–{digits[-1]}" if is_run else listed(digits) if len(digits) > 1 else str(digits[0])


def _row(name: str, outcome: Outcome, digits: Sequence[int]) -> tuple[str, str, str]:
    return name, _shown(outcome.accuracy_of(digits)), _shown(outcome.accuracy_of(digits, before_bias=True))


def _shown(measured: Measured) -> str:
    """Write mean and standard deviation in per cent; for one seed the mean alone."""
    mean = f"{100 * measured.mean:.1f}"
    return f"{mean}%" if math.isnan(measured.sd) else f"{mean} ± {100 * measured.sd:.1f}%"


def _measured(measured: Measured) -> dict[str, float | None]:
    """Return mean and standard deviation fit for JSON; for one seed the latter is null."""
    return {"mean": measured.mean, "sd": None if math.isnan(measured.sd) else measured.sd}


def requested_distillation(
    experiment: str | None,
    digits: str | None,
    images: str | None,
    temperature: str,
    mix: str,
    seeds: str,
    *,
    shuffle: bool = False,
) -> DistillationRequest:
    """Make a request of command-line arguments.

    Parameters
    ----------
    experiment : str or None
        A name of `EXPERIMENTS`.
    digits, images : str or None
        Instead of an experiment: digits separated by commas, and the number of images.
    temperature, mix, seeds : str
        As they were typed.
    shuffle : bool
        True for the control with shuffled logits.

    Raises
    ------
    InputError
        If an argument cannot be read, arguments exclude one another, or there are too few images.
    """
    loss = Loss(TEMPERATURE.parse(temperature), MIX.parse(mix))
    if experiment is not None and (digits is not None or images is not None):
        raise InputError(
            "An experiment has its own images: give either --experiment, or --digits and --images."
        )
    if digits is None and images is None:
        name = EXPERIMENT.parse(experiment or _FIRST)
        found = EXPERIMENTS[name].transfer
    else:
        name, count = "", IMAGES.parse(images or "100")
        found = TransferSet(parse_digits(digits) if digits is not None else tuple(range(CLASSES)), count)
    transfer = TransferSet(found.digits, found.images, shuffle)
    return DistillationRequest(name, Distillation(transfer, loss, SEEDS.parse(seeds)))
