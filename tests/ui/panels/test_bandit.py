"""The panel of the bandit: played, paused, taken over by a hand, set up anew, saved and gone on with."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QInputDialog
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Answers
from tests.ui.hands import click, drag, key, overwrite, tap

from tauscope.core.temperatures.schedules import Drawn, Linear, Logarithmic
from tauscope.document.document import Document
from tauscope.document.files.codec import decode, encode
from tauscope.document.panel_settings.bandit import BanditSettings
from tauscope.sources import TypedTable
from tauscope.sources.bandit import Bandit, Played
from tauscope.sources.running.rules import Scheduled
from tauscope.ui.panels.bandit import TAKEN, BanditPanel
from tauscope.ui.panels.transport import STEPS
from tauscope.ui.widgets.bubble import Bubble
from tauscope.ui.window import job_notice
from tauscope.ui.window.main_window import MainWindow

WINDOW_SIZE = 1440, 900

SECONDS = 20_000


class Desk:
    """A window with the bandit, and ways to wait for it."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self._qtbot = window, qtbot

    @property
    def panel(self) -> BanditPanel:
        panel = self.window.bench.panel
        assert isinstance(panel, BanditPanel)
        return panel

    @property
    def document(self) -> Document:
        return self.window.history.document

    @property
    def state(self) -> Played:
        state = self.document.state
        assert isinstance(state, Played)
        return state

    @property
    def source(self) -> Bandit:
        source = self.document.source
        assert isinstance(source, Bandit)
        return source

    @property
    def settings(self) -> BanditSettings:
        return self.document.settings(BanditSettings)

    def until(self, step: int) -> None:
        self._qtbot.waitUntil(lambda: self.state.step >= step, timeout=SECONDS)

    def play(self, steps: int, pace: float = 1000.0) -> None:
        """Make so many steps."""
        run = self.window.desk.run_controller
        run.set_pace(pace)
        run.write(steps)
        self._qtbot.waitUntil(lambda: not run.going, timeout=SECONDS)

    def choose(self, menu: object, text: str) -> None:
        """Trigger the entry of a menu."""
        (found,) = [one for one in menu.actions() if one.text() == text]  # type: ignore[attr-defined]
        found.trigger()
        QApplication.processEvents()

    def command(self, name: str) -> None:
        self.window.actions_by_name[name].trigger()
        QApplication.processEvents()

    @property
    def is_refusal(self) -> bool:
        found = self.window.findChild(Bubble, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return found is not None and bool(found.property("refused"))

    def put_bubble_away(self) -> None:
        """Let nothing of an earlier refusal be there."""
        for bubble in self.window.findChildren(Bubble):
            bubble.hide()
            bubble.setProperty("refused", False)
        assert (self.bubble, self.is_refusal) == ("", False)

    @property
    def bubble(self) -> str:
        found = self.window.findChild(Bubble, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return found.text() if found is not None and found.isVisible() else ""


@pytest.fixture
def desk(window: MainWindow, qtbot: QtBot, few_runs: None, monkeypatch: pytest.MonkeyPatch) -> Desk:
    del few_runs  # no test looks at averages over runs
    # However long a simulation takes, it takes the place of no other notice.
    monkeypatch.setattr(job_notice, "DELAY_MS", 3_600_000)
    window.actions_by_name["bandit"].trigger()
    QApplication.processEvents()
    return Desk(window, qtbot)


def type_into(field: object, text: str) -> None:
    overwrite(field, text)  # type: ignore[arg-type]
    key(field, Qt.Key.Key_Return)  # type: ignore[arg-type]
    QApplication.processEvents()


def test_it_opens_at_the_first_step_of_its_schedule_and_undo_closes_it(desk: Desk) -> None:
    assert desk.panel.low
    assert desk.document.temperature == 2.0
    assert desk.settings.follows
    assert desk.panel.card._note.text() == "step 0 of 1,000"
    assert "Press Play (F7)" in desk.window.notice.text
    desk.command("undo")
    assert isinstance(desk.document.source, TypedTable)
    assert desk.document.temperature == 1.0
    assert desk.window.bench.panel is None


def test_the_dial_turns_by_itself_and_all_of_it_is_one_undo_step(desk: Desk) -> None:
    shown = list[float]()
    desk.window.history.changed.connect(lambda _, after: shown.append(after.temperature))
    desk.play(200)
    rule = Scheduled(1000, desk.settings.schedule)
    assert desk.document.temperature == desk.window.bench.dial.temperature == rule.temperature(200)
    assert shown == sorted(shown, reverse=True)
    drawn = [choice.settings.chain.temperature for choice in desk.state.choices if choice.settings]
    assert drawn == [rule.temperature(step) for step in range(200)]
    assert desk.panel.card._note.text().startswith("step 200 of 1,000   arm ")
    assert desk.window.history.undo_name == "play"
    desk.command("undo")
    assert (desk.state.step, desk.document.temperature) == (0, 2.0)
    desk.command("redo")
    assert desk.state.step == 200


def test_play_and_pause_and_step_by_button_and_key(desk: Desk) -> None:
    run, button = desk.window.desk.run_controller, desk.panel.transport.play
    assert run.pace == 40.0
    click(button, button.rect().center())
    assert run.going
    assert "Pause" in button.text()
    desk.until(2)
    click(button, button.rect().center())
    assert not run.going
    assert "Play" in button.text()
    before = desk.state.step
    tap(desk.window, Qt.Key.Key_F6)
    desk.until(before + 1)
    assert desk.state.step == before + 1
    tap(desk.window, Qt.Key.Key_F7)
    assert run.going
    tap(desk.window, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert not run.going
    assert (desk.state.step, desk.document.temperature) == (0, 2.0)


def test_what_is_said_of_the_schedule_goes_with_the_panel(desk: Desk) -> None:
    desk.command("one")
    assert desk.bubble == TAKEN
    desk.command("as_table")
    assert desk.window.bench.panel is None
    assert not desk.bubble


def test_a_hand_on_the_dial_takes_over_while_it_plays_and_the_schedule_comes_back(desk: Desk) -> None:
    run, dial = desk.window.desk.run_controller, desk.window.bench.dial
    run.set_pace(100)
    run.write()
    desk.until(5)
    ring = (
        dial.dial_geometry.on_ring(0.3),
        dial.dial_geometry.on_ring(0.28),
        dial.dial_geometry.on_ring(0.25),
    )
    drag(dial, ring)
    taken = desk.document.temperature
    assert taken < 0.2
    assert run.going
    assert not desk.settings.scheduled
    assert desk.bubble == TAKEN
    assert not desk.is_refusal
    assert not desk.panel.follow.isChecked()
    begun = desk.state.step
    desk.until(begun + 5)
    run.pause()
    assert desk.document.temperature == taken
    last = desk.state.choices[-1].settings
    assert last is not None
    assert last.chain.temperature == taken
    # Back to the schedule, by the switch and by Undo.
    click(desk.panel.follow, desk.panel.follow.rect().center())
    assert desk.settings.follows
    assert desk.document.temperature == desk.settings.temperature_at(desk.state.step)
    desk.command("undo")
    assert desk.document.temperature == taken
    desk.command("undo")
    assert desk.settings.follows
    assert not desk.panel.follow.signalsBlocked()
    assert desk.panel.follow.isChecked()


def test_a_run_that_was_saved_goes_on_as_if_nothing_had_happened(desk: Desk) -> None:
    desk.play(60)
    half = decode(encode(desk.document))
    assert half.warnings == ()
    assert half.document == desk.document
    desk.play(90)
    whole = desk.state.arms
    desk.window.history.start(half.document)
    QApplication.processEvents()
    desk.play(90)
    assert desk.state.arms == whole
    assert desk.document.temperature == desk.settings.temperature_at(150)


def test_full_speed_gives_the_same_run(desk: Desk) -> None:
    desk.play(120)
    slow = desk.state.arms
    desk.command("restart")
    type_into(desk.panel.steps, "120")
    desk.command("undo")
    slider = desk.panel.transport.pace
    slider.setValue(0)
    slider.setValue(STEPS)
    assert desk.panel.transport.pace_label.text() == "full speed"
    desk.play(120, math.inf)
    assert desk.state.arms == slow


@pytest.mark.parametrize("policy", ["Greedy", "ε-greedy", "UCB1"])
def test_other_policies_choose_without_the_dial(desk: Desk, policy: str) -> None:
    desk.choose(desk.panel.policy_menu, policy)
    assert desk.panel.policy.text() == f"{policy} ▾"
    assert desk.panel.follow.isHidden()
    assert desk.panel._epsilon.isHidden() == (policy != "ε-greedy")
    temperature = desk.document.temperature
    desk.play(80)
    assert desk.document.temperature == temperature
    arms = np.bincount(desk.state.arms, minlength=10)
    assert arms.sum() == 80
    if policy == "UCB1":
        assert arms.min() >= 1
    if policy == "Greedy":
        assert arms.max() > 60
    desk.command("undo")
    desk.command("undo")
    assert desk.settings.policy == "boltzmann"


def test_a_run_ends_after_its_steps_and_says_so(desk: Desk) -> None:
    type_into(desk.panel.steps, "20")
    desk.play(50)
    assert desk.state.step == 20
    button = desk.panel.transport.play
    assert (button.isEnabled(), "all its 20 steps" in button.toolTip()) == (False, True)
    desk.command("write")
    assert "all its 20 steps" in desk.window.notice.text
    desk.window.bench.table.select_rows([2])
    desk.command("choose")
    assert desk.state.step == 20
    assert "all its 20 steps" in desk.window.notice.text
    type_into(desk.panel.steps, "25")
    assert button.isEnabled()
    desk.play(50)
    assert desk.state.step == 25


def test_the_schedule_is_set_in_the_fields(desk: Desk) -> None:
    panel = desk.panel
    type_into(panel.start, "4")
    assert desk.document.temperature == 4.0
    desk.choose(panel.shape_menu, "Linear")
    type_into(panel.end, "0")
    linear = desk.settings.schedule
    assert linear == Linear(4.0, 0.0)
    desk.choose(panel.shape_menu, "1 / ln t")
    falling = desk.settings.schedule
    assert falling == Logarithmic(4.0, 0.0)
    desk.choose(panel.shape_menu, "Drawn by hand")
    drawn = desk.settings.schedule
    assert isinstance(drawn, Drawn)
    assert len(drawn.points) == 5
    type_into(panel.steps, "500")
    rescaled = desk.settings.schedule
    assert isinstance(rescaled, Drawn)
    assert rescaled.points[-1] == (499.0, drawn.points[-1][1])
    type_into(panel.end, "0.5")
    assert desk.settings.temperature_at(499) == 0.5


WRONG = [
    ("start", "-1", "-1 is outside"),
    ("start", "hot", "hot"),
    ("start", "∞", "outside"),
    ("end", "0", "never reaches 0"),
    ("steps", "0", "from 1 to 10,000"),
    ("steps", "1e9", "from 1 to 10,000"),
    ("epsilon", "2", "from 0 to 1"),
    ("epsilon", "nan", "nan"),
    ("epsilon", "inf", "inf is outside"),
    ("epsilon", "-inf", "-inf is outside"),
    ("epsilon", "-1", "-1 is outside"),
    ("epsilon", "1,5", "1.5 is outside"),
    ("epsilon", "150%", "1.5 is outside"),
    ("epsilon", "", "a number is missing"),
    ("epsilon", "half", "“half” is not a number"),
]


def test_a_wrong_number_is_refused_beside_its_field(desk: Desk) -> None:
    desk.choose(desk.panel.policy_menu, "ε-greedy")
    before = desk.document
    for name, typed, said in WRONG:
        desk.put_bubble_away()
        field = getattr(desk.panel, name)
        old = field.text()
        type_into(field, typed)
        assert said.replace("-", "−") in desk.bubble or said in desk.bubble, (name, typed)
        assert desk.is_refusal, (name, typed)
        assert desk.document is before, (name, typed)
        assert field.text() == old, (name, typed)


def test_the_share_of_random_choices_is_read_as_shares_are_written(desk: Desk) -> None:
    desk.choose(desk.panel.policy_menu, "ε-greedy")
    for typed, epsilon in (("50%", 0.5), ("0,25", 0.25), (".3", 0.3), ("1/8", 0.125)):
        type_into(desk.panel.epsilon, typed)
        assert desk.settings.epsilon == epsilon
        assert desk.panel.epsilon.text() == f"{epsilon:g}"


def test_another_walk_step_size_or_seed_begins_a_new_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = desk.panel
    desk.play(15)
    panel.walk.actions_by_value[0.01].trigger()
    assert (desk.source.run.testbed.walk, desk.state.step) == (0.01, 0)
    assert panel.walk.text() == "values walk by 0.01 ▾"
    answers = iter([("-1", True), ("0.25", True)])
    asked = list[str]()

    def answer(_parent: object, _title: str, label: str, text: str) -> tuple[str, bool]:
        del text
        asked.append(label)
        return next(answers)

    monkeypatch.setattr(QInputDialog, "getText", answer)
    panel.walk.other.trigger()
    assert desk.source.run.testbed.walk == 0.25
    assert "outside" in asked[1]
    panel.rate.actions_by_value[0.1].trigger()
    assert desk.source.run.step_size == 0.1
    answers = iter([("0", True)])
    panel.rate.other.trigger()
    assert "nothing is learned" in desk.bubble
    assert desk.source.run.step_size == 0.1
    type_into(panel.transport.seed, "169")
    assert (desk.source.run.seed, desk.document.seed) == (169, 169)
    click(panel.transport.other, panel.transport.other.rect().center())
    assert (desk.source.run.seed, panel.transport.seed.text()) == (170, "170")
    for _ in range(5):
        desk.command("undo")
    assert (desk.source.run.seed, desk.source.run.testbed.walk, desk.state.step) == (1, 0.0, 15)


def test_the_next_seed_is_played_at_once_if_it_was_playing(desk: Desk) -> None:
    run = desk.window.desk.run_controller
    run.set_pace(100)
    run.write()
    desk.until(3)
    click(desk.panel.transport.other, desk.panel.transport.other.rect().center())
    assert run.going
    desk.until(3)
    assert desk.source.run.seed == 2
    run.pause()


def test_an_arm_is_picked_by_hand_and_nothing_goes_on_by_itself(desk: Desk) -> None:
    table = desk.window.bench.table
    table.select_rows([4])
    table.setFocus()
    tap(table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.state.arms == (4,)
    assert not desk.window.desk.run_controller.going
    assert desk.panel.card._note.text().startswith("step 1 of 1,000   arm 5 by hand gave ")


def test_every_step_is_exported(desk: Desk, qtbot: QtBot, answers: Answers, tmp_path: Path) -> None:
    table = desk.window.bench.table
    desk.play(30)
    table.select_rows([2])
    desk.command("choose")
    path = answers.run = tmp_path / "run.csv"
    desk.command("export_text")
    # The notice of a simulation may have taken the place of that of the export.
    qtbot.waitUntil(lambda: path.exists() and not desk.window.writer.jobs.busy_at_all)
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert len(rows) == 31
    assert [int(row["step"]) for row in rows] == list(range(1, 32))
    assert [float(row["reward"]) for row in rows] == desk.source.rewards(desk.state).tolist()
    assert (rows[-1]["arm"], rows[-1]["by_hand"], rows[0]["by_hand"]) == ("arm 3", "1", "0")
    assert float(rows[0]["temperature"]) == 2.0


def test_it_is_low_and_whole_in_a_small_window(desk: Desk) -> None:
    desk.window.resize(1024, 768)
    QApplication.processEvents()
    panel = desk.panel
    assert panel.height() < 0.2 * desk.window.height()
    for part in (*panel.transport.parts, panel.policy, panel.steps, panel.walk, panel.rate, panel.end):
        inside = panel.rect().contains(part.rect().translated(part.mapTo(panel, part.rect().topLeft())))
        assert inside, part.objectName()


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_the_table_has_q_chance_and_pulls_of_each_arm(desk: Desk, size: tuple[int, int]) -> None:
    desk.window.resize(*size)
    desk.play(30)
    model, table = desk.window.bench.table.model(), desk.window.bench.table
    across, role = Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    assert [model.headerData(section, across) for section in range(4)] == ["arm", "Q", "p", "pulls"]
    assert not table.isColumnHidden(3)
    arms = np.bincount(desk.state.arms, minlength=10).tolist()
    assert [model.index(row, 3).data() for row in range(10)] == [str(count) for count in arms]
    assert "How often each arm" in str(model.headerData(3, across, role))
    assert "Estimated value Q" in str(model.headerData(1, across, role))
    desk.command("undo")
    assert [model.index(row, 3).data() for row in range(10)] == ["0"] * 10
    desk.command("undo")
    assert [model.headerData(section, across) for section in range(4)] == ["class", "z", "p", "E = −z"]


BROKEN = {
    "a negative walk": (("source", "walk"), -1),
    "a walk that is no number": (("source", "walk"), math.nan),
    "no arms": (("source", "arms"), 0),
    "too many arms": (("source", "arms"), 10**9),
    "no value for some arms": (("source", "values"), [1.0]),
    "a value that is no number": (("source", "values"), [math.nan] * 10),
    "a step size of 0": (("source", "step_size"), 0),
    "a seed that is no number": (("source", "seed"), "x"),
    "an arm that is not there": (("state", "arms"), [10] * 5),
    "a step after the last": (("state", "step"), 10**9),
    "a run that is too long": (("state", "arms"), [0] * 10_001),
    "too many steps": (("panel_settings", "bandit", "steps"), 10**9),
    "an unknown policy": (("panel_settings", "bandit", "policy"), "thompson"),
    "a temperature that is no number": (("panel_settings", "bandit", "schedule", "start"), math.nan),
    "settings that are no object": (("panel_settings", "bandit"), 3),
}


def test_a_broken_session_is_refused_in_a_sentence_and_the_run_stays(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.play(5)
    before, notice = desk.document, desk.window.notice
    for number, (what, (path, value)) in enumerate(BROKEN.items()):
        entry = json.loads(encode(desk.document))
        place = entry
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = value
        file = tmp_path / f"broken{number}.tauscope"
        file.write_text(json.dumps(entry))
        notice.clear()
        assert not notice.isVisible()
        desk.window.session.open_path(file)
        qtbot.waitUntil(lambda stem=file.stem: notice.isVisible() and stem in notice.text)  # type: ignore[misc]
        assert notice.text.endswith("."), what
        assert desk.document is before, what


def test_a_session_that_was_saved_opens_where_it_was(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    desk.choose(desk.panel.shape_menu, "Linear")
    desk.play(12)
    file = tmp_path / "run.tauscope"
    file.write_text(encode(desk.document))
    before = desk.document
    desk.command("new")
    desk.window.session.open_path(file)
    qtbot.waitUntil(lambda: desk.document.source.kind == "bandit")
    QApplication.processEvents()
    assert desk.document == before
    assert desk.panel.shape.text() == "Linear ▾"
    assert desk.panel.card._note.text().startswith("step 12 of 1,000")
