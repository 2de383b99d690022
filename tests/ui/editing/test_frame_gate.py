"""Work in other threads pauses while a frame is painted."""

from __future__ import annotations

import threading
from time import thread_time

import pytest
from pytestqt.qtbot import QtBot

from tauscope.ui.editing import frame_gate
from tauscope.ui.editing.frame_gate import FrameGate, Pauses


class NotedGate(FrameGate):
    """A gate that notes how long it is waited for, and lets nobody wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def wait(self, longest: float) -> None:
        """Note the longest wait."""
        self.waits.append(longest)


def compute(seconds: float) -> None:
    """Take processor time."""
    end = thread_time() + seconds
    while thread_time() < end:
        pass


def test_the_gate_opens_when_the_last_frame_is_painted(qtbot: QtBot) -> None:
    gate = FrameGate()
    assert gate.is_open
    assert gate.at_rest
    gate.begin()
    assert not gate.is_open
    with qtbot.waitSignal(gate.rested):
        gate.begin()
    assert gate.is_open
    assert gate.at_rest


def test_work_pauses_for_some_times_as_long_as_it_took(qtbot: QtBot) -> None:
    del qtbot
    gate = NotedGate()
    gate.begin()
    pauses = Pauses(gate)
    pauses()
    assert gate.waits == []  # no part is done yet
    compute(0.002)
    pauses()
    compute(0.02)
    pauses()
    first, second = gate.waits
    assert 0.002 * frame_gate.GIVING <= first <= frame_gate.LONGEST
    assert 0.02 * frame_gate.GIVING <= second <= frame_gate.LONGEST


def test_work_does_not_pause_while_the_hand_rests(qtbot: QtBot) -> None:
    del qtbot
    gate = NotedGate()
    pauses = Pauses(gate)
    pauses()
    compute(0.002)
    pauses()
    assert gate.waits == []
    assert pauses.seconds == 0


def test_who_waits_goes_on_when_the_frame_is_painted(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame_gate, "GIVING", 1e9)
    monkeypatch.setattr(frame_gate, "LONGEST", 60.0)
    gate, waiting, done = FrameGate(), threading.Event(), threading.Event()
    gate.begin()

    def work() -> None:
        pauses = Pauses(gate)
        pauses()
        compute(0.001)
        waiting.set()
        pauses()
        done.set()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    qtbot.waitUntil(waiting.is_set)
    qtbot.waitUntil(done.is_set)
    thread.join()
