from __future__ import annotations

import pyqtgraph as pg
import pytest

from tauscope.document.formulas import formula
from tauscope.ui.plots.base.axes import Axes
from tauscope.ui.theme import Theme


def test_a_tick_label_may_not_be_a_formula(theme: Theme) -> None:
    axes = Axes(theme)
    axes.set_ticks("left", [(-3.0, "10⁻³"), (0.0, "1")])
    with pytest.raises(ValueError, match="plain text"):
        axes.set_ticks("left", [(-3.0, formula("10^(−3)")), (0.0, "1")])


def test_what_stays_of_an_axis_is_not_set_again(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    axes, done = Axes(theme), list[str]()
    for name in ("setTicks", "setRange", "setWidth"):
        plain = getattr(pg.AxisItem, name)

        def noted(item: object, *values: object, name: str = name, plain: object = plain) -> None:
            done.append(name)
            plain(item, *values)  # type: ignore[operator]

        monkeypatch.setattr(pg.AxisItem, name, noted)
    ticks = [(0.0, "0"), (1.0, "1")]
    axes.set_room("left", 10.0)
    done.clear()
    for end in (1.0, 1.0, 2.0):
        axes.set_ticks("left", ticks)
        axes.arranged((0.0, 1.0), (0.0, end))
    assert done.count("setTicks") == done.count("setWidth") == 1
    assert done.count("setRange") == 2
    axes.apply_theme(theme)
    axes.set_ticks("left", ticks)
    assert done.count("setTicks") == 2
