import math
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from time import monotonic, sleep

import pytest
from tests.stepping import LAST, Stepping, step

from tauscope.core.chain import Chain
from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.sources.cursor import PlainCursor
from tauscope.sources.running import runner as module
from tauscope.sources.running.runner import Runner, RunProgress, Settings
from tauscope.sources.stopping import ended_by

FREEZING = Chain.parse("temperature=0")


@pytest.fixture
def runner() -> Iterator[Runner]:
    made = Runner()
    yield made
    made.close()


def settings(chain: str = "temperature=1", seed: int = 1, pace: float = math.inf) -> Settings:
    return Settings(Stepping(), (Chain.parse(chain),), seed, pace)


def until(runner: Runner, condition: Callable[[RunProgress], bool]) -> RunProgress:
    end = monotonic() + 10
    while not condition(runner.poll()):
        assert monotonic() < end
        sleep(0.001)
    return runner.poll()


def test_it_writes_what_single_steps_write(runner: Runner) -> None:
    runner.start(settings(seed=7), ((),))
    progress = until(runner, lambda progress: not progress.going)
    source, state = Stepping(), ()
    for _ in range(LAST):
        state = step(source, state, Chain.parse("temperature=1"), 7)
    assert progress == RunProgress((state,), going=False)


def test_it_stops_after_so_many_steps_and_goes_on_from_there(runner: Runner) -> None:
    runner.start(settings(), ((),), steps=3)
    states = until(runner, lambda progress: not progress.going).states
    assert len(states[0]) == 3
    runner.start(settings(), states, steps=2)
    after = until(runner, lambda progress: not progress.going).states
    assert (len(after[0]), after[0][:3]) == (5, states[0])


def test_several_ways_end_together(runner: Runner) -> None:
    chains = (FREEZING, Chain.parse("temperature=inf"))
    runner.start(Settings(Stepping(), chains, 3), ((), (0,) * 5))
    states = until(runner, lambda progress: not progress.going).states
    assert [len(state) for state in states] == [LAST, LAST]
    assert states[0] == (0, 1, 2, 0, 1, 2, 0, 1)


def test_logits_of_where_it_came_are_at_hand(runner: Runner) -> None:
    asked = settings()
    runner.start(asked, ((),), steps=4)
    (state,) = until(runner, lambda progress: not progress.going).states
    assert asked.source.ready(state)


@dataclass(frozen=True)
class Gated(Stepping):
    """It gives logits only when it is let to."""

    gate: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def logits(self, state: tuple[int, ...]) -> Logits:
        assert self.gate.acquire(timeout=10)
        return super().logits(state)


def test_new_settings_hold_from_the_very_next_choice(runner: Runner) -> None:
    source = Gated(gate=threading.Semaphore(2))  # one look to choose, one at what it led to
    hot, cold = Chain.parse("temperature=inf"), FREEZING
    runner.start(Settings(source, (hot,), 1), ((2,),))
    (first,) = until(runner, lambda progress: len(progress.states[0]) == 2).states
    runner.update(Settings(source, (cold,), 1))
    for _ in range(4):
        source.gate.release()
    (later,) = until(runner, lambda progress: len(progress.states[0]) >= 3).states
    # One choice may have been under way; the one after it is the likeliest.
    (later,) = until(runner, lambda progress: len(progress.states[0]) == 4).states
    assert later[3] == (later[2] + 1) % 3
    assert later[:2] == first
    for _ in range(20):
        source.gate.release()


def test_what_it_was_doing_when_stopped_is_dropped(runner: Runner) -> None:
    source = Gated(gate=threading.Semaphore(0))
    runner.start(Settings(source, (FREEZING,), 1), ((),))
    assert runner.stop() == RunProgress(((),), going=False)
    for _ in range(40):
        source.gate.release()
    sleep(0.02)
    assert runner.poll() == RunProgress(((),), going=False)


def test_pace_keeps_it_waiting_and_a_faster_one_wakes_it(runner: Runner) -> None:
    runner.start(settings(pace=0.01), ((),))
    until(runner, lambda progress: len(progress.states[0]) == 1)
    sleep(0.05)
    assert len(runner.poll().states[0]) == 1
    runner.update(settings(pace=math.inf))
    assert len(until(runner, lambda progress: not progress.going).states[0]) == LAST


@pytest.mark.parametrize("pace", [1e9, math.inf])
def test_another_source_is_heeded_while_a_step_is_under_way(runner: Runner, pace: float) -> None:
    source = Gated(gate=threading.Semaphore(1))
    slow = Settings(source, (FREEZING,), 1, pace)
    runner.start(slow, ((),))
    while source.gate._value:
        sleep(0.001)
    sleep(0.02)  # it waits for what the first choice led to
    runner.update(replace(slow, source=Stepping(bias=-5.0)))
    source.gate.release()
    (state,) = until(runner, lambda progress: not progress.going).states
    assert all(later != (earlier + 1) % 3 for earlier, later in pairwise(state))


def test_at_rest_it_holds_on_to_nothing_but_the_states(runner: Runner) -> None:
    runner.start(settings(), ((),))
    until(runner, lambda progress: not progress.going)
    assert all(isinstance(cursor, PlainCursor) and cursor.choice is None for cursor in runner._cursors)


def test_another_source_goes_on_from_where_the_first_one_came(runner: Runner) -> None:
    slow = settings("temperature=0", pace=0.01)
    runner.start(slow, ((),))
    (state,) = until(runner, lambda progress: len(progress.states[0]) == 1).states
    biased = Stepping(bias=-5.0)
    runner.update(replace(slow, source=biased, pace=math.inf))
    (after,) = until(runner, lambda progress: not progress.going).states
    assert after[:1] == state
    assert all(later != (earlier + 1) % 3 for earlier, later in pairwise(after))


class Broken(Stepping):
    def advance(self, state: tuple[int, ...], *choices: Chosen) -> tuple[int, ...]:
        if len(state) == 2:
            raise InputError("The ink is out.")
        return super().advance(state, *choices)


def test_a_source_that_fails_is_stopped_with_its_sentence(runner: Runner) -> None:
    runner.start(Settings(Broken(), (FREEZING,), 1), ((),))
    progress = until(runner, lambda progress: not progress.going)
    assert (progress.error, len(progress.states[0])) == ("The ink is out.", 2)


def test_closing_twice_or_unused_is_no_matter() -> None:
    runner = Runner()
    runner.close()
    runner.close()


def test_closing_does_not_wait_for_a_model_that_never_answers() -> None:
    runner, source = Runner(), Gated(gate=threading.Semaphore(0))
    runner.start(Settings(source, (FREEZING,), 1), ((),))
    thread = runner._thread
    assert thread is not None
    runner.close()
    assert thread.is_alive()
    source.gate.release(2)
    thread.join(30)
    assert not thread.is_alive()


@dataclass(frozen=True)
class Endable(Stepping):
    """A source whose answer comes only when it is told to end."""

    asked: threading.Event = field(default_factory=threading.Event, compare=False)
    told: threading.Event = field(default_factory=threading.Event, compare=False)

    def logits(self, state: tuple[int, ...]) -> Logits:
        with ended_by(self.told.set):
            self.asked.set()
            assert self.told.wait(60)
            raise RuntimeError(state)


@pytest.mark.parametrize("how", ["close", "start"])
def test_an_answer_that_never_comes_is_ended(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    source = Endable()
    runner.start(Settings(source, (FREEZING,), 1), ((),))
    assert source.asked.wait(60)
    thread = runner._thread
    assert thread is not None
    assert not source.told.is_set()
    if how == "close":
        runner.close()
    else:
        monkeypatch.setattr(module, "STUCK_SECONDS", 0.0)
        runner.start(Settings(Stepping(), (FREEZING,), 1), ((2,),))
        until(runner, lambda progress: not progress.going)
    thread.join(60)
    assert not thread.is_alive()


def test_a_model_that_never_answers_does_not_keep_another_waiting(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STUCK_SECONDS", 0.0)
    source = Gated(gate=threading.Semaphore(0))
    runner.start(Settings(source, (FREEZING,), 1), ((),))
    stuck = runner._thread
    assert stuck is not None
    while runner._busy_since is None:
        sleep(0.001)
    runner.stop()
    runner.start(Settings(Stepping(), (FREEZING,), 1), ((2,),))
    (state,) = until(runner, lambda progress: not progress.going).states
    assert len(state) == LAST
    source.gate.release(2)
    stuck.join(30)
    assert runner.poll() == RunProgress((state,), going=False)
