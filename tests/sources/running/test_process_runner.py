import math
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from pathlib import Path
from time import monotonic, sleep

import pytest
from tests.stepping import LAST, Stepping, step

from tauscope.core.chain import Chain
from tauscope.sources.language.writer import Writer
from tauscope.sources.running import process_runner as module
from tauscope.sources.running.process_runner import ProcessRunner, _Server
from tauscope.sources.running.runner import RunProgress, Settings


@pytest.fixture(scope="module")
def runner() -> Iterator[ProcessRunner]:
    made = ProcessRunner()
    yield made
    made.close()


def settings(chain: str = "temperature=1", pace: float = math.inf) -> Settings:
    return Settings(Stepping(), (Chain.parse(chain),), 7, pace)


def until(runner: ProcessRunner, condition: Callable[[RunProgress], bool]) -> RunProgress:
    end = monotonic() + 30
    while not condition(runner.poll()):
        assert monotonic() < end
        sleep(0.002)
    return runner.poll()


def test_it_writes_what_single_steps_write(runner: ProcessRunner) -> None:
    runner.start(settings(), ((),))
    progress = until(runner, lambda progress: not progress.going)
    source, state = Stepping(), ()
    for _ in range(LAST):
        state = step(source, state, Chain.parse("temperature=1"), 7)
    assert progress == RunProgress((state,), going=False)
    # What it gave there is known here.
    asked = settings()
    runner.start(asked, (state[:-1],))
    until(runner, lambda progress: not progress.going)
    assert asked.source.ready(state)


def test_stopped_it_tells_how_far_it_came_and_new_settings_are_heeded(runner: ProcessRunner) -> None:
    runner.start(settings(pace=0.01), ((),))
    until(runner, lambda progress: len(progress.states[0]) == 1)
    assert runner.stop() == RunProgress(runner.poll().states, going=False)
    assert len(runner.stop().states[0]) == 1
    runner.start(settings(pace=0.01), ((),))
    until(runner, lambda progress: len(progress.states[0]) == 1)
    runner.update(settings("temperature=0"))
    (state,) = until(runner, lambda progress: not progress.going).states
    assert all(state[cursor] == (state[cursor - 1] + 1) % 3 for cursor in range(1, LAST))


def test_one_that_dies_is_said_and_another_takes_its_place(runner: ProcessRunner) -> None:
    runner.start(settings(pace=0.01), ((),))
    process = runner._process
    assert process is not None
    process.kill()
    assert "ended by itself" in until(runner, lambda progress: not progress.going).error
    runner.start(settings(), ((),))
    assert len(until(runner, lambda progress: not progress.going).states[0]) == LAST


def test_what_it_tells_of_an_earlier_run_is_too_late(runner: ProcessRunner) -> None:
    runner.start(settings(), ((),))
    runner.start(settings("temperature=0"), ((2,),), steps=3)
    (state,) = until(runner, lambda progress: not progress.going).states
    assert state == (2, 0, 1, 2)
    runner.start(settings(), ((),))
    runner.stop()
    runner.start(settings("temperature=0"), ((1,),), steps=3)
    (state,) = until(runner, lambda progress: not progress.going).states
    assert state == (1, 2, 0, 1)


def test_other_settings_leave_it_what_it_knows() -> None:
    """So the window gets the logits of each moment, however often the dial is turned."""
    server, here, there = _Server(), *Pipe()
    start, chain = Stepping().initial(), "temperature=0.5"
    server.carry_out(1, "start", (settings(pace=0.001), (start,)))
    end = monotonic() + 30
    while server.runner.poll().states == (start,):
        assert monotonic() < end
    server.carry_out(2, "update", (settings(chain, pace=0.001),))
    server.tell(there, server.runner.poll())
    told = here.recv()
    assert (told.number, len(told.choices[0]), told.going) == (2, 1, True)
    assert told.values is not None
    server.runner.close()


def test_several_ways_are_told(runner: ProcessRunner) -> None:
    chains = (Chain.parse("temperature=0"), Chain.parse("temperature=inf"))
    runner.start(Settings(Stepping(), chains, 3), ((), (0,) * 5))
    states = until(runner, lambda progress: not progress.going).states
    assert states[0] == (0, 1, 2, 0, 1, 2, 0, 1)
    assert (len(states[1]), states[1][:5]) == (LAST, (0,) * 5)


def test_unused_it_has_no_process() -> None:
    runner = ProcessRunner()
    assert runner.stop() == RunProgress((), going=False)
    runner.close()


def test_a_writer_is_opened_again_elsewhere_with_its_prompt_and_bias() -> None:
    writer = Writer(Writer.open().model, "The wolf", {5: -math.inf, 7: 1.5})
    again = pickle.loads(pickle.dumps(writer))
    assert again == writer
    assert again.model is not writer.model
    assert again.logits(again.initial()) == writer.logits(writer.initial())


@pytest.fixture
def frozen() -> Iterator[ProcessRunner]:
    """One whose process answers nothing, as one does that opens a large model."""
    runner = ProcessRunner()
    runner.start(settings(), ((),))
    until(runner, lambda progress: not progress.going)
    process = runner._process
    assert process is not None
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    yield runner
    runner.close()
    # The runner's own thread joins it as well: of two threads one hears of the end a moment later.
    end = monotonic() + 30
    while process.is_alive() and monotonic() < end:
        process.join(0.05)
    assert not process.is_alive()


needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="processes cannot be stopped")


@needs_signals
def test_stopping_waits_no_longer_than_it_says(
    frozen: ProcessRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen.start(settings(), ((0,),))
    line, waits = frozen._line, list[float]()
    assert line is not None
    poll = line.poll

    def watched(seconds: float = 0.0) -> bool:
        waits.append(seconds)
        return poll(seconds)

    monkeypatch.setattr(line, "poll", watched)
    assert frozen.stop() == RunProgress(((0,),), going=False)
    assert sum(waits) <= module.STOP_SECONDS


@needs_signals
def test_no_order_waits_until_it_is_read(frozen: ProcessRunner) -> None:
    many = Chain.parse(",".join(["temperature=0.5"] * 32))
    frozen.start(settings(pace=0.01), ((),))
    for _ in range(2000):  # far more than a pipe holds: some hundred bytes each
        frozen.update(Settings(Stepping(), (many,), 7, 0.01))


@needs_signals
def test_a_process_that_never_answers_is_replaced(
    frozen: ProcessRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STUCK_SECONDS", 0.0)
    first = frozen._process
    frozen.start(settings(), ((0,),))
    frozen.stop()
    frozen.start(settings(), ((),))
    assert len(until(frozen, lambda progress: not progress.going).states[0]) == LAST
    assert frozen._process is not first


@needs_signals
def test_an_interrupt_of_the_terminal_is_left_to_the_window() -> None:
    runner, before = ProcessRunner(), signal.getsignal(signal.SIGINT)
    runner.start(settings(), ((),))
    process = runner._process
    assert process is not None
    assert process.pid is not None
    os.kill(process.pid, signal.SIGINT)  # it has not come to Python's main module yet
    assert len(until(runner, lambda progress: not progress.going).states[0]) == LAST
    assert runner._process is process
    assert signal.getsignal(signal.SIGINT) is before
    runner.close()


class Endless(Stepping):
    """A source whose model never opens in another process."""

    def __reduce__(self) -> tuple[object, ...]:
        return sleep, (1e6,)


ORPHAN = """
import os
from tests.sources.running.test_process_runner import Chain, Endless, ProcessRunner, Settings, sleep
runner = ProcessRunner()
runner.start(Settings(Endless(), (Chain(),), 7), ((),))
print(runner._process.pid, flush=True)
while not runner._orders.empty():
    pass
sleep(0.2)  # it is sent, and the process is at it or will be
os._exit(0)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks into /proc")
def test_no_process_outlives_the_window() -> None:
    top = Path(__file__).parents[3]
    told = subprocess.run(
        [sys.executable, "-c", ORPHAN],
        cwd=top,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    end = monotonic() + 60
    while lives(int(told.stdout)):
        assert monotonic() < end
        sleep(0.01)


def lives(pid: int) -> bool:
    """Whether a process runs: it may be dead and nobody took note of it yet."""
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text("utf-8")
    except OSError:
        return False
