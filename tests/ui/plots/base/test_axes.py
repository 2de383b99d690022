from __future__ import annotations

from itertools import pairwise

import pyqtgraph as pg
import pytest

from tauscope.core.temperatures import scale
from tauscope.document.formulas import formula
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.axes import TICK_FONT, Axes, temperature_ticks
from tauscope.ui.theme import THEMES, Theme, load_theme


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


@pytest.mark.parametrize("theme", THEMES)
def test_labels_of_a_scale_of_temperatures_never_touch(fonts: None, theme: str) -> None:
    del fonts
    looks = load_theme(theme, 14.0)
    font = looks.font(TICK_FONT)
    counts = set[int]()
    for room in range(20, 700, 10):
        ticks = temperature_ticks(room, looks)
        counts.add(len(ticks))
        edges = [(room * at, marks.text_width(text, font) / 2) for at, text in ticks]
        assert all(right - other > left + half for (left, half), (right, other) in pairwise(edges))
        assert (1.0, "1") in [(scale.temperature_at(at), text) for at, text in ticks]
    assert counts == {1, 3, 5}
