"""The panel of the bandit: its run, the policy that chooses the arms, and the testbed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QLabel, QMenu, QWidget

from tauscope.core.bandit.policies import EPSILON
from tauscope.core.bandit.testbed import STEP_SIZE, WALK
from tauscope.core.domain import Interval
from tauscope.core.numbers import plain_number, screen_number
from tauscope.document.edits import bandit_edits
from tauscope.document.panel_settings.bandit import RUN_STEPS, BanditSettings
from tauscope.ui.editing.history import Edit, EditRequest
from tauscope.ui.panels.bandit_transport import BanditTransport
from tauscope.ui.panels.panel import Panel, PanelContext
from tauscope.ui.widgets.bubble import hide_bubble, show_bubble
from tauscope.ui.widgets.buttons import add_choices, menu_button, show_choice
from tauscope.ui.widgets.card import OR
from tauscope.ui.widgets.fields.interval_field import IntervalField
from tauscope.ui.widgets.fields.value_choice import ValueChoice
from tauscope.ui.widgets.fields.whole_field import WholeField
from tauscope.ui.widgets.flow import FlowLayout, group
from tauscope.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme

POLICIES = {"boltzmann": "Boltzmann", "greedy": "Greedy", "epsilon-greedy": "ε-greedy", "ucb": "UCB1"}
POLICY_TIPS = {
    "boltzmann": "Draws an arm from softmax(Q / τ): the dial is in charge",
    "greedy": "Always takes the arm with the largest Q: no τ plays a part",
    "epsilon-greedy": "Takes any arm with probability ε, else the one with the largest Q: no τ plays a part",
    "ucb": "Takes the largest Q + √(2 ln t / n): arms that were seldom pulled get a bonus; no τ plays a part",
}
SHAPES = {
    "exponential": "Exponential",
    "linear": "Linear",
    "log": "1 / ln t",
    bandit_edits.DRAWN: "Drawn by hand",
}
WALKS = (0.0, 0.01, 0.1)
RATES: tuple[float | None, ...] = (None, 0.1, 0.01)

TAKEN = "The dial is yours: the schedule is set aside. Switch it on to follow it again."

_TEMPERATURE = Interval("the temperature", 0.0, 1e300)


class BanditPanel(Panel):
    """Play, pause and begin again; choose policy, schedule and testbed."""

    low: ClassVar[bool] = True

    def __init__(self, context: PanelContext) -> None:
        self._document: Document | None = None
        self.transport = BanditTransport(context, self._do)
        self.policy_menu, self.shape_menu = QMenu(), QMenu()
        self._policies = add_choices(self.policy_menu, POLICIES, self._choose_policy)
        self._shapes = add_choices(self.shape_menu, SHAPES, self._choose_shape)
        self.policy = menu_button("", "", self.policy_menu)
        self.epsilon = IntervalField(EPSILON, self._accept("set ε", bandit_edits.set_epsilon, "epsilon"))
        self.follow = Switch("schedule")
        self.shape = menu_button("", "Shape of the schedule", self.shape_menu)
        self.start = self._end_field("begin the schedule at τ", bandit_edits.set_start)
        self.end = self._end_field("end the schedule at τ", bandit_edits.set_end)
        self.steps = WholeField(RUN_STEPS, self._accept("set the steps", bandit_edits.set_steps, "steps"))
        self.walk, self.rate = self._walk_choice(), self._rate_choice()
        self._epsilon = group(_note("ε"), self.epsilon)
        self._ends = group(self.shape, _note("from"), self.start, _note("to"), self.end)
        super().__init__("Bandit", context, self._content(), self.transport.parts)
        self.apply_theme(context.theme)

    def _end_field(self, name: str, edit: Callable[..., Document]) -> IntervalField:
        return IntervalField(_TEMPERATURE, self._accept(name, edit, "temperature"))

    def _walk_choice(self) -> ValueChoice[float]:
        accept = self._accept("set the walk", bandit_edits.set_walk, "walk")
        return ValueChoice("Walk of the arms' values", WALKS, _walk_words, plain_number, WALK.parse, accept)

    def _rate_choice(self) -> ValueChoice[float | None]:
        accept = self._accept("set the step size", bandit_edits.set_step_size, "step_size")
        title = "Step size of the estimates"
        return ValueChoice(
            title,
            RATES,
            _rate_words,
            lambda rate: "0.1" if rate is None else plain_number(rate),
            STEP_SIZE.parse,
            accept,
        )

    def _content(self) -> QWidget:
        self._name_parts()
        self.follow.clicked.connect(self._toggle_schedule)
        box = QWidget()
        flow = FlowLayout(box)
        for part in (
            self.policy,
            self._epsilon,
            self.follow,
            self._ends,
            group(_note("in"), self.steps, _note("steps")),
            self.walk,
            self.rate,
            self.transport.seeds,
        ):
            flow.addWidget(part)
        return box

    def _name_parts(self) -> None:
        """Set object names, tooltips and the names for screen readers."""
        for part, name, spoken, tip in (
            (self.policy, "policy", "Policy", ""),
            (
                self.epsilon,
                "epsilon",
                "Share of random choices ε",
                "Share of the steps at which any arm is taken, from 0 to 1",
            ),
            (
                self.follow,
                "followSchedule",
                "τ follows the schedule",
                "On: the dial turns by itself, step by step, until you turn it. Off: τ is what you set",
            ),
            (self.shape, "scheduleShape", "Shape of the schedule", "Shape of the schedule"),
            (self.start, "scheduleStart", "τ at the first step", "τ at the first step"),
            (self.end, "scheduleEnd", "τ at the last step", "τ at the last step; 1 / ln t stays above it"),
            (
                self.steps,
                "runSteps",
                "Steps of the run",
                f"Steps of the run, over which the schedule goes, {RUN_STEPS}",
            ),
            (
                self.walk,
                "walk",
                "Walk of the arms' values",
                "Whether each arm's true value moves at every step. Another walk begins a new run",
            ),
            (
                self.rate,
                "stepSize",
                "Step size of the estimates",
                "How Q learns: the mean of an arm's rewards, or Q + α (reward − Q). Another begins a new run",
            ),
        ):
            part.setObjectName(name)
            part.setAccessibleName(spoken)
            part.setToolTip(tip)

    # What is shown

    def show_document(self, document: Document) -> None:
        """Show the settings, and how far the run is."""
        before, self._document = self._document, document
        settings, run = document.settings(BanditSettings), bandit_edits.bandit_of(document).run
        self.transport.show_document(document)
        self._show_policy(settings)
        self._show_schedule(settings)
        self.steps.show_number(settings.steps)
        self.walk.show_value(run.testbed.walk)
        self.rate.show_value(run.step_size)
        if before is not None and _taken_over(before, document):
            show_bubble(self.follow, TAKEN, refused=False)
        elif before is not None and _follows(document) and not _follows(before):
            hide_bubble(self.follow)

    def _show_policy(self, settings: BanditSettings) -> None:
        if show_choice(self.policy, "Policy", POLICIES[settings.policy]):
            self.policy.setToolTip(POLICY_TIPS[settings.policy])
            self._policies[settings.policy].setChecked(True)
        self._epsilon.setVisible(settings.policy == "epsilon-greedy")
        self.epsilon.show_number(settings.epsilon)

    def _show_schedule(self, settings: BanditSettings) -> None:
        shape = bandit_edits.shape_of(settings.schedule)
        if show_choice(self.shape, "Shape of the schedule", SHAPES[shape]):
            self._shapes[shape].setChecked(True)
        start, end = bandit_edits.ends_of(settings)
        self.start.show_number(start)
        self.end.show_number(end)
        self.follow.setChecked(settings.scheduled)
        heats = settings.policy == "boltzmann"
        self.follow.setVisible(heats)
        self._ends.setVisible(heats)

    def show_picture(self, picture: Picture) -> None:
        """Say how far the run is, and what the last arm gave."""
        from tauscope.document.picture.subjects.bandit_numbers import bandit_numbers  # noqa: PLC0415  # asked for with a bandit

        numbers = bandit_numbers(picture)
        far = f"step {numbers.step:,} of {numbers.settings.steps:,}"
        if not numbers.step:
            self.card.set_note(far)
            return
        last = picture.document.state.choices[numbers.step - 1]
        hand = " by hand" if last.settings is not None and last.settings.by_hand else ""
        short = f"{numbers.step:,} / {numbers.settings.steps:,}"
        gave = f"arm {last.key + 1}{hand} gave {screen_number(float(numbers.rewards[-1]))}"
        self.card.set_note(OR.join((f"{far}   {gave}", far, short)))

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self.transport.apply_theme(theme.base)
        for field in (self.start, self.end, self.epsilon):
            field.setFixedWidth(round(3.6 * theme.base))

    def export(self) -> None:
        """Write every step of the run to a file."""
        from tauscope.document.reports.bandit_report import run_bytes  # noqa: PLC0415  # for an export alone

        path = self.context.questions.run_to_save()
        if path is not None and self._document is not None:
            content = partial(run_bytes, self._document, path.suffix.lower())
            self.context.writer.write(path, content, f"Exported to {path}")

    # The hand

    def _do(self, name: str, edit: Edit) -> str | None:
        """Ask for an edit; a run that was going on goes on with what is new."""
        run = self.context.run_controller
        going = run.going
        sentence = self.context.perform(EditRequest(name, edit))
        if going and not sentence:
            run.write()
        return sentence

    def _accept(self, name: str, edit: Callable[..., Document], argument: str) -> Callable[[Any], str | None]:
        """Return a function that asks for an edit with a value, for a field or a menu."""
        return lambda value: self._do(name, partial(edit, **{argument: value}))

    def _choose_policy(self, policy: str) -> None:
        self._say(self.policy, self._do("choose the policy", partial(bandit_edits.set_policy, name=policy)))

    def _choose_shape(self, shape: str) -> None:
        self._say(self.shape, self._do("shape the schedule", partial(bandit_edits.set_shape, shape=shape)))

    def _toggle_schedule(self) -> None:
        on = self.follow.isChecked()
        name = "follow the schedule" if on else "set the schedule aside"
        self._say(self.follow, self._do(name, partial(bandit_edits.follow_schedule, on=on)))

    def _say(self, widget: QWidget, sentence: str | None) -> None:
        """Show under a widget why an edit was refused, and what holds instead."""
        if sentence:
            show_bubble(widget, sentence)
        else:
            hide_bubble(widget)
        if self._document is not None:
            settings = self._document.settings(BanditSettings)
            self._policies[settings.policy].setChecked(True)
            self._shapes[bandit_edits.shape_of(settings.schedule)].setChecked(True)


def _note(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("cardNote")
    return label


def _follows(document: Document) -> bool:
    return document.settings(BanditSettings).follows


def _taken_over(before: Document, after: Document) -> bool:
    """True if a hand on the dial set the schedule aside."""
    return _follows(before) and not _follows(after) and before.temperature != after.temperature


def _walk_words(walk: float) -> str:
    return f"values walk by {plain_number(walk)}" if walk else "values stay"


def _rate_words(rate: float | None) -> str:
    return "Q: mean" if rate is None else f"Q: α = {plain_number(rate)}"
