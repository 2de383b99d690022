"""Numbers of a bandit's run at the shown step, which plot, table, readouts and files share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.document.panel_settings.bandit import BanditSettings
from tauscope.sources.bandit import Bandit

if TYPE_CHECKING:
    from tauscope.core.values import Floats, Integers
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture

NO_BANDIT = "There is no bandit on the bench. Choose Source → Bandit first."


@dataclass(frozen=True, eq=False)
class BanditNumbers:
    """Numbers of the shown step; all arrays but those of the choices have shape (arms,).

    Attributes
    ----------
    step : int
        Number of choices before the shown step.
    estimates, standard_errors : array of float64
        Estimated values Q, and the standard deviation that the rewards' noise gives them; ∞ for an arm that
        was never chosen.
    counts : array of int64
        Number of choices of each arm.
    values : array of float64
        True values, which no policy knows.
    chances : array of float64
        Probability with which the policy chooses each arm next.
    rewards, chosen_values, losses : (step,) float64
        Of each choice its reward, the true value of the chosen arm, and the largest one less that.
    settings : BanditSettings
    """

    step: int
    estimates: Floats
    standard_errors: Floats
    counts: Integers
    values: Floats
    chances: Floats
    rewards: Floats
    chosen_values: Floats
    losses: Floats
    settings: BanditSettings

    @property
    def best(self) -> tuple[int, ...]:
        """Arms of the largest true value."""
        return tuple(np.flatnonzero(self.values == self.values.max()).tolist())

    @property
    def best_choices(self) -> int:
        """Number of choices of an arm that was the best at its step."""
        return int(np.count_nonzero(self.losses == 0.0))

    @property
    def best_mean(self) -> float:
        """Mean over the steps so far of the largest true value; NaN before the first."""
        return float((self.chosen_values + self.losses).mean()) if self.step else math.nan

    @property
    def regret(self) -> float:
        """Sum of the losses."""
        return float(self.losses.sum())


def without_bandit(document: Document) -> str:
    """Return a sentence that says why there are no numbers of a bandit; empty if there are."""
    return "" if document.source.kind == Bandit.kind else NO_BANDIT


def bandit_numbers(picture: Picture) -> BanditNumbers:
    """Return the numbers of a picture of a bandit; `InputError` for any other."""
    return picture.once(_numbers)


def _numbers(picture: Picture) -> BanditNumbers:
    document = picture.document
    source, state = document.source, document.state
    if not isinstance(source, Bandit):
        raise InputError(NO_BANDIT)
    settings, run = document.settings(BanditSettings), source.run
    arms = np.array(state.arms, dtype=np.int64)
    estimates, counts = picture.logits.values, run.counts(arms)
    return BanditNumbers(
        state.step,
        estimates,
        run.standard_errors(arms),
        counts,
        source.values(state),
        _chances(picture, settings, counts),
        run.rewards(arms),
        run.chosen_values(arms),
        run.losses(arms),
        settings,
    )


def _chances(picture: Picture, settings: BanditSettings, counts: Integers) -> Floats:
    """Probability of each arm under the policy; Boltzmann exploration draws after the whole chain."""
    if settings.policy == "boltzmann":
        return picture.probabilities
    from tauscope.sources.exploration import policy_chances  # noqa: PLC0415  # imports what the others do not need

    policy = settings.policy_at(picture.temperature)
    return policy_chances(policy, picture.document.state.step, picture.logits.values, counts)
