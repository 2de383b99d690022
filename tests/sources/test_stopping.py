from __future__ import annotations

import threading
from pathlib import Path

import pytest
from tests.endless import endless_model

from tauscope.sources.language import open_model
from tauscope.sources.language.network import Network
from tauscope.sources.stopping import Stop, StoppedError, ended_by, stopped_by


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
