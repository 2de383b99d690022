"""Engines with the sampling settings that the model on the bench recommends."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMenu
from tests.ui.panels.conftest import Story

from tauscope.core.chain import ENGINES, SamplingRequest
from tauscope.document.edits import table_edits
from tauscope.document.library.engine_defaults import NO_RECOMMENDATION
from tauscope.sources.recommended import SamplingDefaults
from tauscope.ui.chain.engine_menu import EngineMenu
from tauscope.ui.plots.side_by_side.engines import EnginesPlot

DEFAULTS = SamplingDefaults(temperature=0.6, top_k=20, top_p=0.95, do_sample=True)


def engine_menu(story: Story) -> EngineMenu:
    menu = story.window.bench.knobs.tools[1].menu()
    assert isinstance(menu, EngineMenu)
    menu.aboutToShow.emit()
    return menu


def examples(story: Story) -> QMenu:
    story.window.history.start(table_edits.place_plot(story.window.history.document, 0, "engines"))
    plot = story.window.bench.shown[0]
    assert isinstance(plot, EnginesPlot)
    plot.tool.examples.aboutToShow.emit()
    return plot.tool.examples


@pytest.fixture
def recommending(story: Story, monkeypatch: pytest.MonkeyPatch) -> Story:
    monkeypatch.setattr(story.source.model, "defaults", DEFAULTS)
    return story


def test_a_model_that_recommends_nothing_has_no_defaults_to_choose(story: Story) -> None:
    submenu = engine_menu(story).with_defaults.menuAction()
    assert not submenu.isEnabled()
    assert submenu.toolTip() == NO_RECOMMENDATION
    (action,) = (one for one in examples(story).actions() if one.text() == "The Model's Own Defaults")
    assert not action.isEnabled()
    assert action.toolTip() == NO_RECOMMENDATION


def test_each_engine_can_be_taken_with_the_models_own_defaults(recommending: Story) -> None:
    menu = engine_menu(recommending).with_defaults
    assert menu.menuAction().isEnabled()
    assert menu.menuAction().toolTip() == "Its maker recommends temperature 0.6, top_k 20, top_p 0.95"
    history = recommending.window.history
    for engine in ENGINES.values():
        next(action for action in menu.actions() if action.text().startswith(engine.title)).trigger()
        assert history.document.chain == engine.chain(temperature=0.6, top_k=20, top_p=0.95)
        assert f"{engine.title} with the model's own defaults" in recommending.window.notice.text
        history.undo()
        assert history.document.chain.temperature == 1.0


def test_all_engines_can_be_asked_for_the_models_own_defaults(recommending: Story) -> None:
    menu = examples(recommending)
    next(one for one in menu.actions() if one.text() == "The Model's Own Defaults").trigger()
    history = recommending.window.history
    assert history.document.request == SamplingRequest(0.6, 20, 0.95)
    assert history.undo_name == "ask for the model's defaults"
