"""Rule by which a bandit goes on under a policy that does not draw from a softmax of the estimates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bandit.policies import drawn_arms
from tauscope.core.draws.chosen import Chosen
from tauscope.core.measures import entropy
from tauscope.sources.running.rules import Limited
from tauscope.sources.running.stepping import uniform

if TYPE_CHECKING:
    from tauscope.core.bandit.policies import Policy
    from tauscope.core.chain import Chain
    from tauscope.core.values import Floats, Integers
    from tauscope.sources.cursor import Cursor


def policy_chances(policy: Policy, step: int, estimates: Floats, counts: Integers) -> Floats:
    """Return the probability with which a policy chooses each arm at a step, shape (arms,).

    Parameters
    ----------
    policy : Policy
    step : int
        Number of choices that were made before.
    estimates : (arms,) float64
        Estimated values Q.
    counts : (arms,) int64
        Number of choices of each arm.

    Examples
    --------
    >>> from tauscope.core.bandit.policies import EpsilonGreedy
    >>> policy_chances(EpsilonGreedy(0.2), 2, np.array([0.5, 0.1]), np.array([1, 1]))
    array([0.9, 0.1])
    """
    rule = policy.rule(step + 1)
    weights = rule(step, estimates[:, None], counts.astype(np.float64)[:, None])[:, 0]
    return np.asarray(weights / weights.sum())


@dataclass(frozen=True)
class ByPolicy(Limited):
    """Chooses the arms of a bandit by a policy.

    Attributes
    ----------
    steps : int
        Number of steps of the run.
    policy : Policy
    """

    policy: Policy

    def onward(self, cursor: Cursor, chain: Chain, seed: int) -> Cursor:  # noqa: ARG002
        """Return the cursor after one choice; the chain plays no part in it."""
        logits, position = cursor.logits, cursor.position
        counts = np.bincount(np.array(cursor.state.arms, dtype=np.int64), minlength=len(logits))
        chances = policy_chances(self.policy, position, logits.values, counts)
        (arm,) = drawn_arms(chances[:, None].copy(), np.array([uniform(seed, position)])).tolist()
        return cursor.after(Chosen(logits.keys.item(arm), float(chances[arm]), float(entropy(chances))))
