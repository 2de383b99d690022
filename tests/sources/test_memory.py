import gc
import threading

import numpy as np

from tauscope.core.logits import Logits
from tauscope.sources.memory import FEWEST, Memory


def logits(value: float = 0.0) -> Logits:
    return Logits.of("ab", [value, 0.0])


def test_what_is_kept_is_found_as_the_same_object() -> None:
    memory = Memory()
    assert memory.find("a") is None
    assert "a" not in memory
    one = memory.keep("a", logits())
    assert memory.find("a") is one
    assert "a" in memory
    assert memory.keep("a", logits(1.0)) is one


def test_the_ones_asked_for_last_are_kept() -> None:
    memory = Memory(most=0)
    for number in range(FEWEST):
        memory.keep(number, logits())
    memory.find(0)
    memory.keep(FEWEST, logits())
    gc.collect()
    assert len(memory) == FEWEST
    assert [number for number in range(FEWEST + 1) if number not in memory] == [1]


def test_what_somebody_holds_is_never_forgotten() -> None:
    memory = Memory(most=0)
    held = memory.keep("held", logits())
    for number in range(2 * FEWEST):
        memory.keep(number, logits())
    assert memory.find("held") is held
    assert len(memory) == FEWEST


def test_there_is_room_for_many_small_ones() -> None:
    small = logits()
    memory = Memory(most=4 * small.values.nbytes * 100)
    for number in range(300):
        memory.keep(number, logits())
    assert len(memory) == 100


def test_threads_that_come_with_the_same_get_one_object() -> None:
    memory, found = Memory(most=0), list[Logits]()
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait()
        found.append(memory.keep("same", logits()))
        for number in np.random.default_rng(0).integers(0, 99, 500).tolist():
            if memory.find(number) is None:
                memory.keep(number, logits())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, found))) == 1
    assert len(memory) == FEWEST
