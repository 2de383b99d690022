"""What many runs of a bandit say of the policy of the shown run, and of those that are compared with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tauscope.core.bandit.policies import Boltzmann, EpsilonGreedy, Greedy, Policy, UpperConfidence
from tauscope.core.bandit.testbed import LearningCurves, Simulation
from tauscope.core.errors import InputError
from tauscope.core.numbers import plain_number, screen_tick
from tauscope.core.temperatures.schedules import Annealing, Constant, Drawn, Logarithmic, Schedule
from tauscope.document.panel_settings.bandit import BanditSettings
from tauscope.document.picture.answers import Failed, Ready
from tauscope.document.picture.study import Progress, Study
from tauscope.sources.bandit import Bandit

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture

PRESENT = "present"
"""Role of the policy of the shown run."""

PREVIEW_RUNS = 200
"""Runs of the preview: it comes within a few frames, while the dial still moves."""

REST = 0.15
"""Seconds for which the dial rests before all runs are simulated."""

SEED = 1
"""Seed of the simulations. With one seed for all of them the policies meet the same arms and the same noise,
and the numbers are those of `tauscope explore`."""


@dataclass(frozen=True)
class ExplorationStudy(Study[LearningCurves]):
    """Many runs of one policy.

    Attributes
    ----------
    simulation : Simulation
    role : str
        `PRESENT`, or the name in `COMPARED` of a policy that is compared.
    preview : bool
        True for few runs that are shown until the simulation of all is finished.
    """

    simulation: Simulation
    role: str = PRESENT
    preview: bool = False

    @property
    def slot(self) -> tuple[str, str, bool]:
        """One slot for each role, and one for the preview."""
        return ("exploration", self.role, self.preview)

    @property
    def title(self) -> str:
        """Number of runs, and the policy; a preview has no notice."""
        if self.preview:
            return ""
        return f"Simulating {runs_words(self.simulation.runs)}: {policy_names(self.simulation.policy)[0]}"

    @property
    def rest(self) -> float:
        """The policy of the run is simulated in full when the dial rests: until then it has a preview."""
        return REST if self.role == PRESENT and has_preview(self.simulation) and not self.preview else 0.0

    def result(self, progress: Progress) -> LearningCurves:
        """Simulate the runs."""
        return self.simulation.curves(progress)


@dataclass(frozen=True, eq=False)
class PolicyCurves:
    """The curves of one policy, as they are drawn.

    Attributes
    ----------
    role : str
        `PRESENT`, or a name in `COMPARED`.
    simulation : Simulation
        What was simulated: its policy and its number of runs may be those before the present ones, or fewer,
        until the present ones are finished.
    curves : LearningCurves or None
        None if nothing was simulated yet, or cannot be.
    finished : bool
        False if another simulation is still to come.
    failure : str
        Sentence that says why there are no curves; else empty.
    """

    role: str
    simulation: Simulation
    curves: LearningCurves | None
    finished: bool = True
    failure: str = ""

    @property
    def names(self) -> tuple[str, str]:
        """Name of the policy and a short one."""
        return policy_names(self.simulation.policy)

    @property
    def is_present(self) -> bool:
        """True for the policy of the shown run."""
        return self.role == PRESENT


def policy_names(policy: Policy) -> tuple[str, str]:
    """Return the name of a policy beside its curve, and a short one.

    Examples
    --------
    >>> policy_names(EpsilonGreedy(0.1)), policy_names(Boltzmann(Constant(0.25)))
    (('ε-greedy 0.1', 'ε 0.1'), ('constant τ 0.25', 'τ 0.25'))
    """
    match policy:
        case Boltzmann(Constant(temperature)):
            written = screen_tick(temperature)
            names = f"constant τ {written}", f"τ {written}"
        case Boltzmann(schedule):
            names = ("τ as drawn", "drawn") if isinstance(schedule, Drawn) else ("annealed", "annealed")
        case EpsilonGreedy(epsilon):
            names = f"ε-greedy {plain_number(epsilon)}", f"ε {plain_number(epsilon)}"
        case UpperConfidence():
            names = "UCB1", "UCB1"
        case _:
            names = "greedy", "greedy"
    return names


def shape_words(schedule: Schedule) -> str:
    """Return the shape of a schedule in a word or two."""
    if isinstance(schedule, Drawn):
        return "drawn by hand"
    shape = schedule.shape if isinstance(schedule, Annealing) else "constant"
    return "1 / log t" if shape == Logarithmic.shape else shape


def position(picture: Picture) -> int:
    """Return the number of choices that the shown run has made."""
    document = picture.document
    return document.source.position(document.state)


def runs_words(runs: int) -> str:
    """Return the number of runs in words.

    Examples
    --------
    >>> runs_words(2000), runs_words(1)
    ('2,000 runs', '1 run')
    """
    return f"{runs:,} run{'' if runs == 1 else 's'}"


def simulation_of(document: Document, policy: Policy) -> Simulation:
    """Return the simulation of a policy on the document's testbed.

    Raises
    ------
    InputError
        If there are too many runs, steps and arms together.
    """
    source, settings = document.source, document.settings(BanditSettings)
    if not isinstance(source, Bandit):
        raise InputError("Policies are compared on a bandit, and this source is not one.")
    run = source.run
    return Simulation(policy, run.testbed, run.step_size, settings.runs, settings.steps, SEED)


def compared_policies(document: Document) -> dict[str, Policy]:
    """Return the policy of the shown run and those that are compared with it, by their roles.

    A policy that equals that of the run is not there a second time.
    """
    settings = document.settings(BanditSettings)
    present = settings.policy_at(document.temperature)
    others: dict[str, Policy] = {
        "constant": Boltzmann(Constant(settings.constant)),
        "epsilon-greedy": EpsilonGreedy(0.1),
        "ucb": UpperConfidence(),
        "greedy": Greedy(),
    }
    wanted = {role: others[role] for role in settings.compared if others[role] != present}
    return {PRESENT: present, **wanted}


def policy_curves(picture: Picture) -> tuple[PolicyCurves, ...]:
    """Return the curves of all policies, that of the shown run first: ask with `picture.once`."""
    policies = compared_policies(picture.document)
    return tuple(_curves_of(picture, role, policy) for role, policy in policies.items())


def _curves_of(picture: Picture, role: str, policy: Policy) -> PolicyCurves:
    try:
        simulation = simulation_of(picture.document, policy)
    except InputError as error:
        return PolicyCurves(role, Simulation(policy), None, failure=str(error))
    study = ExplorationStudy(simulation, role)
    answer = picture.answer(study)
    if isinstance(answer, Ready):
        return PolicyCurves(role, simulation, answer.value)
    if isinstance(answer, Failed):
        return PolicyCurves(role, simulation, None, failure=answer.sentence)
    early = _early(picture, study)
    if early is None or not _comparable(early[0].simulation, simulation):
        return PolicyCurves(role, simulation, None, finished=False)
    return PolicyCurves(role, early[0].simulation, early[1], finished=False)


def has_preview(simulation: Simulation) -> bool:
    """Return True if a simulation has so many runs that a preview of fewer ones is shown before."""
    return simulation.runs > PREVIEW_RUNS


def _comparable(one: Simulation, other: Simulation) -> bool:
    """Return True if two simulations differ in policy and number of runs alone.

    Curves from other arms would be taken for those of these arms, beside curves that are.
    """
    return replace(one, policy=other.policy, runs=other.runs) == other


def _early(picture: Picture, study: ExplorationStudy) -> tuple[ExplorationStudy, LearningCurves] | None:
    """Return what is shown until a study is finished: a preview of few runs, or the one before.

    Only the policy of the run has a preview: the others do not move with the dial.
    """
    before: tuple[ExplorationStudy, LearningCurves] | None = picture.latest(study.slot)
    if study.role != PRESENT or not has_preview(study.simulation):
        return before
    preview = ExplorationStudy(replace(study.simulation, runs=PREVIEW_RUNS), study.role, preview=True)
    answer = picture.answer(preview)
    if isinstance(answer, Ready):
        return preview, answer.value
    latest: tuple[ExplorationStudy, LearningCurves] | None = picture.latest(preview.slot)
    if latest is None or (before is not None and before[0].simulation.policy == latest[0].simulation.policy):
        return before  # finished after its own preview
    return latest
