"""The clock: one step of undo for a whole play, and edits in between are noticed."""

from __future__ import annotations

from functools import partial

from pytestqt.qtbot import QtBot

from tauscope.core.temperatures.schedules import Linear
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.ui.editing.clock import Clock
from tauscope.ui.editing.history import EditRequest, History


class Sweep:
    """Plays τ along a schedule, as far as a hand lets it."""

    def __init__(self, history: History) -> None:
        self.clock = Clock(history)
        self.temperatures = Linear(2.0, 1.0).temperatures(11).tolist()
        self.position = 0
        self.clock.ticked.connect(self.go_on)
        self.clock.edited.connect(self.look)

    def go_on(self) -> None:
        self.clock.move(partial(table_edits.set_temperature, temperature=self.temperatures[self.position]))
        self.position += 1
        if self.position == len(self.temperatures):
            self.clock.stop()

    def look(self, before: Document, after: Document) -> None:
        if before.temperature != after.temperature:
            self.clock.stop()


def test_a_whole_play_is_one_step_of_undo(history: History, qtbot: QtBot) -> None:
    sweep, seen = Sweep(history), list[float]()
    history.changed.connect(lambda _, after: seen.append(after.temperature))
    sweep.clock.start("play τ", 1)
    qtbot.waitUntil(lambda: not sweep.clock.going)
    assert seen == sweep.temperatures
    assert history.undo_name == "play τ"
    history.undo()
    assert history.document.temperature == 1.0
    assert history.undo_name is None
    history.redo()
    assert history.document.temperature == 1.0


def test_a_pause_ends_the_step_and_the_next_play_is_another(history: History) -> None:
    sweep = Sweep(history)
    sweep.clock.start("play τ", 10_000)
    sweep.go_on()
    sweep.go_on()
    sweep.clock.stop()
    assert history.document.temperature == 1.9
    sweep.clock.start("play τ", 10_000)
    sweep.go_on()
    assert history.document.temperature == 1.8
    history.undo()
    assert history.document.temperature == 1.9
    history.undo()
    assert history.document.temperature == 1.0


def test_a_hand_takes_over_and_other_edits_join(history: History) -> None:
    sweep = Sweep(history)
    sweep.clock.start("play τ", 10_000)
    sweep.go_on()
    history.perform(EditRequest("set the seed", lambda document: bench_edits.set_seed(document, 7)))
    assert sweep.clock.going
    sweep.go_on()
    assert (history.document.temperature, history.document.seed) == (1.9, 7)
    history.perform(EditRequest("turn the dial", lambda one: table_edits.set_temperature(one, 0.3)))
    assert not sweep.clock.going
    assert history.undo_name == "turn the dial"
    assert history.document.temperature == 0.3


def test_a_first_move_that_changes_nothing_is_no_part_of_the_step_before(history: History) -> None:
    history.perform(EditRequest("heat", partial(table_edits.set_temperature, temperature=2.0)))
    clock = Clock(history)
    clock.start("play", 1000)
    clock.move(lambda document: document)
    clock.move(partial(table_edits.set_temperature, temperature=3.0))
    clock.stop()
    history.undo()
    assert history.document.temperature == 2
