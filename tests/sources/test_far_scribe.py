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
from tauscope.sources import far_scribe as module
from tauscope.sources.far_scribe import FarScribe, _Desk
from tauscope.sources.scribe import News, Settings
from tauscope.sources.writer import Writer


@pytest.fixture(scope="module")
def scribe() -> Iterator[FarScribe]:
    made = FarScribe()
    yield made
    made.close()


def settings(chain: str = "temperature=1", pace: float = math.inf) -> Settings:
    return Settings(Stepping(), (Chain.parse(chain),), 7, pace)


def until(scribe: FarScribe, condition: Callable[[News], bool]) -> News:
    end = monotonic() + 30
    while not condition(scribe.news()):
        assert monotonic() < end
        sleep(0.002)
    return scribe.news()


def test_it_writes_what_single_steps_write(scribe: FarScribe) -> None:
    scribe.set_off(settings(), ((),))
    news = until(scribe, lambda news: not news.going)
    source, state = Stepping(), ()
    for _ in range(LAST):
        state = step(source, state, Chain.parse("temperature=1"), 7)
    assert news == News((state,), going=False)
    # What it gave there is known here.
    asked = settings()
    scribe.set_off(asked, (state[:-1],))
    until(scribe, lambda news: not news.going)
    assert asked.source.ready(state)


def test_stopped_it_tells_how_far_it_came_and_new_settings_are_heeded(scribe: FarScribe) -> None:
    scribe.set_off(settings(pace=0.01), ((),))
    until(scribe, lambda news: len(news.states[0]) == 1)
    assert scribe.stop() == News(scribe.news().states, going=False)
    assert len(scribe.stop().states[0]) == 1
    scribe.set_off(settings(pace=0.01), ((),))
    until(scribe, lambda news: len(news.states[0]) == 1)
    scribe.heed(settings("temperature=0"))
    (state,) = until(scribe, lambda news: not news.going).states
    assert all(state[place] == (state[place - 1] + 1) % 3 for place in range(1, LAST))


def test_one_that_dies_is_said_and_another_takes_its_place(scribe: FarScribe) -> None:
    scribe.set_off(settings(pace=0.01), ((),))
    process = scribe._process
    assert process is not None
    process.kill()
    assert "ended by itself" in until(scribe, lambda news: not news.going).error
    scribe.set_off(settings(), ((),))
    assert len(until(scribe, lambda news: not news.going).states[0]) == LAST


def test_what_it_tells_of_an_earlier_journey_is_too_late(scribe: FarScribe) -> None:
    scribe.set_off(settings(), ((),))
    scribe.set_off(settings("temperature=0"), ((2,),), steps=3)
    (state,) = until(scribe, lambda news: not news.going).states
    assert state == (2, 0, 1, 2)
    scribe.set_off(settings(), ((),))
    scribe.stop()
    scribe.set_off(settings("temperature=0"), ((1,),), steps=3)
    (state,) = until(scribe, lambda news: not news.going).states
    assert state == (1, 2, 0, 1)


def test_other_settings_leave_it_what_it_knows() -> None:
    """So the window gets the logits of each moment, however often the dial is turned."""
    desk, here, there = _Desk(), *Pipe()
    start, chain = Stepping().initial(), "temperature=0.5"
    desk.obey(1, "set_off", (settings(pace=0.001), (start,)))
    end = monotonic() + 30
    while desk.scribe.news().states == (start,):
        assert monotonic() < end
    desk.obey(2, "heed", (settings(chain, pace=0.001),))
    desk.tell(there, desk.scribe.news())
    told = here.recv()
    assert (told.number, len(told.choices[0]), told.going) == (2, 1, True)
    assert told.values is not None
    desk.scribe.close()


def test_several_ways_are_told(scribe: FarScribe) -> None:
    chains = (Chain.parse("temperature=0"), Chain.parse("temperature=inf"))
    scribe.set_off(Settings(Stepping(), chains, 3), ((), (0,) * 5))
    states = until(scribe, lambda news: not news.going).states
    assert states[0] == (0, 1, 2, 0, 1, 2, 0, 1)
    assert (len(states[1]), states[1][:5]) == (LAST, (0,) * 5)


def test_unused_it_has_no_process() -> None:
    scribe = FarScribe()
    assert scribe.stop() == News((), going=False)
    scribe.close()


def test_a_writer_is_opened_again_elsewhere_with_its_prompt_and_bias() -> None:
    writer = Writer(Writer.open().model, "The wolf", {5: -math.inf, 7: 1.5})
    again = pickle.loads(pickle.dumps(writer))
    assert again == writer
    assert again.model is not writer.model
    assert again.logits(again.initial()) == writer.logits(writer.initial())


@pytest.fixture
def frozen() -> Iterator[FarScribe]:
    """One whose process answers nothing, as one does that opens a large model."""
    scribe = FarScribe()
    scribe.set_off(settings(), ((),))
    until(scribe, lambda news: not news.going)
    process = scribe._process
    assert process is not None
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    yield scribe
    scribe.close()
    assert not process.is_alive()


needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="processes cannot be stopped")


@needs_signals
def test_stopping_waits_no_longer_than_it_says(frozen: FarScribe, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen.set_off(settings(), ((0,),))
    line, waits = frozen._line, list[float]()
    assert line is not None
    poll = line.poll

    def watched(seconds: float = 0.0) -> bool:
        waits.append(seconds)
        return poll(seconds)

    monkeypatch.setattr(line, "poll", watched)
    assert frozen.stop() == News(((0,),), going=False)
    assert sum(waits) <= module.STOP_SECONDS


@needs_signals
def test_no_order_waits_until_it_is_read(frozen: FarScribe) -> None:
    many = Chain.parse(",".join(["temperature=0.5"] * 32))
    frozen.set_off(settings(pace=0.01), ((),))
    for _ in range(2000):  # far more than a pipe holds: some hundred bytes each
        frozen.heed(Settings(Stepping(), (many,), 7, 0.01))


@needs_signals
def test_a_process_that_never_answers_is_replaced(frozen: FarScribe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STUCK_SECONDS", 0.0)
    first = frozen._process
    frozen.set_off(settings(), ((0,),))
    frozen.stop()
    frozen.set_off(settings(), ((),))
    assert len(until(frozen, lambda news: not news.going).states[0]) == LAST
    assert frozen._process is not first


@needs_signals
def test_an_interrupt_of_the_terminal_is_left_to_the_window() -> None:
    scribe, before = FarScribe(), signal.getsignal(signal.SIGINT)
    scribe.set_off(settings(), ((),))
    process = scribe._process
    assert process is not None
    assert process.pid is not None
    os.kill(process.pid, signal.SIGINT)  # it has not come to Python's main module yet
    assert len(until(scribe, lambda news: not news.going).states[0]) == LAST
    assert scribe._process is process
    assert signal.getsignal(signal.SIGINT) is before
    scribe.close()


class Endless(Stepping):
    """A source whose model never opens in another process."""

    def __reduce__(self) -> tuple[object, ...]:
        return sleep, (1e6,)


ORPHAN = """
import os
from tests.sources.test_far_scribe import Chain, Endless, FarScribe, Settings, sleep
scribe = FarScribe()
scribe.set_off(Settings(Endless(), (Chain(),), 7), ((),))
print(scribe._process.pid, flush=True)
while not scribe._orders.empty():
    pass
sleep(0.2)  # it is sent, and the process is at it or will be
os._exit(0)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks into /proc")
def test_no_process_outlives_the_window() -> None:
    top = Path(__file__).parents[2]
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
