"""A property that is computed once: threads that ask other instances do not wait for one another."""

from __future__ import annotations

import threading

from tauscope.core.cached import unlocked_property


class Squared:
    """A number whose square may take as long as it is let."""

    def __init__(self, number: int, gate: threading.Event) -> None:
        self.number, self.gate, self.computed = number, gate, 0
        self.begun = threading.Event()

    @unlocked_property
    def square(self) -> int:
        """The square."""
        self.computed += 1
        self.begun.set()
        assert self.gate.wait(30)
        return self.number**2


def opened() -> threading.Event:
    gate = threading.Event()
    gate.set()
    return gate


def test_it_is_computed_once_until_it_is_dropped() -> None:
    three = Squared(3, opened())
    assert (three.square, three.square, three.computed) == (9, 9, 1)
    del vars(three)["square"]
    assert (three.square, three.computed) == (9, 2)


def test_the_class_has_the_property_itself_and_its_words() -> None:
    assert isinstance(Squared.square, unlocked_property)
    assert Squared.square.__doc__ == "The square."


def test_a_thread_does_not_wait_for_that_of_another_instance() -> None:
    slow, quick = Squared(2, threading.Event()), Squared(5, opened())
    thread = threading.Thread(target=lambda: slow.square)
    thread.start()
    assert slow.begun.wait(30)
    seen = list[int]()
    other = threading.Thread(target=lambda: seen.append(quick.square))
    other.start()
    other.join(30)
    assert seen == [25]
    slow.gate.set()
    thread.join(30)
    assert slow.square == 4
