"""Documents that are hard to draw."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tauscope.document.document import Document
from tauscope.document.edits import table_edits

HARD_LABELS = (
    "<b>bold</b> & co",
    "שלום",
    "a label that goes on and on and on for ever",
    'x\t"y"',
    "@1",
    "日本",
)


@pytest.fixture(autouse=True)
def _fonts(fonts: None) -> None:
    """Figures are written in our font."""
    del fonts


@pytest.fixture
def document() -> Document:
    return table_edits.set_temperature(Document(), 0.5)


@pytest.fixture
def hard() -> Document:
    document = table_edits.replace_classes(Document(), HARD_LABELS, [2, 1.5, 1, 0.5, 0, -math.inf])
    return table_edits.set_temperature(document, 0.5)


@pytest.fixture
def crowd() -> Document:
    values = np.random.default_rng(1).normal(0, 2, 5000)
    return table_edits.replace_classes(Document(), [f"word {number}" for number in range(5000)], values)
