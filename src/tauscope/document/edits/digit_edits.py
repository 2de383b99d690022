"""Edits of the teacher of digits: each is a pure function Document → Document."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tauscope.document.document import Document
from tauscope.document.edits import source_edits
from tauscope.document.panel_settings.digits import DigitsSettings
from tauscope.document.picture.subjects.taught_digit import digit_of
from tauscope.sources.digits import TaughtDigit
from tauscope.sources.teacher import IMAGES, most_surprising


def show_image(document: Document, image: int) -> Document:
    """Put the image with this number on the bench."""
    return source_edits.use_source(document, TaughtDigit(image))


def step_image(document: Document, by: int) -> Document:
    """Go on by some images, in the order of their numbers or of their ranking; both ends are stops."""
    digit = digit_of(document)
    if digit is None:
        return document
    order = most_surprising() if document.settings(DigitsSettings).by_surprise else range(IMAGES)
    place = order.index(digit.image) + by
    return show_image(document, order[min(max(place, 0), IMAGES - 1)])


def order_by_surprise(document: Document, *, on: bool) -> Document:
    """Go through the images by their ranking, from the most surprising one on, or again by their numbers."""
    document = change(document, by_surprise=on)
    return show_image(document, most_surprising()[0]) if on else document


def use_experiment(document: Document, name: str) -> Document:
    """Take the transfer set of an experiment."""
    return document.with_settings(document.settings(DigitsSettings).with_experiment(name))


def change(document: Document, **values: Any) -> Document:
    """Change settings of the students, by the names of the attributes of `DigitsSettings`."""
    return document.with_settings(replace(document.settings(DigitsSettings), **values))
