"""Every entry of the registry of plots leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tauscope.core.errors import InputError
from tauscope.core.registry import imported
from tauscope.document.document import Document
from tauscope.document.plots import MOST_PLOTS, PLOTS
from tauscope.document.reports.plot_data import BENCH, NUMBERS, written_numbers
from tauscope.document.suitability import unsuited
from tauscope.ui.panels import PANELS, panel_class
from tauscope.ui.panels.panel import Panel
from tauscope.ui.plots import plot_class
from tauscope.ui.plots.base.plot import Plot


@pytest.mark.parametrize("name", PLOTS)
def test_every_path_of_a_plot_leads_to_its_class_and_its_numbers(name: str) -> None:
    entry = PLOTS[name]
    assert entry.title
    kind = plot_class(name)
    assert issubclass(kind, Plot)
    assert kind.name == name
    assert callable(imported(entry.numbers))
    assert NUMBERS[name] == entry.numbers


@pytest.mark.parametrize("name", PLOTS)
def test_every_plot_suits_a_table_or_says_why_not(name: str) -> None:
    reason = unsuited(name, Document())
    assert reason == reason.strip()
    if reason:
        with pytest.raises(InputError, match=re.escape(reason)):
            written_numbers(Document(), name, ".csv")
    else:
        assert written_numbers(Document(), name, ".csv")


def test_titles_differ_and_the_bench_is_no_plot() -> None:
    titles = [entry.title for entry in PLOTS.values()]
    assert len(set(titles)) == len(titles) >= MOST_PLOTS
    assert BENCH not in PLOTS


def test_readme_lists_every_plot_and_the_bench() -> None:
    *names, last = (f"`{name}`" for name in NUMBERS)
    expected = f"NAME is {', '.join(names)} or {last}."
    text = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert expected in " ".join(text.split()), f"README has to say: {expected}"


@pytest.mark.parametrize("name", PANELS)
def test_every_path_of_a_panel_leads_to_its_class(name: str) -> None:
    kind = panel_class(name)
    assert isinstance(kind, type)
    assert issubclass(kind, Panel)
