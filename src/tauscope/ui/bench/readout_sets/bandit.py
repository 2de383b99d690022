"""Readouts of a bandit: how undecided its next choice is, and how the run has gone so far."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.measures import entropy, nats_to_bits
from tauscope.core.numbers import screen_number, screen_percentage, screen_ratio
from tauscope.document.formulas import with_formulas
from tauscope.document.picture.subjects.bandit_numbers import bandit_numbers
from tauscope.ui.bench.readout_cell import NONE
from tauscope.ui.bench.readout_texts import Readout, level_with

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture

HIDDEN = "true values hidden"
NOTHING = "no pull yet"


def _entropy(picture: Picture) -> float:
    return float(entropy(bandit_numbers(picture).chances))


def _top_two(picture: Picture) -> list[int]:
    """Rows of the two arms that are most likely next, of ties the first."""
    order = np.argsort(-bandit_numbers(picture).chances, kind="stable")
    return [int(row) for row in order[:2]]


def _most_likely(picture: Picture) -> str:
    top, _ = _top_two(picture)
    chance = screen_percentage(float(bandit_numbers(picture).chances[top]))
    return f"{picture.logits.labels[top]} {chance}"


def _lead(picture: Picture) -> str:
    (top, second), chances = _top_two(picture), bandit_numbers(picture).chances
    if not chances[second]:
        return "no other is chosen"
    if chances[top] == chances[second]:
        level = int(np.count_nonzero(chances == chances[top])) - 1
        return level_with(picture.logits.labels[second], level)
    ratio = screen_ratio(float(chances[top] / chances[second]))
    return f"× {ratio} over {picture.logits.labels[second]}"


def _reward(picture: Picture) -> str:
    rewards = bandit_numbers(picture).rewards
    return screen_number(float(rewards.mean()), 3) if len(rewards) else NONE


def _best_reward(picture: Picture) -> str:
    numbers = bandit_numbers(picture)
    if not numbers.settings.true_values:
        return HIDDEN
    return f"best arm {screen_number(numbers.best_mean, 3)}" if numbers.step else NOTHING


def _told(picture: Picture, text: str) -> str:
    """Text of a number that needs the true values and one pull at least; a dash without either."""
    numbers = bandit_numbers(picture)
    return text if numbers.step and numbers.settings.true_values else NONE


def _best_pulled(picture: Picture) -> str:
    numbers = bandit_numbers(picture)
    return _told(picture, screen_percentage(numbers.best_choices / max(1, numbers.step)))


def _best_pulled_note(picture: Picture) -> str:
    numbers = bandit_numbers(picture)
    if not numbers.settings.true_values:
        return HIDDEN
    return f"{numbers.best_choices:,} of {numbers.step:,}" if numbers.step else NOTHING


def _regret(picture: Picture) -> str:
    return _told(picture, screen_number(bandit_numbers(picture).regret, 1))


def _regret_note(picture: Picture) -> str:
    numbers = bandit_numbers(picture)
    if not numbers.settings.true_values:
        return HIDDEN
    return f"{screen_number(numbers.regret / numbers.step, 3)} a step" if numbers.step else NOTHING


def _hidden_short(picture: Picture) -> str:
    """Shorter note of a number that needs the true values."""
    return "" if bandit_numbers(picture).settings.true_values else "hidden"


READOUTS = (
    Readout(
        "choice_entropy",
        "Choice entropy",
        lambda picture: f"{screen_number(_entropy(picture), 3)} nats",
        lambda picture: f"{screen_number(nats_to_bits(_entropy(picture)), 3)} bits",
        with_formulas(
            "How undecided the next choice is: $S = −Σ p ln p$ over the arms' chances. 0 if one arm is"
            " certain, at most $ln n$."
        ),
        94,
        unit=" nats",
    ),
    Readout(
        "effective_arms",
        "Effective arms",
        lambda picture: screen_number(math.exp(_entropy(picture))),
        lambda picture: f"of {len(picture.logits):,}",
        with_formulas("$e^S$: among how many equally likely arms the choice would be as undecided."),
        76,
        short_title="Effective",
    ),
    Readout(
        "likely_arm",
        "Most likely",
        _most_likely,
        _lead,
        "The arm that is most likely to be pulled next, and how many times likelier it is than the second.",
        100,
    ),
    Readout(
        "mean_reward",
        "Mean reward",
        _reward,
        _best_reward,
        "Mean of the rewards so far; beside it the mean value of the arm that was best at each step.",
        88,
        _hidden_short,
    ),
    Readout(
        "best_pulled",
        "Best arm pulled",
        _best_pulled,
        _best_pulled_note,
        "Share of the steps so far at which the arm that was best at that step was pulled.",
        92,
        _hidden_short,
    ),
    Readout(
        "regret",
        "Regret so far",
        _regret,
        _regret_note,
        "Sum over the steps so far of the best arm's true value less that of the arm that was pulled.",
        80,
        _hidden_short,
    ),
)
