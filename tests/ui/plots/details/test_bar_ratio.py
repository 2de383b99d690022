"""The ratio between the bars of two classes, or groups of classes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from tests.partial_source import weather

from tauscope.core.chain import Chain
from tauscope.document.document import Document
from tauscope.document.groups import ClassGroup, ClassGroups
from tauscope.document.picture.picture import Picture
from tauscope.ui.plots.details.bar_ratio import ratio_text


def test_the_ratio_of_groups_in_a_list_is_given_as_far_as_it_is_known() -> None:
    groups = ClassGroups((ClassGroup("cool", (1, 5)),))
    one, other = np.exp(-1.16), np.exp([-1.91, -3.27])
    told = [
        ratio_text(
            Picture.of(replace(Document(source=weather()), chain=Chain.parse(chain), groups=groups)), 0, 1
        )
        for chain in ("temperature=1", "temperature=1,top-k=3:exact", "typical-p=0.5")
    ]
    assert told == [f"{one / other.sum():.2f} ×", f"{one / other[0]:.2f} ×", "0.00–∞ ×"]
