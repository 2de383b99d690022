"""A call that is made later goes with its owner."""

from __future__ import annotations

import gc
import weakref
from functools import partial

import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from tests.ui.conftest import delete_closed

from tauscope.ui.editing.later import call_later


class Held:
    """What an action refers to."""


def test_it_is_made_once_and_leaves_nothing_behind(qtbot: QtBot) -> None:
    owner, made = QObject(), list[object]()
    call_later(owner, 0, partial(made.append, 1))
    assert made == []
    qtbot.waitUntil(lambda: made == [1])
    delete_closed()
    assert made == [1]
    assert owner.children() == []


def test_it_is_not_made_once_its_owner_is_gone_and_what_it_needs_is_let_go(qtbot: QtBot) -> None:
    owner, other, held, made = QObject(), QObject(), Held(), list[object]()
    kept = weakref.ref(held)
    call_later(owner, 0, partial(made.append, held))
    del held
    shiboken6.delete(owner)
    call_later(other, 0, partial(made.append, "other"))
    qtbot.waitUntil(lambda: bool(made))
    assert made == ["other"]
    gc.collect()
    assert kept() is None
