"""Settings of the bandit's panel: how the shown run chooses its arms."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

from tauscope.core.bandit.policies import EPSILON, POLICY, Policy, policy_named
from tauscope.core.bandit.run import LONGEST
from tauscope.core.bandit.testbed import RUNS
from tauscope.core.domain import TEMPERATURE, Choice, Whole
from tauscope.core.errors import InputError
from tauscope.core.numbers import plain_number
from tauscope.core.temperatures.schedules import (
    ANNEALINGS,
    SHAPE,
    Annealing,
    Constant,
    Drawn,
    Exponential,
    Schedule,
)
from tauscope.document.panel_settings.panel_settings import PanelSettings
from tauscope.sources.running.rules import Limited, Scheduled

if TYPE_CHECKING:
    from tauscope.sources.running.rules import ChoiceRule

RUN_STEPS = Whole("the number of steps", 1, LONGEST, (1, 1000))
COMPARED = Choice(
    "a policy to compare with",
    {
        "constant": "Boltzmann exploration at a constant τ",
        "epsilon-greedy": "takes any arm one time in ten, else the largest estimate",
        "ucb": "takes the largest upper confidence bound",
        "greedy": "takes the largest estimate",
    },
)

_NO_SCHEDULE = "The schedule of the bandit is not an object of shape, start and end, or of points."


@dataclass(frozen=True)
class BanditSettings(PanelSettings):
    """How the shown run chooses its arms, and what the plots show of it.

    Attributes
    ----------
    policy : str
        Name of the policy in `POLICY`.
    epsilon : float
        Share of random choices of ε-greedy.
    schedule : Annealing or Drawn
        Temperature of each step.
    scheduled : bool
        True if τ follows `schedule`; False if τ is that of the dial at every step.
    steps : int
        Number of steps of the run, over which the schedule goes.
    true_values : bool
        True if the plot of the arms shows their true values, which no policy knows.
    runs : int
        Number of runs over which the plots of policies average.
    compared : tuple of str
        Names in `COMPARED` of the policies that stand beside that of the run, in the order of `COMPARED`.
    constant : float
        Temperature of the constant τ that is compared.

    Raises
    ------
    InputError
        If a name is unknown or a number is out of its range.
    """

    policy: str = "boltzmann"
    epsilon: float = 0.1
    schedule: Annealing | Drawn = field(default_factory=lambda: Exponential(2.0, 0.05))
    scheduled: bool = False
    steps: int = 1000
    true_values: bool = True
    runs: int = 2000
    compared: tuple[str, ...] = tuple(COMPARED.meanings)
    constant: float = 0.3

    name: ClassVar[str] = "bandit"

    def __post_init__(self) -> None:
        POLICY.check(self.policy)
        EPSILON.check(self.epsilon)
        RUN_STEPS.check(self.steps)
        RUNS.check(self.runs)
        TEMPERATURE.check(self.constant)
        for name in self.compared:
            COMPARED.check(name)
        if list(self.compared) != [name for name in COMPARED.meanings if name in self.compared]:
            raise InputError("The policies that are compared are not in their order, or one is there twice.")

    @property
    def follows(self) -> bool:
        """True if τ follows the schedule now: no policy but Boltzmann exploration has a temperature."""
        return self.scheduled and self.policy == "boltzmann"

    def temperature_at(self, position: int) -> float:
        """Return τ on the schedule for the choice after the first `position` ones."""
        return Scheduled(self.steps, self.schedule).temperature(position)

    def schedule_at(self, temperature: float) -> Schedule:
        """Return the schedule of the run, given the dial's temperature."""
        return self.schedule if self.scheduled else Constant(temperature)

    def policy_at(self, temperature: float) -> Policy:
        """Return the policy of the run, given the dial's temperature."""
        return policy_named(self.policy, self.schedule_at(temperature), self.epsilon)

    # How the run goes on

    def rule(self) -> ChoiceRule:
        """Return the rule of the choices."""
        if self.policy != "boltzmann":
            from tauscope.sources.exploration import ByPolicy  # noqa: PLC0415  # it imports numpy's random numbers

            return ByPolicy(self.steps, self.policy_at(1.0))
        return Scheduled(self.steps, self.schedule) if self.scheduled else Limited(self.steps)

    def scheduled_temperature(self, position: int) -> float | None:
        """Return τ after `position` choices if it follows the schedule."""
        return self.temperature_at(position) if self.follows else None

    @property
    def schedule_ends(self) -> tuple[float, ...]:
        """First, last, lowest and highest τ of the schedule; empty if it is not followed."""
        return Scheduled(self.steps, self.schedule).ends if self.follows else ()

    def without_schedule(self) -> Self:
        """Return the settings with the schedule set aside: it is kept, and can be followed again."""
        return replace(self, scheduled=False)

    # In session files

    def to_json(self) -> dict[str, Any]:
        """Return all settings; a schedule has a shape and two temperatures, or points."""
        schedule: dict[str, Any] = {}
        if isinstance(self.schedule, Drawn):
            schedule["points"] = [list(point) for point in self.schedule.points]
        else:
            schedule = {
                "shape": self.schedule.shape,
                "start": self.schedule.start,
                "end": self.schedule.end,
            }
        return {
            "policy": self.policy,
            "epsilon": self.epsilon,
            "schedule": schedule,
            "scheduled": self.scheduled,
            "steps": self.steps,
            "true_values": self.true_values,
            "runs": self.runs,
            "compared": list(self.compared),
            "constant": plain_number(self.constant),
        }

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Read settings from a session."""
        standard = cls()
        return cls(
            POLICY.check(entry.get("policy", standard.policy)),
            EPSILON.check(entry.get("epsilon", standard.epsilon)),
            _schedule(entry["schedule"]) if "schedule" in entry else standard.schedule,
            _truth(entry, "scheduled", standard.scheduled),
            RUN_STEPS.check(entry.get("steps", standard.steps)),
            _truth(entry, "true_values", standard.true_values),
            RUNS.check(entry.get("runs", standard.runs)),
            _compared(entry.get("compared", list(standard.compared))),
            _constant(entry.get("constant", plain_number(standard.constant))),
        )


def _truth(entry: dict[str, Any], key: str, missing: bool) -> bool:  # a value of the file
    value = entry.get(key, missing)
    if not isinstance(value, bool):
        raise InputError(f"The bandit's setting “{key}” is neither true nor false.")
    return value


def _compared(entry: object) -> tuple[str, ...]:
    if not isinstance(entry, list):
        raise InputError("The policies that the bandit is compared with are not a list of names.")
    return tuple(map(COMPARED.check, entry))


def _constant(entry: object) -> float:
    return TEMPERATURE.parse(entry) if isinstance(entry, str) else TEMPERATURE.check(entry)


def _schedule(entry: object) -> Annealing | Drawn:
    if not isinstance(entry, dict):
        raise InputError(_NO_SCHEDULE)
    if "points" in entry:
        return _drawn(entry["points"])
    start, end = (_number(entry.get(name)) for name in ("start", "end"))
    return ANNEALINGS[SHAPE.check(entry.get("shape"))](start, end)


def _drawn(points: object) -> Drawn:
    if not isinstance(points, list) or not all(isinstance(point, list) for point in points):
        raise InputError(_NO_SCHEDULE)
    if any(len(point) != 2 for point in points):
        raise InputError(_NO_SCHEDULE)
    return Drawn(tuple((_number(step), _number(temperature)) for step, temperature in points))


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(_NO_SCHEDULE)
    try:
        return float(value)
    except OverflowError:
        raise InputError("A number of the bandit's schedule is too large.") from None
