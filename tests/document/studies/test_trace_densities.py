"""Numbers of a whole trace at a temperature alone: from bins the same as step by step."""

import numpy as np
import pytest
from tests.sources.trace.recorded import Recorded, full

from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.document.studies.trace_reading import TraceReading
from tauscope.document.studies.trace_tempering import TraceTempering
from tauscope.sources.trace.recording import RecordedStep
from tauscope.sources.trace.source import TraceSource

ROWS = [
    RecordedStep(Logits.of("abcd", [2.0, 1.0, 2.0, -np.inf]), None, 0),
    RecordedStep(Logits.of("abcd", [2.0, 1.0, 2.0, -np.inf]), None, 3),
    RecordedStep(Logits.of("abcd", [-4.0, 1.0, 0.5, 3.25]), None, 2),
    RecordedStep(Logits.of("abcd", [0.0, 0.0, 0.0, 0.0]), None, None),
]


def nothing(_fraction: float) -> None:
    """Do nothing."""


CHAINS = ["temperature=0", "temperature=0.05", "temperature=1", "temperature=7", "temperature=inf"]


@pytest.mark.parametrize("chain", [*CHAINS, "temperature=0.5,temperature=3", "top-k=2:off"])
def test_numbers_from_bins_are_those_of_each_step(chain: str) -> None:
    source = TraceSource(Recorded(ROWS, pieces=tuple("abcd")))
    read = TraceReading(source).result(nothing)
    slow = TraceTempering(source, Chain.parse(chain)).result(nothing)
    study = TraceTempering(source, Chain.parse(chain), read)
    fast = study.result(nothing)
    for name in ("entropy", "chosen", "left"):
        np.testing.assert_allclose(getattr(fast, name), getattr(slow, name), atol=1e-7)
    assert study.at_once
    assert study == TraceTempering(source, Chain.parse(chain))


def test_no_step_is_read_again_for_a_temperature_or_a_known_cut_and_each_is_for_others() -> None:
    recorded = full(tokens=True)
    source = TraceSource(recorded)
    read = TraceReading(source).result(nothing)
    recorded.reads.clear()
    TraceTempering(source, Chain.parse("temperature=2"), read).result(nothing)
    assert recorded.reads == []
    TraceTempering(source, Chain.parse("temperature=2,top-k=2"), read).result(nothing)
    assert recorded.reads == []
    TraceTempering(source, Chain.parse("temperature=2,typical-p=0.5"), read).result(nothing)
    assert recorded.reads == []
    cut = TraceTempering(source, Chain.parse("temperature=2,top-p=0.9,top-n-sigma=1"), read)
    assert not cut.at_once
    cut.result(nothing)
    assert 0 < len(recorded.reads) < recorded.steps  # where bounds are tight, they are enough


def test_temperatures_below_all_bins_are_applied_to_each_step() -> None:
    source = TraceSource(full(tokens=True))
    read = TraceReading(source).result(nothing)
    assert not TraceTempering(source, Chain.parse("temperature=0.001"), read).at_once
