from __future__ import annotations

import math
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.chain import Chain, SamplingRequest
from tauscope.core.errors import InputError
from tauscope.core.text.labels import clean_label
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits
from tauscope.document.library.articles import articles
from tauscope.document.library.presets import presets
from tauscope.document.library.scene import Scene
from tauscope.sources import TypedTable

SCENES = {
    **{preset.id: preset.scene for preset in presets()},
    **{article.id: article.scene for article in articles().values()},
}

every_scene = pytest.mark.parametrize("scene", SCENES.values(), ids=list(SCENES))


def used_bench() -> Document:
    """A bench on which everything was touched."""
    document = bench_edits.pin(Document())
    return Document(
        source=TypedTable.of("xyz", [3.0, math.inf * -1, 0.0]),
        chain=Chain.parse("top-k=2,temperature=0.25"),
        quantity="heat_capacity",
        curves="softmax",
        scale="fitted",
        plots=("compare", "draws", "stages"),
        comparison=(0.1, math.inf),
        request=SamplingRequest(top_k=3),
        seed=7,
        draws=9,
        pins=document.pins,
        preset="napkin",
    )


@every_scene
def test_a_scene_is_the_same_whatever_was_on_the_bench(scene: Scene) -> None:
    before = used_bench()
    after = scene.put_on(before)
    assert after.pins == before.pins
    new = scene.put_on(Document())
    assert new == scene.document
    assert replace(after, source=new.source, pins=()) == new
    assert after.logits.labels == new.logits.labels
    assert after.logits.values.tolist() == new.logits.values.tolist()


def test_a_class_of_a_scene_is_that_of_its_name_in_a_pin_and_no_other() -> None:
    pinned = bench_edits.pin(Document())
    scene = Scene({"source": {"kind": "table", "labels": ["owl", "elk"], "logits": [1.0, 0.0]}})
    owl, elk = scene.put_on(pinned).logits.keys.tolist()
    assert owl == pinned.logits.keys[3]
    assert elk not in pinned.logits.keys


@every_scene
def test_a_scene_that_ships_sets_nothing_in_vain(scene: Scene) -> None:
    written = Scene.of(scene.document)
    assert set(scene.entry) - set(written.entry) <= {"source", "chain", "seed", "draws"}
    assert written.document == scene.document


def test_a_bench_becomes_a_scene_and_comes_back() -> None:
    document = used_bench()
    text = Scene.of(document).text
    scene = Scene(tomllib.loads(text)["scene"])
    assert scene.document == replace(document, pins=(), preset="")


@given(st.lists(st.text(max_size=12), min_size=1, max_size=5), st.integers(0, 2**63 - 1))
def test_any_label_is_written_as_toml(labels: list[str], seed: int) -> None:
    names = [clean_label(label.encode("utf-8", "replace").decode()) for label in labels]
    document = Document(source=TypedTable.of(names, [-1e308] * len(names)), seed=min(seed, 2**31))
    assert Scene(tomllib.loads(Scene.of(document).text)["scene"]).document == document


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"colour": "red"}, "colour"),
        ({"pins": []}, "A scene does not set pins."),
        ({"chain": "warmth=2"}, "warmth"),
        ({"source": {"kind": "oracle"}}, "oracle"),
        ({"plots": ["distribution", "distribution"]}, "plot"),
    ],
)
def test_what_a_scene_cannot_set_is_said(entry: dict[str, object], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        _ = Scene(entry).document
