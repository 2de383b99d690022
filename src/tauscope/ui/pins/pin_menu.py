"""Commands on one pin, for the menu Pins and the menu of a chip."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from tauscope.core.bounds import UNKNOWN, Bounds, Number, mapped, written
from tauscope.core.measures import nats_to_bits
from tauscope.core.numbers import screen_number
from tauscope.document.edits import bench_edits
from tauscope.document.picture.answers import Failed
from tauscope.document.picture.pins import LatePin
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.widgets.plain_text import menu_text

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.pins import AnyPin

ASIDE = "Set aside: it has other classes"
"""Note on a pin that has none of the present classes."""

Ask = Callable[[EditRequest], object]
"""Performs a request, and shows the reason if it is refused."""


def pin_request(chain: Chain) -> EditRequest:
    """Request that pins the present distribution, which has this chain."""
    from tauscope.document.chain_words import settings_text  # noqa: PLC0415  # the window opens without it

    return EditRequest(f"pin {settings_text(chain)}", bench_edits.pin)


def clear_request(one: AnyPin) -> EditRequest:
    """Request that clears one pin."""
    return EditRequest(f"clear {one.title}", partial(bench_edits.unpin, place=one.place))


def turn_request(one: AnyPin) -> EditRequest:
    """Request that sets the knobs to those of a pin."""
    return EditRequest(f"turn to {one.title}", partial(bench_edits.turn_to_pin, place=one.place))


def return_request(one: AnyPin) -> EditRequest:
    """Request that restores the logits of a pin as well as its knobs."""
    return EditRequest(f"go back to {one.title}", partial(bench_edits.return_to_pin, place=one.place))


UNBOUNDED = "The pin may all but rule out a class that is not listed, so nothing limits KL from above."
"""Why a divergence from a list of classes may have a lower bound alone."""


def divergence_number(nats: Number, decimals: int = 3) -> str:
    """Write a divergence without a unit; of bounds up to ∞ the lower one alone.

    Examples
    --------
    >>> [divergence_number(nats) for nats in (0.1234, Bounds(0.1, 0.3), Bounds(0.25, float("inf")), None)]
    ['0.123', '0.100–0.300', '≥ 0.250', 'unknown']
    >>> divergence_number(Bounds(0.0, float("inf")))
    'unknown'
    """
    write = partial(screen_number, decimals=decimals)
    if nats == (0.0, math.inf):
        return UNKNOWN
    if isinstance(nats, Bounds) and nats.low < nats.high == math.inf:
        return f"≥ {write(nats.low)}"
    return written(nats, write)


def divergence_text(nats: Number) -> str:
    """Divergence in nats and bits."""
    if nats is None or nats == (0.0, math.inf):
        return UNKNOWN
    return f"{divergence_number(nats)} nats, {divergence_number(mapped(nats, nats_to_bits))} bits"


def fill_pin_menu(menu: QMenu, picture: Picture, one: AnyPin, ask: Ask, again: Callable[[], object]) -> None:
    """Fill a menu with the commands on a pin.

    Parameters
    ----------
    menu : QMenu
    picture : Picture
    one : PinView or LatePin
        One of its pins.
    ask : callable
    again : callable
        Asks once more for the logits of a pin that failed.
    """
    menu.clear()
    menu.addAction(_head(picture, one)).setEnabled(False)
    menu.addSeparator()
    if isinstance(one, LatePin) and isinstance(one.answer, Failed):
        menu.addAction("Try &Again").triggered.connect(again)
    entries = {"&Turn the Knobs to This Pin": turn_request(one)}
    if isinstance(one, LatePin) or one.other_logits:
        entries["Bring Back Its &Logits Too"] = return_request(one)
    entries["&Clear This Pin"] = clear_request(one)
    for text, request in entries.items():
        menu.addAction(text).triggered.connect(lambda _=False, request=request: ask(request))


def _head(picture: Picture, one: AnyPin) -> str:
    """How far the present distribution is from a pin, or why that is not known."""
    if isinstance(one, LatePin):
        return menu_text(one.note)
    return f"KL from {one.tag}: {divergence_text(picture.divergence(one))}" if one.fits else ASIDE
