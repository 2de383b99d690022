"""Settings of panels: saved, read back, and left out where they have their defaults."""

from __future__ import annotations

import json

import pytest

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.files.codec import decode, encode
from tauscope.document.library.scene import Scene
from tauscope.document.panel_settings import PANEL_SETTINGS, panel_settings_class


@pytest.mark.parametrize("name", PANEL_SETTINGS)
def test_defaults_are_read_back_and_not_saved(name: str) -> None:
    kind = panel_settings_class(name)
    assert kind.name == name
    assert kind.from_json({}) == kind() == kind.from_json(json.loads(json.dumps(kind().to_json())))
    assert Document().with_settings(kind()) == Document()
    assert "panel_settings" not in encode(Document().with_settings(kind()))


@pytest.mark.parametrize("name", PANEL_SETTINGS)
def test_settings_that_are_written_out_are_known(name: str) -> None:
    entry = {**json.loads(encode(Document())), "panel_settings": {name: {}}}
    assert decode(json.dumps(entry)) == decode(encode(Document()))
    assert Scene({"panel_settings": {name: {}}}).document == Document()


@pytest.mark.parametrize("entry", [[], {"tree": 1}, "tree"])
def test_what_is_no_settings_is_refused(entry: object) -> None:
    text = json.dumps({**json.loads(encode(Document())), "panel_settings": entry})
    with pytest.raises(InputError, match="settings of panels"):
        decode(text)
