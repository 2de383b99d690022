from __future__ import annotations

import pytest

from tauscope.ui.focus import Focus


@pytest.fixture
def told(focus: Focus) -> list[tuple[tuple[int, ...], int | None]]:
    """What was said to those who listen."""
    heard: list[tuple[tuple[int, ...], int | None]] = []
    focus.changed.connect(lambda: heard.append((focus.selected, focus.hovered)))
    return heard


def test_selection_keeps_its_order(focus: Focus, told: list[object]) -> None:
    focus.select((3, 1))
    assert focus.selected == (3, 1)
    assert told == [((3, 1), None)]


def test_same_selection_is_not_told_twice(focus: Focus, told: list[object]) -> None:
    focus.select((1,))
    focus.select((1,))
    focus.hover(2)
    focus.hover(2)
    assert len(told) == 2


def test_toggle_adds_and_takes_away(focus: Focus) -> None:
    for key in (1, 2, 1):
        focus.toggle(key)
    assert focus.selected == (2,)


def test_class_is_highlighted_that_is_selected_or_pointed_at(focus: Focus) -> None:
    focus.select((1,))
    focus.hover(2)
    assert [focus.has(key) for key in (1, 2, 3)] == [True, True, False]
    focus.select(())
    focus.hover(None)
    assert not focus.any
