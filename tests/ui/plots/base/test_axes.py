from __future__ import annotations

import pytest

from tauscope.document.formulas import formula
from tauscope.ui.plots.base.axes import Axes
from tauscope.ui.theme import Theme


def test_a_tick_label_may_not_be_a_formula(theme: Theme) -> None:
    axes = Axes(theme)
    axes.set_ticks("left", [(-3.0, "10⁻³"), (0.0, "1")])
    with pytest.raises(ValueError, match="plain text"):
        axes.set_ticks("left", [(-3.0, formula("10^(−3)")), (0.0, "1")])
