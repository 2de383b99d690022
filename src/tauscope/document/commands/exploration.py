"""Exploration of the many-armed testbed without a window: the request, and a report of its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tauscope.core.bandit.policies import EPSILON, POLICY, Boltzmann, EpsilonGreedy, Policy, policy_named
from tauscope.core.bandit.testbed import RUNS, STEP_SIZE, STEPS, VALUE, WALK, BanditTestbed, Simulation
from tauscope.core.domain import TEMPERATURE
from tauscope.core.draws.sampling import SEED
from tauscope.core.errors import InputError
from tauscope.core.numbers import plain_number, screen_number, screen_percentage
from tauscope.core.temperatures.schedules import Annealing, Constant, Schedule, parse_annealing
from tauscope.document.reports.report import json_number
from tauscope.document.reports.tables.text_table import table_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tauscope.core.bandit.testbed import LearningCurves

_OWNERS = {"temperature": "boltzmann", "anneal": "boltzmann", "epsilon": "epsilon-greedy"}
"""Name of the policy that has each setting."""

_ROWS = 10
"""Most rows of the printed table, each for an equal number of steps."""


@dataclass(frozen=True)
class ExplorationRequest:
    """Runs of a policy that are to be simulated.

    Attributes
    ----------
    name : str
        The policy's name on the command line.
    simulation : Simulation
    """

    name: str
    simulation: Simulation

    def report(self) -> dict[str, Any]:
        """Simulate the runs; return settings and curves, fit for JSON."""
        curves = self.simulation.curves()
        return {
            "policy": self.name,
            **_settings(self.simulation.policy),
            "values": list(self.simulation.testbed.values) or None,
            "walk": self.simulation.testbed.walk,
            "step_size": self.simulation.step_size,
            "runs": self.simulation.runs,
            "steps": self.simulation.steps,
            "seed": self.simulation.seed,
            "average_reward": curves.average_reward.tolist(),
            "optimal_fraction": curves.optimal_fraction.tolist(),
            "regret": curves.regret.tolist(),
        }

    def report_text(self) -> str:
        """Simulate the runs; return a table of means over parts of the steps."""
        curves = self.simulation.curves()
        edges = np.linspace(0, self.simulation.steps, min(_ROWS, self.simulation.steps) + 1).astype(int)
        parts = zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
        rows = [_row(curves, start, stop) for start, stop in parts]
        head = ("steps", "average reward", "best arm taken", "regret so far")
        return "\n".join((self._heading, "", *table_lines([head, *rows])))

    @property
    def _heading(self) -> str:
        simulation = self.simulation
        testbed = simulation.testbed
        parts = [
            str(simulation.policy),
            f"{testbed.arms} arms" + (" of given values" if testbed.values else ""),
            f"runs: {simulation.runs:,}",
            f"seed {simulation.seed}",
        ]
        if testbed.walk:
            parts.insert(2, f"which walk by {plain_number(testbed.walk)} a step")
        if simulation.step_size is not None:
            parts.insert(1, f"step size {plain_number(simulation.step_size)}")
        return "   ".join(parts)


def _settings(policy: Policy) -> dict[str, Any]:
    """Return the settings of a policy, fit for JSON; null for settings that it does not have."""
    schedule = policy.schedule if isinstance(policy, Boltzmann) else None
    anneal = None
    if isinstance(schedule, Annealing):
        anneal = {"start": schedule.start, "end": schedule.end, "shape": schedule.shape}
    return {
        "temperature": json_number(schedule.temperature) if isinstance(schedule, Constant) else None,
        "anneal": anneal,
        "epsilon": policy.epsilon if isinstance(policy, EpsilonGreedy) else None,
    }


def _row(curves: LearningCurves, start: int, stop: int) -> tuple[str, str, str, str]:
    """Means of the steps from `start` up to `stop`, counted from 0; the printed steps count from 1."""
    steps = f"{stop:,}" if stop == start + 1 else f"{start + 1:,}–{stop:,}"
    reward = screen_number(float(curves.average_reward[start:stop].mean()))
    optimal = screen_percentage(float(curves.optimal_fraction[start:stop].mean()))
    return steps, reward, optimal, screen_number(float(curves.regret[stop - 1]), 1)


def requested_exploration(
    policy: str,
    walk: str,
    runs: str,
    steps: str,
    seed: str,
    step_size: str | None = None,
    values: str | None = None,
    **settings: str | None,
) -> ExplorationRequest:
    """Make a request of command-line arguments.

    Parameters
    ----------
    policy : str
        A name of `POLICY`.
    walk, runs, steps, seed, step_size : str
        As they were typed.
    values : str or None
        Values of the arms; without any, ten are drawn for each run.
    **settings : str or None
        `temperature`, `anneal` and `epsilon`, of which a policy has some or none.

    Raises
    ------
    InputError
        If an argument cannot be read or does not belong to the policy, or there are too many choices.
    """
    name = POLICY.parse(policy)
    given = {setting: text for setting, text in settings.items() if text is not None}
    for setting in given:
        if _OWNERS[setting] != name:
            raise InputError(f"--{setting} is for the policy {_OWNERS[setting]}; {name} has no such setting.")
    simulation = Simulation(
        policy_named(name, _schedule(given), EPSILON.parse(given.get("epsilon", "0.1"))),
        _testbed(values, WALK.parse(walk)),
        None if step_size is None else STEP_SIZE.parse(step_size),
        RUNS.parse(runs),
        STEPS.parse(steps),
        SEED.parse(seed),
    )
    return ExplorationRequest(name, simulation)


def _testbed(values: str | None, walk: float) -> BanditTestbed:
    if values is None:
        return BanditTestbed(walk=walk)
    given = tuple(map(VALUE.parse, values.split(";" if ";" in values else ",")))
    return BanditTestbed(len(given), walk, given)


def _schedule(given: Mapping[str, str]) -> Schedule:
    if "anneal" not in given:
        return Constant(TEMPERATURE.parse(given.get("temperature", "1")))
    if "temperature" in given:
        raise InputError(
            "A schedule sets the temperature of each step: give --temperature or --anneal, not both."
        )
    return parse_annealing(given["anneal"])
