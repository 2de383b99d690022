from __future__ import annotations

import signal
import threading
from pathlib import Path

import pytest
from tests.endless import endless_model

from tauscope.sources.language import open_model
from tauscope.sources.language.network import Network
from tauscope.sources.stopping import Stop, StoppedError, ended_by, interrupts_end_at_once, stopped_by


def test_what_is_done_under_a_stop_is_ended() -> None:
    stop, ended = Stop(), list[str]()
    with stopped_by(stop), ended_by(lambda: ended.append("first")):
        stop.stop()
        assert stop.stopped
    with pytest.raises(StoppedError), stopped_by(stop), ended_by(lambda: ended.append("late")):
        raise ValueError(ended[-1])
    assert ended == ["first", "late"]


def test_what_is_over_is_not_ended() -> None:
    stop, ended = Stop(), list[str]()
    with stopped_by(stop), ended_by(lambda: ended.append("over")):
        pass
    stop.stop()
    with ended_by(lambda: ended.append("not under it")):
        pass
    assert ended == []


def test_errors_stay_what_they_are_while_nothing_is_stopped() -> None:
    with pytest.raises(ValueError, match="own"), stopped_by(Stop()), ended_by(lambda: None):
        raise ValueError("own")


def test_a_model_that_never_answers_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("onnxruntime")
    stop, asked, stopped = Stop(), threading.Event(), threading.Event()
    whole = Network._run

    def run(network: Network, *words: object) -> object:
        asked.set()
        return whole(network, *words)  # type: ignore[arg-type]

    monkeypatch.setattr(Network, "_run", run)

    def work() -> None:
        try:
            with stopped_by(stop):
                open_model(endless_model(tmp_path))
        except StoppedError:
            stopped.set()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert asked.wait(60)
    stop.stop()
    thread.join(60)
    assert not thread.is_alive()
    assert stopped.is_set()


def test_ctrl_c_ends_the_process_within_the_block_alone() -> None:
    def own(number: int, frame: object) -> None: ...

    before = signal.signal(signal.SIGINT, own)
    try:
        with interrupts_end_at_once():
            assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
        assert signal.getsignal(signal.SIGINT) is own
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # as of a job in the background
        with interrupts_end_at_once():
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_another_thread_leaves_ctrl_c_alone() -> None:
    found: list[object] = []

    def look() -> None:
        with interrupts_end_at_once():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [signal.getsignal(signal.SIGINT)]
